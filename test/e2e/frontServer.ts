import {
  createServer,
  request as ask,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { letPass, type Period } from '../until';

/** How the server in front misbehaves. */
export type Fault =
  /** This status, with a line of text. The server behind never hears of the request. */
  | number
  /** Nothing is ever answered; the server behind never hears of the request. */
  | 'hang'
  /** The connection breaks in the middle of the body. */
  | 'cut'
  /** Half the body, said to be all of it. */
  | 'half'
  /** The server behind does what it was asked for, and the connection breaks before a word of it. */
  | 'unanswered'
  /** The right answer, late: see LATE. */
  | 'slow';

const LATE: Period = { ms: 3000, because: 'a server that answers late is what is simulated' };

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export interface FrontOptions {
  /** Called for every request; null lets it through. */
  readonly faultOf?: (asked: Asked) => Fault | null;
  /** Changes what the server behind has answered. */
  readonly change?: (answer: Answer, asked: Asked) => Answer;
}

/**
 * A server on a port of its own before the demo: it passes everything on, remembers what it was asked,
 * changes answers, and misbehaves as a network or an archive does.
 */
export class FrontServer {
  readonly asked: Asked[] = [];
  faultOf: NonNullable<FrontOptions['faultOf']>;
  private readonly server = createServer((incoming, outgoing) => {
    void this.answer(incoming)
      .then(answer => {
        if (answer === 'hang') {
          return;
        }
        if (!answer) {
          outgoing.destroy();
          return;
        }
        outgoing.writeHead(answer.status, answer.headers);
        if (answer.cut) {
          outgoing.write(answer.body.subarray(0, answer.body.length >> 1), () =>
            outgoing.destroy()
          );
        } else {
          outgoing.end(incoming.method === 'HEAD' ? undefined : answer.body);
        }
      })
      .catch(() => outgoing.destroy());
  });

  private constructor(
    private readonly behind: number,
    private readonly options: FrontOptions
  ) {
    this.faultOf = options.faultOf ?? (() => null);
  }

  /** @param behind the port of the server that it stands before */
  static async start(behind: number, options: FrontOptions = {}): Promise<FrontServer> {
    const front = new FrontServer(behind, options);
    await new Promise<void>(resolve => front.server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private async answer(
    incoming: IncomingMessage
  ): Promise<(Answer & { readonly cut?: boolean }) | 'hang' | null> {
    const body = await read(incoming);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const asked = { method, path, headers, body };
    this.asked.push(asked);
    const fault = this.faultOf(asked);
    if (fault === 'hang') {
      return 'hang';
    }
    if (typeof fault === 'number') {
      const refusal = Buffer.from(`The front server answers ${fault}.`);
      const type = { 'content-type': 'text/plain', 'content-length': refusal.length };
      return { status: fault, headers: type, body: refusal };
    }
    const given = await this.pass(asked);
    if (fault === 'unanswered') {
      return null;
    }
    if (fault === 'slow') {
      await letPass(LATE);
    }
    const answer = this.options.change?.(given, asked) ?? given;
    const sent = fault === 'half' ? answer.body.subarray(0, answer.body.length >> 1) : answer.body;
    // Where the body was changed its length has, too; a 304 has none.
    const length = answer.status === 304 ? {} : { 'content-length': sent.length };
    // The tag of the file is not that of what was made of it.
    const { etag, ...others } = answer.headers;
    const tag = etag !== undefined && sent === given.body ? { etag } : {};
    return {
      status: answer.status,
      headers: { ...others, ...tag, ...length },
      body: sent,
      cut: fault === 'cut',
    };
  }

  private pass({ method, path, headers, body }: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const passed = ask(
        {
          host: '127.0.0.1',
          port: this.behind,
          method,
          path,
          // The demo answers to its own name only.
          headers: { ...headers, host: `localhost:${this.behind}` },
        },
        response => {
          read(response).then(
            answered =>
              resolve({
                status: response.statusCode ?? 502,
                headers: withoutHops(response.headers),
                body: answered,
              }),
            reject
          );
        }
      );
      passed.on('error', reject);
      passed.end(body);
    });
  }
}

/** Headers that belong to one connection only (RFC 9110, 7.6.1). */
function withoutHops(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  const hops = ['connection', 'keep-alive', 'transfer-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hops.includes(name)));
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
