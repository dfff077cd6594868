import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Redis } from 'ioredis';
import { freePort } from '../record/orthanc';

/** A Redis of its own: loopback only, nothing kept but in the given folder. */
export class RedisServer {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess
  ) {}

  static async start(folder: string): Promise<RedisServer> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const address = ['--bind', '127.0.0.1', '--port', String(port)];
    const child = spawn('redis-server', [...address, '--dir', folder, '--save', ''], {
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

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
  }
}
