import { Queue, type ConnectionOptions, type JobsOptions } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';
import type { StudyOutcome } from './runStudy';

/** What a worker has to know of a study. No credentials: those are the worker's own. */
export interface StudyJob {
  /** URL of the archive's DICOMweb service. */
  readonly archive: string;
  readonly study: string;
  /** modelKey of the models with which the study is to be analyzed. */
  readonly models: string;
}

/** What is kept of a job that is done. */
export type JobResult = StudyOutcome & { readonly worker: string; readonly ms: number };

export const DEFAULT_REDIS = 'redis://127.0.0.1:6379';
export const DEFAULT_QUEUE = 'deepspine';

/** Less than collectors of metrics wait. */
const GLANCE_MS = 4000;

/** Redis and the name of the queue in it. */
export interface QueueAddress {
  readonly redis: string;
  readonly queue: string;
}

export interface RetryOptions {
  readonly attempts: number;
  /** ms before the second attempt; doubled before each further one. */
  readonly backoffMs: number;
}

/** Eight attempts over some ten minutes outlast a restart of the archive. */
export const DEFAULT_RETRY: RetryOptions = { attempts: 8, backoffMs: 5000 };

/**
 * A job's identity: one study of one archive with one set of models is queued once. Completed jobs are kept
 * for a month, and no more than 20,000, so that Redis does not grow; a study that is queued again after that is
 * found in the archive. What failed is kept until somebody retries or clears it.
 */
export function jobOptions(job: StudyJob, { attempts, backoffMs }: RetryOptions): JobsOptions {
  return {
    jobId: `${job.study}-${job.models}`,
    attempts,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.3 },
    removeOnComplete: { age: 30 * 24 * 3600, count: 20_000 },
    removeOnFail: false,
    // The trace of an internal error; a reason needs one line.
    stackTraceLimit: 1,
  };
}

const redisOptions = (redis: string): RedisOptions => {
  if (!/^rediss?:\/\//.test(redis)) {
    throw new DeepSpineError(
      'bad-arguments',
      `What was given (not shown here) is no address of Redis; one looks like redis://host:6379 or rediss://user:password@host:6379.`
    );
  }
  return { maxRetriesPerRequest: null };
};

/** A connection of a worker, which waits for Redis as long as it takes. */
export function patientConnection(redis: string): Redis {
  return new Redis(redis, redisOptions(redis));
}

/**
 * Puts jobs into the queue of which it does not know yet; those that wait, run, failed or are done stay as they are.
 *
 * @returns the jobs that were added
 */
export async function addMissing(
  queue: Queue<StudyJob, JobResult>,
  jobs: readonly StudyJob[],
  retry: RetryOptions
): Promise<StudyJob[]> {
  const all = jobs.map(data => ({ name: 'study', data, opts: jobOptions(data, retry) }));
  const known = await Promise.all(all.map(({ opts }) => queue.getJob(opts.jobId!)));
  const fresh = all.filter((_, i) => known[i] === undefined);
  await queue.addBulk(fresh);
  return fresh.map(({ data }) => data);
}

/** The queue, for a command that a person waits for: an unreachable Redis is said at once. */
export interface OpenQueue {
  readonly queue: Queue<StudyJob, JobResult>;
  close(): Promise<void>;
}

/** @throws DeepSpineError 'bad-arguments' when Redis cannot be reached */
export async function openQueue({ redis, queue: name }: QueueAddress): Promise<OpenQueue> {
  const connection = new Redis(redis, {
    ...redisOptions(redis),
    lazyConnect: true,
    connectTimeout: 5000,
    retryStrategy: attempt => (attempt > 2 ? null : 300),
  });
  let problem: unknown;
  connection.on('error', error => (problem = error));
  try {
    await connection.connect();
  } catch (cause) {
    connection.disconnect();
    throw new DeepSpineError(
      'bad-arguments',
      `Redis at ${withoutPassword(redis)} cannot be reached (${reasonOf(problem ?? cause)}); start it, or name another one with --redis.`,
      { cause }
    );
  }
  const queue = new Queue<StudyJob, JobResult>(name, { connection: asConnection(connection) });
  queue.on('error', () => undefined);
  return {
    queue,
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

/** BullMQ's type of a connection is wider than ioredis', and checks it at run time. */
export function asConnection(connection: Redis): ConnectionOptions {
  return connection as ConnectionOptions;
}

/** Studies by state. */
export type StudyCounts = Readonly<
  Record<'waiting' | 'running' | 'tryingAgain' | 'done' | 'failed', number>
>;

export async function studyCounts(queue: Queue<StudyJob, JobResult>): Promise<StudyCounts> {
  const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'completed', 'failed');
  return {
    waiting: counts.wait ?? 0,
    running: counts.active ?? 0,
    tryingAgain: counts.delayed ?? 0,
    done: counts.completed ?? 0,
    failed: counts.failed ?? 0,
  };
}

/** Studies by state, for whoever looks from time to time; null where Redis does not answer soon. */
export async function glanceAtQueue(address: QueueAddress): Promise<StudyCounts | null> {
  const late = new AbortController();
  const counted = (async () => {
    const { queue, close } = await openQueue(address);
    try {
      return await studyCounts(queue);
    } finally {
      await close();
    }
  })().catch(() => null);
  const tooLate = sleep(GLANCE_MS, null, { signal: late.signal, ref: false }).catch(() => null);
  const counts = await Promise.race([counted, tooLate]);
  late.abort();
  return counts;
}

function withoutPassword(redis: string): string {
  // A password may hold any character but a blank.
  return redis.replace(/\/\/\S*@/, '//');
}
