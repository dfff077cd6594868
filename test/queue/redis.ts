import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { freePort } from '../freePort';

export interface RedisOptions {
  /** Of a Redis that is started again; a free one where missing. */
  readonly port?: number;
  /** Whether it writes down what it is told (an append-only file), as docker/compose.yaml has it. */
  readonly persistent?: boolean;
}

/** A Redis of its own: loopback only, nothing kept but in the given folder. */
export class RedisServer {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess
  ) {}

  static async start(
    folder: string,
    { port: given, persistent = false }: RedisOptions = {}
  ): Promise<RedisServer> {
    mkdirSync(folder, { recursive: true });
    const port = given ?? (await freePort());
    const address = ['--bind', '127.0.0.1', '--port', String(port)];
    const kept = ['--dir', folder, '--save', '', '--appendonly', persistent ? 'yes' : 'no'];
    const child = spawn('redis-server', [...address, ...kept], {
      stdio: 'ignore',
    });
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 200 });
    client.on('error', () => undefined);
    try {
      await client.ping();
    } finally {
      client.disconnect();
    }
    return new RedisServer(`redis://127.0.0.1:${port}`, child);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** @param signal SIGKILL: as if its machine had lost power */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill(signal);
      await ended;
    }
  }
}
