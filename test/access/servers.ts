import { readFileSync } from 'node:fs';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Pair } from './certificates';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Loopback {
  readonly port: number;
  /** What each request had with it. */
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

export interface Seen {
  readonly url: string;
  readonly authorization: string;
  /** Common name of the client's certificate; '' for none. */
  readonly client: string;
}

/**
 * A server with TLS.
 *
 * @param clients file of the authority of clients that are let in; everybody where missing
 */
export function tlsServer(handler: Handler, own: Pair, clients?: string): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createTlsServer(
    {
      cert: readFileSync(own.cert),
      key: readFileSync(own.key),
      ...(clients
        ? { ca: readFileSync(clients), requestCert: true, rejectUnauthorized: true }
        : {}),
    },
    (request, response) => {
      const subject = (request.socket as TLSSocket).getPeerCertificate().subject;
      seen.push({
        url: request.url ?? '',
        authorization: request.headers.authorization ?? '',
        client: String(subject?.CN ?? ''),
      });
      void handler(request, response);
    }
  );
  return opened(server, seen);
}

/** Any handler without TLS. */
export function plainServer(handler: Handler): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    seen.push({ url: request.url ?? '', authorization, client: '' });
    void handler(request, response);
  });
  return opened(server, seen);
}

/** A proxy that passes on http, and opens tunnels for the rest: what it was asked for, and by whom. */
export async function proxyServer(): Promise<Loopback & { readonly passed: readonly string[] }> {
  const passed: string[] = [];
  const seen: Seen[] = [];
  const note = (url: string, { headers }: IncomingMessage): void => {
    const authorization = headers['proxy-authorization'] ?? '';
    seen.push({ url, authorization, client: '' });
  };
  const server = createServer((request, response) => {
    note(request.url ?? '', request);
    const headers = { ...request.headers };
    delete headers['proxy-authorization'];
    passed.push(`${request.method} ${new URL(request.url!).host}`);
    request.pipe(
      httpRequest(request.url!, { method: request.method, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
    );
  });
  server.on('connect', (request, socket) => {
    note(request.url ?? '', request);
    passed.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return { ...(await opened(server, seen)), passed };
}

async function opened(server: Server, seen: readonly Seen[]): Promise<Loopback> {
  // On a busy machine seconds pass between two questions: a connection that is kept must not be closed under one.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
