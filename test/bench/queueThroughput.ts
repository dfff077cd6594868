/**
 * What a study costs in the queue beside its models, and what a second worker gains:
 * npm run bench:queue [-- --repeats 5 --studies 12 --slices 5 --out figures.json]. Needs redis-server; the archive is the
 * demo's, on loopback.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Queue } from 'bullmq';
import { modelKey, usedModels } from '../../cli/batch/identity';
import { DEFAULT_RETRY, jobOptions, type StudyJob } from '../../cli/batch/queue';
import { DEFAULT_MODELS_DIR, loadModels } from '../../cli/models';
import { readInput } from '../../cli/input';
import { readManifest } from '../../cli/ortModel';
import { CommandProcess } from '../queue/command';
import { LoopbackArchive } from '../queue/loopbackArchive';
import { RedisServer } from '../queue/redis';
import { SmallStudies, type SmallStudy } from '../queue/smallStudies';
import { hasProgram } from '../record/tools';
import { nativeModels, recordRuns } from './nodeContenders';
import { peakBytes, processorMs } from './processes';
import { pairedRatios, spreadOf, type Spread } from './statistics';

export interface QueueThroughput {
  /** Studies an hour of two workers over those of one: the median over the repetitions. */
  readonly ratio: number;
  readonly spread: Spread;
  /** Repetitions; each measures one worker and two, in turns, the first of them now the one, now the other. */
  readonly n: number;
  /** Studies of each measurement. */
  readonly studies: number;
  readonly processors: number;
  /**
   * By the number of workers: processor time of a study in them (fetching, reading, analyzing, storing) over that of its
   * models alone, in one thread, in the same repetition. Processor time, so that other programs weigh little. Null where
   * the system does not tell it (anywhere but on Linux). The workers have done WARM_UP studies each before.
   */
  readonly overModels: Readonly<Record<1 | 2, Spread | null>>;
  /** The same of those first studies, while code is loaded and compiled; of one worker. */
  readonly warmingUpOverModels: Spread | null;
  /** The most memory that a worker has had, MB, node and models included; null as above. */
  readonly workerMegabytes: Spread | null;
  /** Of the machine, over the minute before. */
  readonly load: number;
}

/** Studies of every worker before it is measured: code is compiled in the first ones, once for hundreds. */
const WARM_UP = 2;

interface Measured {
  readonly ms: number;
  /** Of all workers together; NaN where the system does not tell. */
  readonly processorMs: number;
  /** Of a study before that. */
  readonly warmingUpMs: number;
  readonly peaks: readonly number[];
}

/**
 * Measures the gain of a second worker of one thread: both analyze the same small studies, cut from the sample
 * patient. Workers are ready, their models loaded and their code compiled, before the first study that counts is queued.
 *
 * @throws Error when redis-server is missing, or a study fails
 */
export async function queueThroughput(
  { repeats = 5, studies = 12, slices = 5 } = {},
  say: (text: string) => void = () => undefined
): Promise<QueueThroughput> {
  if (!hasProgram('redis-server')) {
    throw new Error('redis-server is not installed (Debian: apt-get install redis-server).');
  }
  const load = loadavg()[0]!;
  const source = await SmallStudies.load();
  const made = Array.from({ length: studies + 2 * WARM_UP }, (_, i) =>
    source.study(`throughput ${i + 1}`, slices)
  );
  const models = await modelsAlone(made[0]!);
  const alone: number[] = [];
  const taken: Record<1 | 2, Measured[]> = { 1: [], 2: [] };
  for (let i = 0; i < repeats; i++) {
    alone.push(await models.run());
    for (const workers of i % 2 === 0 ? ([1, 2] as const) : ([2, 1] as const)) {
      const measured = await timeOf(made, workers);
      taken[workers].push(measured);
      say(
        `${i + 1} of ${repeats}: ${workers} at work, ${(measured.ms / studies / 1000).toFixed(2)} s a study, ` +
          `${(measured.processorMs / studies / alone.at(-1)!).toFixed(2)} times its models' processor time`
      );
    }
  }
  await models.release();
  const ms = (workers: 1 | 2) => taken[workers].map(measured => measured.ms);
  const spread = pairedRatios(ms(1), ms(2));
  const overModels = (workers: 1 | 2): Spread | null => {
    const each = taken[workers].map(({ processorMs: all }) => all / studies);
    return each.some(Number.isNaN) ? null : pairedRatios(each, alone);
  };
  const warmingUp = taken[1].map(({ warmingUpMs }) => warmingUpMs);
  const peaks = [...taken[1], ...taken[2]].flatMap(measured => measured.peaks);
  return {
    ratio: spread.median,
    spread,
    n: repeats,
    studies,
    processors: availableParallelism(),
    overModels: { 1: overModels(1), 2: overModels(2) },
    warmingUpOverModels: warmingUp.some(Number.isNaN) ? null : pairedRatios(warmingUp, alone),
    workerMegabytes: peaks.some(Number.isNaN) ? null : spreadOf(peaks.map(bytes => bytes / 1e6)),
    load,
  };
}

