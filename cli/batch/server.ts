import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';

/** Where something listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** What `GET /healthz` answers. */
export function health(trouble: string | null): readonly [status: number, body: object] {
  return trouble === null ? [200, { status: 'ok' }] : [503, { status: 'trouble', reason: trouble }];
}

/**
 * @param option of the command line, for the sentence
 * @throws DeepSpineError 'bad-arguments' where the address cannot be had
 */
export function listening(
  server: Server,
  { host, port }: ListenAddress,
  option: string
): Promise<RunningServer> {
  return new Promise((done, fail) => {
    server.once('error', cause =>
      fail(
        new DeepSpineError(
          'bad-arguments',
          `Port ${port} cannot be opened (${reasonOf(cause)}); choose another one with ${option}.`,
          { cause }
        )
      )
    );
    server.listen(port, host, () =>
      done({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise(closed => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      })
    );
  });
}
