import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../freePort';

export const CLIENT = 'deepspine-worker';
export const SECRET = 't0p-secret of:the/client+%';

/** An OpenID Connect issuer on loopback that gives tokens to one program. */
export class Issuer {
  /** "token" for each that it gave, "refused …" for each that it did not. */
  readonly said: string[] = [];

  private constructor(
    readonly url: string,
    private readonly process: ChildProcess
  ) {}

  /** @param seconds that a token is good for */
  static async start(seconds: number): Promise<Issuer> {
    const port = await freePort();
    const program = path.join(__dirname, 'issuerProcess.mjs');
    const child = spawn(
      process.execPath,
      [program, String(port), CLIENT, SECRET, String(seconds)],
      { stdio: ['ignore', 'pipe', 'pipe'] }
    );
    const errors: string[] = [];
    child.stderr.on('data', chunk => errors.push(String(chunk)));
    const issuer = new Issuer(`http://127.0.0.1:${port}`, child);
    await new Promise<void>((done, fail) => {
      createInterface({ input: child.stdout }).on('line', line =>
        line === 'listening' ? done() : issuer.said.push(line)
      );
      child.once('close', () => fail(new Error(`The issuer ended: ${errors.join('')}`)));
    });
    return issuer;
  }

  get tokens(): number {
    return this.said.filter(line => line === 'token').length;
  }

  /** Whether a token is good now (RFC 7662). */
  async knows(token: string): Promise<boolean> {
    const basic = [CLIENT, SECRET].map(encodeURIComponent).join(':');
    const response = await fetch(`${this.url}/token/introspection`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
      body: new URLSearchParams({ token }),
    });
    return ((await response.json()) as { active?: boolean }).active === true;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise(done => this.process.once('exit', done));
      this.process.kill('SIGTERM');
      await ended;
    }
  }
}
