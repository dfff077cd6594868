import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { headersOf, redisAddress } from './credentials';

const SECRET = 'Bearer t0psecret';
let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-credentials-'));
  said = '';
  delete process.env.DEEPSPINE_DICOMWEB_HEADERS;
  jest.spyOn(process.stderr, 'write').mockImplementation(text => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (text: string): string => {
  const file = path.join(folder, 'headers.txt');
  writeFileSync(file, text);
  return file;
};

test('headers come from a file, one a line, and nothing is said', () => {
  const headerFile = fileOf(`Authorization: ${SECRET}\r\n\nX-Key: 7\n`);
  expect(headersOf({ headerFile })).toEqual({ Authorization: SECRET, 'X-Key': '7' });
  expect(said).toBe('');
});

test('headers of the command line are said to be readable by others, without being shown', () => {
  process.env.DEEPSPINE_DICOMWEB_HEADERS = 'X-Key: 7';
  const header = [`Authorization: ${SECRET}`];
  expect(headersOf({ header })).toEqual({ Authorization: SECRET, 'X-Key': '7' });
  expect(said).toMatch(/--header-file/);
  expect(said).not.toContain('t0psecret');
});

test.each(['t0psecret', ': t0psecret', 'x y: t0psecret'])(
  'what is no header is refused and not shown: %s',
  line => {
    const refused = () => headersOf({ headerFile: fileOf(line) });
    expect(refused).toThrow(expect.objectContaining({ code: 'bad-arguments' }));
    expect(refused).not.toThrow(/t0psecret/);
  }
);

test('a file of headers that is none is refused in a sentence', () => {
  expect(() => headersOf({ headerFile: path.join(folder, 'absent') })).toThrow(/cannot be read/);
  expect(() => headersOf({ headerFile: fileOf('x'.repeat(70_000)) })).toThrow(/too long/);
});

test('a password in --redis is said to be readable by others, one in the environment is not', () => {
  redisAddress({ redis: 'redis://:t0psecret@queue:6379' }, 'default');
  redisAddress({ redis: 'redis://queue:6379' }, 'cli');
  expect(said).toBe('');
  redisAddress({ redis: 'redis://:t0psecret@queue:6379' }, 'cli');
  expect(said).toMatch(/--redis-password-file/);
  expect(said).not.toContain('t0psecret');
});

test('the password of Redis comes from a file or from the environment, whatever characters it has', () => {
  const secret = 'p@ss/w:rd %41#é';
  const redis = 'rediss://user@queue:6379/2';
  process.env.DEEPSPINE_REDIS_PASSWORD = secret;
  const fromEnvironment = redisAddress({ redis }, 'cli');
  delete process.env.DEEPSPINE_REDIS_PASSWORD;
  const fromFile = redisAddress({ redis, redisPasswordFile: fileOf(`${secret}\n`) }, 'cli');
  expect(fromFile).toBe(fromEnvironment);
  const client = new Redis(fromFile, { lazyConnect: true });
  expect(client.options).toMatchObject({
    password: secret,
    username: 'user',
    host: 'queue',
    db: 2,
  });
  expect(said).toBe('');
});

test.each([
  ['absent', 'redis://queue', /cannot be read/],
  ['two\nlines t0psecret', 'redis://queue', /not one line/],
  ['', 'redis://queue', /not one line/],
  ['x'.repeat(70_000), 'redis://queue', /too long/],
  ['t0psecret', 'redis://:t0psecret@queue', /Two passwords/],
  ['t0psecret', 'queue', /no address/],
])('a password that cannot be used is refused and not shown: %#', (text, redis, sentence) => {
  const redisPasswordFile = text === 'absent' ? path.join(folder, text) : fileOf(text);
  const refused = () => redisAddress({ redis, redisPasswordFile }, 'default');
  expect(refused).toThrow(sentence);
  expect(refused).not.toThrow(/t0psecret/);
});

test('npm keeps no log of the command line', () => {
  const root = path.join(__dirname, '..');
  const run = spawnSync(
    'npm',
    ['run', '-s', 'deepspine', '--', 'status', '--redis', 'redis://:t0psecret@127.0.0.1:1'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, npm_config_cache: folder, HOME: folder } }
  );
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(/cannot be reached/);
  expect(run.stderr).not.toContain('t0psecret');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(f =>
    f.isFile()
  );
  for (const file of files) {
    expect(
      readFileSync(path.join(file.parentPath ?? file.path, file.name), 'latin1')
    ).not.toContain('t0psecret');
  }
});
