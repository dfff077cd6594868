/**
 * What a study costs in the queue beside its models, and what more workers gain:
 * npm run bench:queue [-- --workers 1,2,4 --repeats 5 --studies 12 --slices 5 --out figures.json]. Needs redis-server; the
 * archive is the demo's, on loopback.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { until } from '../until';
import { nativeModels, recordRuns } from './nodeContenders';
import { peakBytes, processorMs } from './processes';
import { pairedRatios, spreadOf, type Spread } from './statistics';

/** Figures by how many workers are at work at the same time. */
type ByWorkers<T> = Readonly<Record<number, T>>;

export interface QueueThroughput {
  /** By the number of workers, from two on: their studies an hour over those of one in the same repetition. */
  readonly gains: ByWorkers<Spread>;
  /** Repetitions; each measures every number of workers, each time another one first. */
  readonly n: number;
  /** Studies of each measurement. */
  readonly studies: number;
  readonly processors: number;
  /**
   * By the number of workers: processor time of a study in them (fetching, reading, analyzing, storing) over that of its
   * models alone, in one thread, in the same repetition. Processor time, so that other programs weigh little. Null where
   * the system does not tell it (anywhere but on Linux). The workers have done WARM_UP studies each before.
   */
  readonly overModels: ByWorkers<Spread | null>;
  /** The same of those first studies, while code is loaded and compiled; of one worker. */
  readonly warmingUpOverModels: Spread | null;
  /** By the number of workers: the most memory that one of them has had, MB, node and models included; null as above. */
  readonly workerMegabytes: ByWorkers<Spread | null>;
  /** Of the machine, over the minute before. */
  readonly load: number;
}

/** Studies of every worker before it is measured: code is compiled in the first ones, once for hundreds. */
const WARM_UP = 2;
/** Time is measured: an end is to be noticed soon. */
const SOON = { patienceMs: 3_600_000, betweenMs: 20 };

interface Measured {
  readonly ms: number;
  /** Of all workers together; NaN where the system does not tell. */
  readonly processorMs: number;
  /** Of a study before that. */
  readonly warmingUpMs: number;
  readonly peaks: readonly number[];
}

/**
 * Measures the gain of further workers of one thread: any number of them analyzes the same small studies, cut from the
 * sample patient. Workers are ready, their models loaded and their code compiled, before the first study that counts is
 * queued.
 *
 * @param workers how many at work are compared, in any order; one, to which the others are compared, is always measured
 * @throws RangeError for a number of workers that is no positive integer; Error when redis-server is missing, or a study
 *   fails
 */
