import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue } from 'bullmq';
import { modelKey, usedModels } from '../../cli/batch/identity';
import { DEFAULT_MODELS_DIR } from '../../cli/models';
import { readManifest } from '../../cli/ortModel';
import { deepspine } from './command';
import { RedisServer } from './redis';

/** Jobs that somebody else has put into the queue: whoever reaches Redis can. */

jest.setTimeout(600_000);

interface Recorder {
  readonly root: string;
  /** Path and Authorization of every request. */
  readonly asked: string[];
  readonly server: Server;
}

async function recorder(): Promise<Recorder> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
    response.end('[]');
  }).listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  return { root: `http://127.0.0.1:${port}/dicom-web`, asked, server };
}

let folder: string;
let redis: RedisServer;
let archive: Recorder;
let elsewhere: Recorder;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-trust-'));
  redis = await RedisServer.start(path.join(folder, 'redis'));
  [archive, elsewhere] = [await recorder(), await recorder()];
});

afterAll(async () => {
  [archive, elsewhere].forEach(({ server }) => server.close());
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a forged job takes no credentials elsewhere, asks nothing there, and ends as failed', async () => {
  const models = modelKey(usedModels(await readManifest(DEFAULT_MODELS_DIR)));
  const good = { archive: archive.root, study: '1.2.3', models };
  const forged: unknown[] = [
    { ...good, archive: elsewhere.root },
    { ...good, study: '../../servers/x' },
    { ...good, archive: archive.root.replace('//', '//me:secret@') },
  ];
  const queue = new Queue('deepspine', { connection: { url: redis.url } });
  for (const data of [...forged, good]) {
    await queue.add('study', data, { attempts: 3 });
  }
  await queue.close();
  const headers = path.join(folder, 'headers.txt');
  writeFileSync(headers, 'Authorization: Bearer t0psecret\n');
  const { code, stdout, stderr } = await deepspine(
    ...['work', '--until-empty', '--json', '--threads', '1', '--redis', redis.url],
    ...['--dicomweb', archive.root, '--header-file', headers]
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(elsewhere.asked).toEqual([]);
  expect(archive.asked.length).toBeGreaterThan(0);
  archive.asked.forEach(one =>
    expect(one).toMatch(/^\/dicom-web\/studies\/1\.2\.3\/series.* Bearer t0psecret$/)
  );
  const events = stdout
    .split('\n')
    .map(line => JSON.parse(line) as { code: string; again: boolean });
  expect(events.map(event => event.code).sort()).toEqual([
    ...['bad-arguments', 'bad-arguments', 'bad-arguments'],
    'no-series',
  ]);
  expect(events.some(({ again }) => again)).toBe(false);
  const status = await deepspine('status', '--redis', redis.url);
  expect(status.stdout).toContain('4 failed');
  expect(stdout + stderr + status.stdout).not.toMatch(/secret/);
});

test('headers without an archive that they are for are refused at once', async () => {
  const headers = path.join(folder, 'headers.txt');
  writeFileSync(headers, 'Authorization: Bearer t0psecret\n');
  const { code, stderr } = await deepspine(
    ...['work', '--until-empty', '--redis', redis.url, '--header-file', headers]
  );
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--dicomweb'),
  });
});
