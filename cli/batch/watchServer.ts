import { createServer, type IncomingMessage } from 'node:http';
import { isUid } from '../dicomweb/uid';
import { health, listening, type RunningServer } from './server';

export interface WatchServerOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** Takes note of a study that is to be queued; false where too many wait. */
  announce(study: string): boolean;
  /** Why the last look failed; null where it did not. */
  trouble(): string | null;
}

/**
 * What a watcher answers, on loopback alone: `POST /studies/<Study Instance UID>` by an archive that has received a
 * study, and `GET /healthz`. The POST wants the type application/json, which a web page cannot send without being
 * allowed to. It is answered before the archive is asked anything: Orthanc answers nobody while a script of its own waits.
 *
 * @throws DeepSpineError 'bad-arguments' where the port cannot be had
 */
export async function serveWatch(options: WatchServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    request.resume();
    const [status, body] = answer(request, options);
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);
  });
  return listening(server, { host: '127.0.0.1', port: options.port }, '--port');
}

function answer(
  { method, url = '/', headers }: IncomingMessage,
  { announce, trouble }: WatchServerOptions
): readonly [status: number, body: object] {
  if (method === 'GET' && url === '/healthz') {
    return health(trouble());
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
