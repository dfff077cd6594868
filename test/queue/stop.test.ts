import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, type Job } from 'bullmq';
import type { StudyJob } from '../../cli/batch/queue';
import { CommandProcess, deepspine } from './command';
import { holdings } from './holdings';
import { LoopbackArchive } from './loopbackArchive';
import { RedisServer } from './redis';
import { SmallStudies } from './smallStudies';
import { needs } from '../needs';
import { letPass, type Period } from '../until';

/** A worker that is asked to stop (SIGTERM) while it has a study in hand. */

const { it: given, missing } = needs('redis-server');

const ONE_OF_EACH = { SR: [expect.any(String)], SEG: [expect.any(String)] };
const NOTHING = { SR: [], SEG: [] };

/** Two signals that come at once are one. */
const HEARD: Period = { ms: 500, because: 'a process does not tell that it has heard a signal' };

jest.setTimeout(1_800_000);

let folder: string;
let redis: RedisServer;
let queue: Queue<StudyJob>;
let archive: LoopbackArchive;
let uids: string[];

beforeAll(async () => {
  if (missing !== '') {
    return;
  }
  folder = mkdtempSync(join(tmpdir(), 'deepspine-stop-'));
  redis = await RedisServer.start(join(folder, 'redis'));
  queue = new Queue('deepspine', { connection: { url: redis.url } });
  archive = await LoopbackArchive.start();
  const source = await SmallStudies.load();
  const studies = ['first', 'second'].map(name => source.study(`stop ${name}`));
  for (const { files } of studies) {
    await archive.store(files);
  }
  uids = studies.map(({ uid }) => uid);
});

afterAll(async () => {
  await archive?.stop();
  await queue?.close();
  await redis?.stop();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
});

const worker = (...options: string[]) =>
  new CommandProcess([...['work', '--redis', redis.url, '--threads', '1', '--json', ...options]]);

/** How many studies are in which state, as BullMQ names it. */
const counts = () => queue.getJobCounts('wait', 'active', 'delayed', 'completed', 'failed');

/** The study that a worker has in hand. */
async function studyInHand(): Promise<string> {
  const [job] = (await queue.getActive()) as Job<StudyJob>[];
  return job!.data.study;
}

const eventsOf = ({ lines }: CommandProcess) =>
  lines.map(line => JSON.parse(line) as { event: string; study: string });

/** Folders with the images of studies that a process has fetched. */
const fetched = (pid: number) =>
  readdirSync(tmpdir()).filter(name => name.startsWith(`deepspine-study-${pid}-`));

given('gives the study back at the second signal: nothing is stored or lost', async () => {
  const where = ['--dicomweb', archive.root, '--redis', redis.url];
  const named = uids.flatMap(uid => ['--study', uid]);
  expect((await deepspine('enqueue', ...where, ...named)).code).toBe(0);

  const release = archive.hold();
  const stopped = worker();
  await archive.asked;
  const inHand = await studyInHand();
  expect(uids).toContain(inHand);
  stopped.kill('SIGTERM');
  await letPass(HEARD);
  stopped.kill('SIGTERM');
  expect(await stopped.ended).toBe(0);
  release();
  expect(eventsOf(stopped)).toEqual([{ event: 'released', study: inHand }]);
  expect(fetched(stopped.pid)).toEqual([]);
  for (const uid of uids) {
    expect(await holdings(archive.root, uid)).toEqual(NOTHING);
  }
  expect(await counts()).toEqual({ wait: 2, active: 0, delayed: 0, completed: 0, failed: 0 });
});

given('finishes the study in hand at the first signal, and takes no other', async () => {
  const release = archive.hold();
  const stopped = worker('--grace', '1200');
  await archive.asked;
  const inHand = await studyInHand();
  stopped.kill('SIGTERM');
  await letPass(HEARD);
  release();
  expect(await stopped.ended).toBe(0);
  expect(eventsOf(stopped)).toEqual([
    expect.objectContaining({ event: 'stored', study: inHand, instancesStored: 2 }),
  ]);
  expect(fetched(stopped.pid)).toEqual([]);
  expect(await holdings(archive.root, inHand)).toEqual(ONE_OF_EACH);
  expect(await counts()).toMatchObject({ wait: 1, completed: 1, failed: 0 });

  const next = worker('--until-empty');
  expect(await next.ended).toBe(0);
  for (const uid of uids) {
    expect(await holdings(archive.root, uid)).toEqual(ONE_OF_EACH);
  }
  expect(await counts()).toMatchObject({ wait: 0, completed: 2, failed: 0 });
});
