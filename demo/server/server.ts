import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Archive } from '../archive/archive';
import { DemoError } from '../../tools/errors';
import { commonHeaders, isLoopbackHost } from './security';
import { fileInside, sendFile } from './staticFiles';

/** A folder served under a URL prefix. */
export interface Mount {
  /** Begins and ends with '/'; or a single file's whole path. */
  readonly prefix: string;
  readonly target: string;
}

export interface SiteOptions {
  readonly archive: Archive;
  /** Looked through in order; the first whose prefix fits answers, with 404 where it lacks the file. */
  readonly mounts: readonly Mount[];
  /** The viewer's dist: everything else; its index.html answers every page of the viewer. */
  readonly viewerDist: string;
  readonly isolated: boolean;
  /** Settings of DeepSPINE's, as a site has them in its app-config. */
  readonly settings?: object;
}

/** Where the demo's app-config.js asks for the settings. */
const SETTINGS = '/plugins/settings.json';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Everything the demo answers: the archive, the plugin's files, the viewer. */
export function siteHandler({
  archive,
  mounts,
  viewerDist,
  isolated,
  settings = {},
}: SiteOptions): Handler {
  const headers = commonHeaders(isolated);
  return async (request, response) => {
    for (const [name, value] of Object.entries(headers)) {
      response.setHeader(name, value);
    }
    if (!isLoopbackHost(request.headers.host)) {
      refuse(response, 403, 'This demo answers only to localhost.');
      return;
    }
    const path = decodePath(request.url ?? '/');
    if (path === null) {
      refuse(response, 400, 'The address cannot be read.');
    } else if (path === archive.root || path.startsWith(`${archive.root}/`)) {
      await archive.handle(request, response);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'Files are only read.');
    } else if (path === SETTINGS) {
      sendSettings(response, JSON.stringify(settings));
    } else {
      await sendSite(response, path, mounts, viewerDist);
    }
  };
}

/** Once to whoever keeps them. */
function sendSettings(response: ServerResponse, json: string): void {
  const tag = `"${createHash('sha256').update(json).digest('hex')}"`;
  const headers = { ETag: tag, 'Cache-Control': 'no-cache' };
  if (response.req.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
  } else {
    response.writeHead(200, { ...headers, 'Content-Type': 'application/json' }).end(json);
  }
}

async function sendSite(
  response: ServerResponse,
  path: string,
  mounts: readonly Mount[],
  viewerDist: string
): Promise<void> {
  const mount = mounts.find(({ prefix }) => path === prefix || isBelow(path, prefix));
  const file = mount
    ? fileInside(mount.target, path.slice(mount.prefix.length))
    : fileInside(viewerDist, `.${path}`);
  if (file === null) {
    refuse(response, 400, 'The address leads outside of the served folders.');
    return;
  }
  if (await sendFile(response, file)) {
    return;
  }
  // The viewer's own addresses (/, /deepspine?…, /deepspine/<data source>) have no file.
  // A client that takes anything (curl, a health check) gets the page too, but not in place of our files.
  const accepted = response.req.headers.accept ?? '*/*';
  const takesPage = accepted.includes('text/html') || (!mount && accepted.includes('*/*'));
  const isPage = takesPage && !/\.\w+$/.test(path);
  if (!isPage || path.startsWith('/plugins/') || !(await sendIndex(response, viewerDist))) {
    refuse(response, 404, `There is no ${path}.`);
  }
}

function isBelow(path: string, prefix: string): boolean {
  return prefix.endsWith('/') && path.startsWith(prefix);
}

async function sendIndex(response: ServerResponse, viewerDist: string): Promise<boolean> {
  const file = fileInside(viewerDist, 'index.html');
  return file !== null && (await sendFile(response, file));
}

/** The decoded path, its dots left as they came so that climbing is seen; null where it is malformed. */
function decodePath(url: string): string | null {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0]!);
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 only.
 * @param port 0 takes any free one.
 * @throws DemoError where the port is taken or not allowed.
 */
export async function listen(handler: Handler, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch(error => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', error => fail(portError(port, error)));
    server.listen(port, '127.0.0.1', done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server),
  };
}

function portError(port: number, error: NodeJS.ErrnoException): DemoError {
  const next = port < 65535 ? port + 1 : port - 1;
  const messages: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program; choose another: PORT=${next} npm start`,
    EACCES: `Port ${port} may not be used by this user; choose one above 1023: PORT=3000 npm start`,
  };
  return new DemoError(
    messages[error.code ?? ''] ?? `Port ${port} cannot be opened: ${error.message}`,
    { cause: error }
  );
}

function closeServer(server: Server): Promise<void> {
  return new Promise(done => {
    server.close(() => done());
    // Keep-alive connections and answers that hang on purpose would hold the server open.
    server.closeAllConnections();
  });
}
