import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Queue } from 'bullmq';
import type { StudyJob } from '../../cli/batch/queue';
import { freePort } from '../freePort';
import { Orthanc } from '../record/orthanc';
import { CommandProcess } from './command';
import { RedisServer } from './redis';
import { SmallStudies, type SmallStudy } from './smallStudies';
import { needs } from '../needs';
import { until } from '../until';

/** Studies that arrive in an Orthanc, found by looking or announced by its hook, on their way into Redis. */

const { it: given, missing } = needs('redis-server', 'Orthanc');

jest.setTimeout(900_000);

interface WatchEvent {
  readonly event: string;
  readonly study?: string;
  readonly by?: string;
  readonly queued?: number;
  readonly reason?: string;
}

const HOOK = path.join(__dirname, '../../docker/orthanc-hook.lua');
const today = () => {
  const now = new Date();
  const [month, day] = [now.getMonth() + 1, now.getDate()].map(n => String(n).padStart(2, '0'));
  return `${now.getFullYear()}${month}${day}`;
};

let folder: string;
let redis: RedisServer;
let orthanc: Orthanc;
let watcher: CommandProcess | undefined;
let port: number;
let studies: SmallStudies;

beforeAll(async () => {
  if (missing !== '') {
    return;
  }
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-watch-'));
  redis = await RedisServer.start(path.join(folder, 'redis'));
  port = await freePort();
  const hook = path.join(folder, 'hook.lua');
  const text = readFileSync(HOOK, 'utf8');
  expect(text).toContain(':9187/');
  writeFileSync(hook, text.replace(':9187/', `:${port}/`));
  orthanc = await Orthanc.start(path.join(folder, 'orthanc'), undefined, {
    LuaScripts: [hook],
    StableAge: 1,
  });
  studies = await SmallStudies.load();
});

afterEach(() => watcher?.kill('SIGKILL'));

afterAll(async () => {
  await orthanc?.stop();
  await redis?.stop();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
});

const store = async ({ files }: SmallStudy) =>
  expect((await orthanc.web.store(files)).status).toBe(200);

const watching = (queue: string, ...more: string[]) =>
  (watcher = new CommandProcess([
    ...['watch', '--dicomweb', orthanc.web.root, '--redis', redis.url, '--queue', queue],
    ...['--every', '0.5', '--json', ...more],
  ]));

const eventsOf = ({ lines }: CommandProcess) => lines.map(line => JSON.parse(line) as WatchEvent);

async function untilEvent(
  process: CommandProcess,
  fits: (event: WatchEvent) => boolean,
  from = 0
): Promise<WatchEvent> {
  const found = () => {
    const event = eventsOf(process).slice(from).find(fits);
    if (!event && process.code !== undefined) {
      throw new Error(`The watcher ended with ${process.code}: ${process.stderr}`);
    }
    return event;
  };
  const event = await until(found, one => one !== undefined, 'the watcher tells of it', {
    patienceMs: 1_200_000,
  });
  return event!;
}

async function queued(name: string): Promise<string[]> {
  const queue = new Queue<StudyJob>(name, { connection: { url: redis.url } });
  try {
    return (await queue.getJobs(['wait', 'delayed', 'active'])).map(job => job.data.study).sort();
  } finally {
    await queue.close();
  }
}

async function stopped(process: CommandProcess): Promise<void> {
  process.kill('SIGTERM');
  expect(await process.ended).toBe(0);
}

given('finds what is new, once, in spite of restarts of itself and of the archive', async () => {
  const [fresh, next] = ['of today', 'of today too'].map(name =>
    studies.study(`watch ${name}`, 5, { StudyDate: today() })
  );
  await store(fresh!);
  await store(studies.study('watch of long ago', 5, { StudyDate: '20010101' }));
  await store(studies.study('watch computed', 5, { StudyDate: today(), Modality: 'CT' }));

  const first = watching('looked');
  await untilEvent(first, ({ event, study }) => event === 'queued' && study === fresh!.uid);
  expect(await queued('looked')).toEqual([fresh!.uid]);
  await stopped(first);

  const second = watching('looked');
  const looks = () => eventsOf(second).filter(({ event }) => event === 'looked');
  await until(looks, ({ length }) => length >= 3, 'the watcher has looked three times');
  expect(looks().map(look => look.queued)).toEqual(looks().map(() => 0));

  const where = path.join(folder, 'orthanc');
  const { port: own } = orthanc;
  await orthanc.stop();
  await untilEvent(second, ({ event }) => event === 'trouble');
  orthanc = await Orthanc.start(where, own, {
    LuaScripts: [path.join(folder, 'hook.lua')],
    StableAge: 1,
  });
  await untilEvent(second, ({ event }) => event === 'well');
  await store(next!);
  await untilEvent(second, ({ event, study }) => event === 'queued' && study === next!.uid);
  expect(await queued('looked')).toEqual([fresh!.uid, next!.uid].sort());
  await stopped(second);
});

given(
  "Orthanc's hook announces a study of any date; what is announced again is known",
  async () => {
    const old = studies.study('watch announced', 5, { StudyDate: '20010101' });
    const ct = studies.study('watch announced, computed', 5, { Modality: 'CT' });
    const listening = watching('announced', '--port', String(port));
    await untilEvent(listening, ({ event }) => event === 'ready');
    await store(old);
    const event = await untilEvent(listening, ({ study }) => study === old.uid);
    expect(event).toEqual({ event: 'queued', study: old.uid, by: 'archive' });

    const url = `http://127.0.0.1:${port}`;
    const json = { 'Content-Type': 'application/json' };
    const post = async (what: string, headers: Record<string, string> = json) =>
      (await fetch(`${url}/studies/${what}`, { method: 'POST', headers, body: '{}' })).status;
    const said = (study: string, event: string) =>
      untilEvent(listening, one => one.study === study && one.event === event);
    expect(await post(old.uid)).toBe(202);
    await said(old.uid, 'known');
    await store(ct);
    await said(ct.uid, 'unwanted');
    expect(await post('1.2.3.4')).toBe(202);
    expect(await said('1.2.3.4', 'unwanted')).toMatchObject({
      reason: expect.stringContaining('has no'),
    });
    expect(await post('1.2.3%2f..')).toBe(400);
    expect(await post(old.uid, { 'Content-Type': 'text/plain' })).toBe(415);
    expect((await fetch(`${url}/servers`)).status).toBe(404);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    // Whatever else Orthanc holds by now was found by looking, once.
    expect((await queued('announced')).filter(study => study === old.uid)).toEqual([old.uid]);

    // What is announced while Redis is away is kept.
    await redis.stop();
    expect(await post(old.uid)).toBe(202);
    await untilEvent(listening, one => one.event === 'trouble');
    const ill = await fetch(`${url}/healthz`);
    expect([ill.status, await ill.json()]).toEqual([
      503,
      { status: 'trouble', reason: expect.stringContaining('Redis at') },
    ]);
    await stopped(listening);
  }
);
