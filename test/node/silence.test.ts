/**
 * What the privacy statement promises of the command: a whole `analyze` and an idle `work` connect to nothing
 * but the archive and Redis, and leave no file where they were not asked to.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RedisServer } from '../queue/redis';
import { needs } from '../needs';
import { letPass, type Period } from '../until';

const ROOT = path.resolve(__dirname, '../..');
const BIN = path.join(ROOT, 'cli/bin.mjs');
const IDLE: Period = {
  ms: 20_000,
  because: 'a runtime with telemetry has tried by then: it connected in the first seconds',
};

/** Without the tracer there is nothing to hold the promise against. */
const { describe: whereTraced } = needs('strace');
const { describe: whereQueued } = needs('strace', 'redis-server');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-silence-'));
  ['home', 'tmp'].forEach(name => mkdirSync(path.join(folder, name)));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filesIn = (name: string) =>
  readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    // The compiler's cache of the command's own sources.
    .filter(file => !/[/\\]tsx-\d+[/\\]|node-compile-cache/.test(file));

/** Internet addresses that a traced program connected to, or looked names up at, each once. */
function addressesIn(trace: string): string[] {
  const found = readFileSync(trace, 'utf8').matchAll(
    /connect\(\d+, \{sa_family=AF_INET6?, .*?port=htons\((\d+)\).*?"([^"]+)"/g
  );
  return [...new Set([...found].map(([, port, address]) => `${address}:${port}`))];
}

function traced(args: readonly string[]) {
  const trace = path.join(folder, 'trace');
  const environment = Object.entries(process.env).filter(([name]) => !/^(ORT_|XDG_)/.test(name));
  const child = spawn(
    'strace',
    ['-f', '-qq', '-e', 'trace=connect', '-o', trace, process.execPath, BIN, ...args],
    {
      env: {
        ...Object.fromEntries(environment),
        HOME: path.join(folder, 'home'),
        TMPDIR: path.join(folder, 'tmp'),
      },
      stdio: 'ignore',
      // A group of its own: a signal to the tracer alone would leave the traced one behind.
      detached: true,
    }
  );
  const ended = new Promise<number | null>(done => child.once('close', done));
  return { child, ended, addresses: () => addressesIn(trace) };
}

whereTraced('analyze', () => {
  it('analyze connects to nothing and leaves nothing behind', async () => {
    const out = path.join(folder, 'result.json');
    const { ended, addresses } = traced([
      'analyze',
      path.join(ROOT, 'demo/studies/spider-45'),
      '--out',
      out,
    ]);
    expect(await ended).toBe(0);
    expect(JSON.parse(readFileSync(out, 'utf8')).levels.length).toBeGreaterThan(4);
    expect(addresses()).toEqual([]);
    expect([...filesIn('home'), ...filesIn('tmp')]).toEqual([]);
  }, 300_000);
});

whereQueued('work', () => {
  it('an idle worker connects to Redis alone and leaves nothing behind', async () => {
    const redis = await RedisServer.start(path.join(folder, 'redis'));
    try {
      const { child, ended, addresses } = traced([
        'work',
        '--redis',
        redis.url,
        '--results',
        path.join(folder, 'results'),
      ]);
      await letPass(IDLE);
      process.kill(-child.pid!, 'SIGTERM');
      await ended;
      const { host } = new URL(redis.url);
      expect(addresses()).toEqual([host]);
      expect([...filesIn('home'), ...filesIn('tmp')]).toEqual([]);
    } finally {
      await redis.stop();
    }
  }, 300_000);
});
