import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** How a path misbehaves. */
export type Fault =
  /** 404 */
  | 'missing'
  /** The start page with status 200, as servers of single-page applications answer. */
  | 'web-page'
  /** The connection breaks half-way. */
  | 'cut'
  /** Only the first half is there, and said to be all. */
  | 'truncated'
  /** One bit differs. */
  | 'corrupt'
  /** Nothing is ever sent. */
  | 'silent';

export interface SiteOptions {
  /** URL prefix → folder; the first that fits serves. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Files made in memory: URL path → content. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Cross-origin isolation, without which there are no WebAssembly threads. Default true. */
  readonly isolated?: boolean;
  /** Lets pages of other origins use the files. */
  readonly cors?: boolean;
}

/** A small static site on loopback that can misbehave and remembers what it was asked for. */
export class SiteServer {
  /** Paths in the order of the requests. */
  readonly requests: string[] = [];
  private port = 0;
  private readonly faults = new Map<string, Fault>();
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  private constructor(private readonly options: SiteOptions) {}

  static async start(options: SiteOptions): Promise<SiteServer> {
    const site = new SiteServer(options);
    await new Promise<void>(resolve => site.server.listen(0, '127.0.0.1', resolve));
    site.port = (site.server.address() as AddressInfo).port;
    return site;
  }

  /** Without a closing slash. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** null: the path behaves again. */
  setFault(urlPath: string, fault: Fault | null): void {
    if (fault) {
      this.faults.set(urlPath, fault);
    } else {
      this.faults.delete(urlPath);
    }
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    this.requests.push(pathname);
    const fault = this.faults.get(pathname);
    const body = fault === 'missing' ? null : await this.read(pathname);
    if (!body) {
      response.writeHead(404).end();
      return;
    }
    if (fault === 'silent') {
      return;
    }
    const sent = Buffer.from(fault === 'truncated' ? body.subarray(0, body.length >> 1) : body);
    if (fault === 'corrupt') {
      sent[sent.length >> 1]! ^= 1;
    }
    response.writeHead(200, {
      'content-type': fault === 'web-page' ? 'text/html' : mimeType(pathname),
      'content-length': sent.length,
      'cache-control': 'no-cache',
      // A worker obeys the policy that its own script came with.
      'content-security-policy': pathname.endsWith('.html') ? '' : CONTENT_SECURITY_POLICY,
      ...(this.options.cors ? { 'access-control-allow-origin': '*' } : {}),
      'cross-origin-resource-policy': this.options.cors ? 'cross-origin' : 'same-origin',
      ...((this.options.isolated ?? true)
        ? {
            'cross-origin-opener-policy': 'same-origin',
            'cross-origin-embedder-policy': 'require-corp',
          }
        : {}),
    });
    if (fault === 'cut') {
      response.write(sent.subarray(0, sent.length >> 1), () => response.destroy());
    } else {
      response.end(sent);
    }
  }

  private async read(pathname: string): Promise<Buffer | null> {
    const made = this.options.files?.[pathname];
    if (made !== undefined) {
      return Buffer.from(made);
    }
    const mount = Object.entries(this.options.mounts).find(([prefix]) =>
      pathname.startsWith(prefix)
    );
    return mount
      ? readFile(path.join(mount[1], pathname.slice(mount[0].length))).catch(() => null)
      : null;
  }
}

/** The strictest policy that the documentation promises to work. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

function mimeType(pathname: string): string {
  return MIME_TYPES[path.posix.extname(pathname)] ?? 'application/octet-stream';
}
