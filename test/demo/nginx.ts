import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths';
import { freePort } from '../freePort';
import { until } from '../until';

/** The two configurations that this repository hands to sites. */
export const CONFIGURATIONS = ['docs/install.md', 'docker/nginx.conf'] as const;

/** A configuration's text; of the site guide, its one block of nginx's. */
export function configuration(file: (typeof CONFIGURATIONS)[number]): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (!file.endsWith('.md')) {
    return text;
  }
  const blocks = [...text.matchAll(/```nginx\n([\s\S]*?)```/g)];
  if (blocks.length !== 1) {
    throw new Error(`${file} holds ${blocks.length} configurations of nginx instead of one.`);
  }
  return blocks[0]![1]!;
}

export interface NginxOptions {
  /** What the server block says, as a site would copy it. */
  readonly text: string;
  /** An empty folder for what nginx writes. */
  readonly scratch: string;
  /** The viewer's files. */
  readonly site: string;
  readonly archivePort: number;
}

/** Replaces what must differ on this machine, each as often as it stands there, so that nothing is passed over. */
function adapted(
  text: string,
  changes: readonly (readonly [RegExp, times: number, string])[]
): string {
  return changes.reduce((before, [pattern, times, value]) => {
    const all = new RegExp(pattern, `${pattern.flags}g`);
    const found = before.match(all)?.length ?? 0;
    if (found !== times) {
      throw new Error(`The configuration has ${pattern} ${found} times instead of ${times}.`);
    }
    return before.replace(all, () => value);
  }, text);
}

/** A certificate for this machine, valid for a day. */
function certificate(folder: string): { crt: string; key: string } {
  const [crt, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const made = [
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-keyout',
    key,
    '-out',
    crt,
  ];
  const { status, stderr } = spawnSync('openssl', ['req', ...made, ...names], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`openssl could not make a certificate: ${stderr}`);
  }
  return { crt, key };
}

/** nginx on loopback with a given server block, in the foreground and without rights of its own. */
export class Nginx {
  private constructor(
    /** Without a slash at the end. */
    readonly url: string,
    private readonly args: readonly string[]
  ) {}

  private process: ChildProcess | undefined;

  /** Writes the configuration; nothing runs yet. */
  static async prepare({ text, scratch, site, archivePort }: NginxOptions): Promise<Nginx> {
    const port = await freePort();
    const tls = /listen 443 ssl;/.test(text);
    const { crt, key } = tls ? certificate(scratch) : { crt: '', key: '' };
    const block = adapted(text, [
      [/listen \d+/, 2, `listen 127.0.0.1:${port}`],
      [/root [^;]+/, 1, `root ${site}`],
      [/proxy_pass http:\/\/[\w.]+:\d+/, 2, `proxy_pass http://127.0.0.1:${archivePort}`],
      ...(tls
        ? ([
            [/server_name [^;]+/, 1, 'server_name localhost'],
            [/ssl_certificate [^;]+/, 1, `ssl_certificate ${crt}`],
            [/ssl_certificate_key [^;]+/, 1, `ssl_certificate_key ${key}`],
          ] as const)
        : []),
    ]);
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const main = `daemon off;
      ${process.getuid?.() === 0 ? 'user root;' : ''}
      worker_processes 1;
      pid ${join(scratch, 'nginx.pid')};
      events {}
      http {
        access_log off;
        ${kinds.map(kind => `${kind}_temp_path ${join(scratch, kind)};`).join('\n')}
        ${block}
      }`;
    mkdirSync(scratch, { recursive: true });
    const file = join(scratch, 'nginx.conf');
    writeFileSync(file, main);
    const args = ['-p', scratch, '-c', file, '-e', 'stderr'];
    return new Nginx(`${tls ? 'https' : 'http'}://localhost:${port}`, args);
  }

  /** What `nginx -t` says, and whether it found the configuration good. */
  check(): { good: boolean; words: string } {
    const { status, stderr } = spawnSync('nginx', [...this.args, '-t'], { encoding: 'utf8' });
    return { good: status === 0, words: stderr };
  }

  async start(): Promise<void> {
    const output: string[] = [];
    const child = spawn('nginx', this.args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', chunk => output.push(String(chunk)));
    this.process = child;
    const { port } = new URL(this.url);
    const asked = async () => {
      if (child.exitCode !== null) {
        throw new Error(`nginx did not start: ${output.join('')}`);
      }
      return { answered: await answers(Number(port)), output };
    };
    await until(asked, ({ answered }) => answered, 'nginx answers');
  }

  async stop(): Promise<void> {
    const child = this.process;
    if (child && child.exitCode === null) {
      const ended = new Promise(done => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