export async function queueThroughput(
  { workers = [1, 2] as readonly number[], repeats = 5, studies = 12, slices = 5 } = {},
  say: (text: string) => void = () => undefined
): Promise<QueueThroughput> {
  if (!workers.every(count => Number.isInteger(count) && count > 0)) {
    throw new RangeError(`${workers.join(',')} is no list of numbers of workers, such as 1,2,4`);
  }
  if (!hasProgram('redis-server')) {
    throw new Error('redis-server is not installed (Debian: apt-get install redis-server).');
  }
  const load = loadavg()[0]!;
  const counts = [...new Set([1, ...workers])].sort((a, b) => a - b);
  const source = await SmallStudies.load();
  const made = Array.from({ length: studies + counts.at(-1)! * WARM_UP }, (_, i) =>
    source.study(`throughput ${i + 1}`, slices)
  );
  const models = await modelsAlone(made[0]!);
  const alone: number[] = [];
  const taken = new Map(counts.map(count => [count, [] as Measured[]]));
  for (let i = 0; i < repeats; i++) {
    alone.push(await models.run());
    const first = i % counts.length;
    for (const count of [...counts.slice(first), ...counts.slice(0, first)]) {
      const measured = await timeOf(made, count, studies);
      taken.get(count)!.push(measured);
      say(
        `${i + 1} of ${repeats}: ${count} at work, ${(measured.ms / studies / 1000).toFixed(2)} s a study, ` +
          `${(measured.processorMs / studies / alone.at(-1)!).toFixed(2)} times its models' processor time`
      );
    }
  }
  await models.release();
  const of = <T>(
    value: (measured: readonly Measured[]) => T,
    some: readonly number[] = counts
  ): ByWorkers<T> => Object.fromEntries(some.map(count => [count, value(taken.get(count)!)]));
  const known = (values: readonly number[], spread: () => Spread): Spread | null =>
    values.some(Number.isNaN) ? null : spread();
  const ms = (measured: readonly Measured[]) => measured.map(each => each.ms);
  const gain = (measured: readonly Measured[]) => pairedRatios(ms(taken.get(1)!), ms(measured));
  const warmingUp = taken.get(1)!.map(({ warmingUpMs }) => warmingUpMs);
  return {
    gains: of(gain, counts.slice(1)),
    n: repeats,
    studies,
    processors: availableParallelism(),
    overModels: of(measured => {
      const each = measured.map(({ processorMs: all }) => all / studies);
      return known(each, () => pairedRatios(each, alone));
    }),
    warmingUpOverModels: known(warmingUp, () => pairedRatios(warmingUp, alone)),
    workerMegabytes: of(measured => {
      const peaks = measured.flatMap(each => each.peaks);
      return known(peaks, () => spreadOf(peaks.map(bytes => bytes / 1e6)));
    }),
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

/**
 * From queuing the studies to the last one stored, in an archive and a queue that are new.
 * @param all the studies that count last, before them enough for every worker to warm up
 */
async function timeOf(
  all: readonly SmallStudy[],
  count: number,
  studies: number
): Promise<Measured> {
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
    const through = async (some: readonly SmallStudy[], done: number) => {
      await queue.addBulk(
        some.map(({ uid }) => {
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
    await through(all.slice(-studies), first + studies);
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
  const ready = () => workers.filter(({ stderr }) => stderr.includes('is ready')).length;
  await until(ready, count => count === workers.length, 'every worker is ready', SOON);
}

async function untilDone(queue: Queue<StudyJob>, studies: number): Promise<void> {
  const completed = async () => {
    const [failed] = await queue.getFailed(0, 0);
    if (failed) {
      throw new Error(`A study failed: ${failed.failedReason}`);
    }
    return queue.getCompletedCount();
  };
  await until(completed, count => count >= studies, 'every study is done', SOON);
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
      workers: { type: 'string', default: '1,2' },
      repeats: { type: 'string', default: '5' },
      studies: { type: 'string', default: '12' },
      slices: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  });
  const figures = await queueThroughput(
    {
      workers: values.workers.split(',').map(Number),
      repeats: Number(values.repeats),
      studies: Number(values.studies),
      slices: Number(values.slices),
    },
    text => console.error(text)
  );
  const { gains, n, processors, overModels, warmingUpOverModels, workerMegabytes, load } = figures;
  const quartiles = ({ q1, q3 }: Spread, digits = 2) =>
    `quartiles ${q1.toFixed(digits)}-${q3.toFixed(digits)}, n = ${n}`;
  const at = (count: string) => (count === '1' ? 'one worker' : `${count} workers`);
  console.log(`${processors} processors, load ${load.toFixed(1)} before.`);
  for (const [count, gain] of Object.entries(gains)) {
    console.log(
      `${at(count)} do ${gain.median.toFixed(2)} times what one does (${quartiles(gain)}).`
    );
  }
  for (const [count, over] of Object.entries(overModels)) {
    if (over) {
      console.log(
        `A study takes ${over.median.toFixed(2)} times the processor time of its models in ${at(count)} (${quartiles(over)}).`
      );
    }
  }
  if (warmingUpOverModels) {
    console.log(
      `The first ${WARM_UP} of a worker take ${warmingUpOverModels.median.toFixed(2)} times that of their models (${quartiles(warmingUpOverModels)}).`
    );
  }
  for (const [count, megabytes] of Object.entries(workerMegabytes)) {
    if (megabytes) {
      console.log(
        `Each of ${at(count)} holds ${megabytes.median.toFixed(0)} MB at most (${quartiles(megabytes, 0)}).`
      );
    }
  }
  if (values.out) {
    writeFileSync(values.out, `${JSON.stringify(figures, null, 2)}\n`);
  }
}

if (require.main === module) {
  void main();
}
