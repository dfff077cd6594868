import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeepSpineError } from '../../extension/src/findings';
import { isUid } from '../dicomweb/uid';
import { reasonOf } from '../reason';

export interface WatchServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Takes note of a study that is to be queued; false where too many wait. */
  announce(study: string): boolean;
  /** Why the last look failed; null where it did not. */
  trouble(): string | null;
}

export interface RunningWatchServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * What a watcher answers, on loopback alone: `POST /studies/<Study Instance UID>` by an archive that has received a
 * study, and `GET /healthz`. The POST wants the type application/json, which a web page cannot send without being
 * allowed to. It is answered before the archive is asked anything: Orthanc answers nobody while a script of its own waits.
 *
 * @throws DeepSpineError 'bad-arguments' where the port cannot be had
 */
export async function serveWatch(options: WatchServerOptions): Promise<RunningWatchServer> {
  const server = createServer((request, response) => {
    request.resume();
    const [status, body] = answer(request, options);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  });
  await listening(server, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function answer(
  { method, url = '/', headers }: IncomingMessage,
  { announce, trouble }: WatchServerOptions
): [status: number, body: object] {
  if (method === 'GET' && url === '/healthz') {
    const why = trouble();
    return why === null ? [200, { status: 'ok' }] : [503, { status: 'trouble', reason: why }];
  }
  const study = /^\/studies\/([^/?]+)$/.exec(url)?.[1];
  if (method !== 'POST' || study === undefined) {
    return [404, { error: 'There are POST /studies/<Study Instance UID> and GET /healthz.' }];
  }
  if (!headers['content-type']?.startsWith('application/json')) {
    return [415, { error: 'Send Content-Type: application/json.' }];
  }
  if (!isUid(study)) {
    return [400, { error: 'That is no Study Instance UID.' }];
  }
  return announce(study)
    ? [202, { study }]
    : [503, { error: 'Too many studies wait; come again.' }];
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', cause =>
      fail(
        new DeepSpineError(
          'bad-arguments',
          `Port ${port} cannot be opened (${reasonOf(cause)}); choose another one with --port.`,
          { cause }
        )
      )
    );
    server.listen(port, '127.0.0.1', done);
  });
}
