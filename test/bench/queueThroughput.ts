/**
 * What a second worker gains: npm run bench:queue [-- --repeats 5 --studies 12 --out figures.json]. Needs
 * redis-server; the archive is the demo's, on loopback.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Queue } from 'bullmq';
import { modelKey, usedModels } from '../../cli/batch/identity';
import { DEFAULT_RETRY, jobOptions, type StudyJob } from '../../cli/batch/queue';
import { DEFAULT_MODELS_DIR } from '../../cli/models';
import { readManifest } from '../../cli/ortModel';
import { CommandProcess } from '../queue/command';
import { LoopbackArchive } from '../queue/loopbackArchive';
import { RedisServer } from '../queue/redis';
import { SmallStudies, type SmallStudy } from '../queue/smallStudies';
import { hasProgram } from '../record/tools';
import { pairedRatios, type Spread } from './statistics';

export interface QueueThroughput {
  /** Studies an hour of two workers over those of one: the median over the repetitions. */
  readonly ratio: number;
  readonly spread: Spread;
  /** Repetitions; each measures one worker and two, in turns, the first of them now the one, now the other. */
  readonly n: number;
  /** Studies of each measurement. */
  readonly studies: number;
  readonly processors: number;
}

/**
 * Measures the gain of a second worker of one thread: both analyze the same small studies, cut from the sample
 * patient. Workers are ready, and their models loaded, before the first study is queued.
 *
 * @throws Error when redis-server is missing, or a study fails
 */
export async function queueThroughput(
  { repeats = 5, studies = 12 } = {},
  say: (text: string) => void = () => undefined
): Promise<QueueThroughput> {
  if (!hasProgram('redis-server')) {
    throw new Error('redis-server is not installed (Debian: apt-get install redis-server).');
  }
  const source = await SmallStudies.load();
  const made = Array.from({ length: studies }, (_, i) => source.study(`throughput ${i + 1}`));
  const taken: Record<1 | 2, number[]> = { 1: [], 2: [] };
  for (let i = 0; i < repeats; i++) {
    for (const workers of i % 2 === 0 ? ([1, 2] as const) : ([2, 1] as const)) {
      const ms = await timeOf(made, workers);
      taken[workers].push(ms);
      say(
        `${i + 1} of ${repeats}: ${workers} at work, ${(ms / studies / 1000).toFixed(2)} s a study`
      );
    }
  }
  const spread = pairedRatios(taken[1], taken[2]);
  return { ratio: spread.median, spread, n: repeats, studies, processors: availableParallelism() };
}

/** ms from queuing the studies to the last one stored, in an archive and a queue that are new. */
async function timeOf(studies: readonly SmallStudy[], count: 1 | 2): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-throughput-'));
  const redis = await RedisServer.start(folder);
  const archive = await LoopbackArchive.start();
  const queue = new Queue<StudyJob>('deepspine', { connection: { url: redis.url } });
  const workers = Array.from(
    { length: count },
    () => new CommandProcess(['work', '--redis', redis.url, '--threads', '1', '--json'])
  );
  try {
    for (const { files } of studies) {
      await archive.store(files);
    }
    const models = modelKey(usedModels(await readManifest(DEFAULT_MODELS_DIR)));
    await Promise.race([untilReady(workers), untilOneEnds(workers)]);
    const start = performance.now();
    await queue.addBulk(
      studies.map(({ uid }) => {
        const data: StudyJob = { archive: archive.root, study: uid, models };
        return { name: 'study', data, opts: jobOptions(data, DEFAULT_RETRY) };
      })
    );
    await Promise.race([untilDone(queue, studies.length), untilOneEnds(workers)]);
    return performance.now() - start;
  } finally {
    workers.forEach(worker => worker.kill('SIGTERM'));
    await Promise.all(workers.map(({ ended }) => ended));
    await queue.close();
    await redis.stop();
    await archive.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilReady(workers: readonly CommandProcess[]): Promise<void> {
  while (!workers.every(({ stderr }) => stderr.includes('is ready'))) {
    await sleep(50);
  }
}

async function untilDone(queue: Queue<StudyJob>, studies: number): Promise<void> {
  while ((await queue.getCompletedCount()) < studies) {
    const [failed] = await queue.getFailed(0, 0);
    if (failed) {
      throw new Error(`A study failed: ${failed.failedReason}`);
    }
    await sleep(20);
  }
}

/** Rejects when a worker has ended by itself. */
function untilOneEnds(workers: readonly CommandProcess[]): Promise<never> {
  return Promise.race(
    workers.map(async worker => {
      await worker.ended;
      throw new Error(`A worker has ended: ${worker.stderr}`);
    })
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      repeats: { type: 'string', default: '5' },
      studies: { type: 'string', default: '12' },
      out: { type: 'string' },
    },
  });
  const figures = await queueThroughput(
    { repeats: Number(values.repeats), studies: Number(values.studies) },
    text => console.error(text)
  );
  const { ratio, spread, n, processors } = figures;
  console.log(
    `Two workers do ${ratio.toFixed(2)} times what one does ` +
      `(quartiles ${spread.q1.toFixed(2)}-${spread.q3.toFixed(2)}, n = ${n}, ${processors} processors).`
  );
  if (values.out) {
    writeFileSync(values.out, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

if (require.main === module) {
  void main();
}