/** The runs of a study's models in this process, in one thread: their processor time, ms. */
async function modelsAlone({ files }: SmallStudy) {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-throughput-study-'));
  files.forEach((file, i) => writeFileSync(join(folder, `${i}.dcm`), file));
  const { study } = await readInput([folder]);
  rmSync(folder, { recursive: true, force: true });
  const models = await loadModels(DEFAULT_MODELS_DIR, { threads: 1 });
  const { run } = nativeModels(models, await recordRuns(study, models));
  return {
    async run(): Promise<number> {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    },
    release: () => models.release(),
  };
}

/** From queuing the studies to the last one stored, in an archive and a queue that are new; the first ones warm up. */
async function timeOf(all: readonly SmallStudy[], count: 1 | 2): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-throughput-'));
  const redis = await RedisServer.start(folder);
  const archive = await LoopbackArchive.start();
  const queue = new Queue<StudyJob>('deepspine', { connection: { url: redis.url } });
  const workers = Array.from(
    { length: count },
    () => new CommandProcess(['work', '--redis', redis.url, '--threads', '1', '--json'])
  );
  try {
    for (const { files } of all) {
      await archive.store(files);
    }
    const models = modelKey(usedModels(await readManifest(DEFAULT_MODELS_DIR)));
    await Promise.race([untilReady(workers), untilOneEnds(workers)]);
    const used = () => workers.reduce((sum, { pid }) => sum + processorMs(pid), 0);
    const through = async (studies: readonly SmallStudy[], done: number) => {
      await queue.addBulk(
        studies.map(({ uid }) => {
          const data: StudyJob = { archive: archive.root, study: uid, models };
          return { name: 'study', data, opts: jobOptions(data, DEFAULT_RETRY) };
        })
      );
      await Promise.race([untilDone(queue, done), untilOneEnds(workers)]);
    };
    const first = WARM_UP * count;
    const ready = used();
    await through(all.slice(0, first), first);
    const [start, warm] = [performance.now(), used()];
    await through(all.slice(2 * WARM_UP), first + all.length - 2 * WARM_UP);
    return {
      ms: performance.now() - start,
      processorMs: used() - warm,
      warmingUpMs: (warm - ready) / first,
      peaks: workers.map(({ pid }) => peakBytes(pid)),
    };
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
      slices: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  });
  const figures = await queueThroughput(
    {
      repeats: Number(values.repeats),
      studies: Number(values.studies),
      slices: Number(values.slices),
    },
    text => console.error(text)
  );
  const { ratio, spread, n, processors, overModels, warmingUpOverModels, workerMegabytes, load } =
    figures;
  const quartiles = ({ q1, q3 }: Spread, digits = 2) =>
    `quartiles ${q1.toFixed(digits)}-${q3.toFixed(digits)}, n = ${n}`;
  console.log(
    `Two workers do ${ratio.toFixed(2)} times what one does ` +
      `(${quartiles(spread)}, ${processors} processors, load ${load.toFixed(1)} before).`
  );
  for (const workers of [1, 2] as const) {
    const over = overModels[workers];
    if (over) {
      const which = workers === 1 ? 'one worker' : 'two workers';
      console.log(
        `A study takes ${over.median.toFixed(2)} times the processor time of its models in ${which} (${quartiles(over)}).`
      );
    }
  }
  if (warmingUpOverModels) {
    console.log(
      `The first ${WARM_UP} of a worker take ${warmingUpOverModels.median.toFixed(2)} times that of their models (${quartiles(warmingUpOverModels)}).`
    );
  }
  if (workerMegabytes) {
    console.log(
      `A worker holds ${workerMegabytes.median.toFixed(0)} MB at most (${quartiles(workerMegabytes, 0)}).`
    );
  }
  if (values.out) {
    writeFileSync(values.out, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

if (require.main === module) {
  void main();
}
