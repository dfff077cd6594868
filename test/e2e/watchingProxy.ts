import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Watched {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bodyBytes: number;
}

/**
 * An HTTP proxy through which a whole browser profile goes: it sees every request of its pages, workers and
 * service workers, the browser's own ones included. It passes on what this machine serves and nothing else.
 */
export class WatchingProxy {
  readonly watched: Watched[] = [];
  private readonly server = createServer((incoming, outgoing) => {
    const { method = 'GET', headers } = incoming;
    const url = new URL(incoming.url ?? '', 'http://no-proxy-request');
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      this.watched.push({ method, url, headers, bodyBytes: body.length });
      if (url.hostname !== 'localhost') {
        outgoing.writeHead(502).end();
        return;
      }
      const passed = { ...headers };
      delete passed['proxy-connection'];
      ask(
        {
          host: '127.0.0.1',
          port: url.port,
          method,
          path: url.pathname + url.search,
          headers: passed,
        },
        answer => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        }
      )
        .on('error', () => outgoing.destroy())
        .end(body);
    });
  });

  static async start(): Promise<WatchingProxy> {
    const proxy = new WatchingProxy();
    // Encrypted and socket connections only say where they want to go.
    proxy.server.on('connect', ({ url, headers }, socket) => {
      proxy.watched.push({
        method: 'CONNECT',
        url: new URL(`https://${url}`),
        headers,
        bodyBytes: 0,
      });
      socket.end('HTTP/1.1 502 Not passed on\r\n\r\n');
    });
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
