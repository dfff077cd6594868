import type { Job, Queue } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeepSpineError } from '../../extension/src/findings';
import { failureOf, type Failure } from '../batch/failure';
import {
  DEFAULT_RETRY,
  jobOptions,
  openQueue,
  studyCounts,
  type JobResult,
  type QueueAddress,
  type StudyCounts,
  type StudyJob,
} from '../batch/queue';
import { shownJob } from '../batch/trust';
import { bar, print, progressLine, sayError } from '../output';
import { jsonText } from '../plainText';

export interface StatusCommandOptions extends QueueAddress {
  readonly wait?: boolean;
  readonly retry?: boolean;
  readonly json?: boolean;
  readonly signal: AbortSignal;
}

type StudyQueue = Queue<StudyJob, JobResult>;

/** What `deepspine status --json` writes. */
export interface QueueStatus {
  readonly queue: string;
  readonly workers: number;
  readonly studies: StudyCounts;
  readonly running: readonly { readonly study: string; readonly worker: string | null }[];
  readonly failures: readonly (Failure & {
    readonly study: string;
    readonly archive: string;
    readonly attempts: number;
  })[];
}

const PAGE = 500;
/** Failures that are shown to a person; --json has all. */
const SHOWN = 20;

/**
 * `deepspine status`: how far the queue is, who works, and what failed and why.
 *
 * @returns 0; with `wait` 1 when studies failed
 */
export async function statusCommand(options: StatusCommandOptions): Promise<0 | 1> {
  const { queue, close } = await openQueue(options);
  try {
    if (options.retry) {
      const retried = await retryFailed(queue);
      sayError(`${retried} studies that failed are queued again`);
    }
    if (options.wait) {
      await untilIdle(queue, options.signal);
    }
    const status = await statusOf(queue);
    print(options.json ? `${jsonText(status, 2)}\n` : words(status));
    return options.wait && status.studies.failed > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

async function statusOf(queue: StudyQueue): Promise<QueueStatus> {
  const counts = await studyCounts(queue);
  const failures: QueueStatus['failures'][number][] = [];
  for await (const { data, failedReason, attemptsMade } of failed(queue)) {
    const { study, archive } = shownJob(data);
    failures.push({ study, archive, attempts: attemptsMade, ...failureOf(failedReason) });
  }
  const running = (await queue.getActive(0, PAGE - 1)) as Job<StudyJob, JobResult>[];
  return {
    queue: queue.name,
    workers: await queue.getWorkersCount(),
    studies: counts,
    running: running.map(({ data, processedBy }) => ({
      study: shownJob(data).study,
      worker: processedBy ?? null,
    })),
    failures,
  };
}

async function* failed(queue: StudyQueue): AsyncGenerator<Job<StudyJob, JobResult>> {
  for (let start = 0; ; start += PAGE) {
    const page = (await queue.getFailed(start, start + PAGE - 1)) as Job<StudyJob, JobResult>[];
    yield* page;
    if (page.length < PAGE) {
      return;
    }
  }
}

/** Failed studies become new jobs: their attempts and losses are counted from the beginning. */
async function retryFailed(queue: StudyQueue): Promise<number> {
  const jobs: Job<StudyJob, JobResult>[] = [];
  for await (const job of failed(queue)) {
    jobs.push(job);
  }
  for (const { data, opts, id } of jobs) {
    const { attempts = DEFAULT_RETRY.attempts, backoff } = opts;
    const backoffMs = typeof backoff === 'object' ? backoff.delay : undefined;
    await queue.remove(id!);
    await queue.add(
      'study',
      data,
      jobOptions(data, { attempts, backoffMs: backoffMs ?? DEFAULT_RETRY.backoffMs })
    );
  }
  return jobs.length;
}

async function untilIdle(queue: StudyQueue, signal: AbortSignal): Promise<void> {
  const progress = progressLine();
  try {
    for (;;) {
      const { waiting, running, tryingAgain, done, failed: lost } = await studyCounts(queue);
      const open = waiting + running + tryingAgain;
      if (open === 0) {
        return;
      }
      const all = open + done + lost;
      progress.show(`${bar((done + lost) / all)} ${done} of ${all} studies, ${lost} failed`);
      await sleep(1000, undefined, { signal });
    }
  } catch (cause) {
    if (signal.aborted) {
      throw new DeepSpineError('cancelled', 'Stopped waiting; the workers go on.', { cause });
    }
    throw cause;
  } finally {
    progress.clear();
  }
}

function words({ queue, workers, studies, running, failures }: QueueStatus): string {
  const { waiting, tryingAgain, done } = studies;
  const lines = [
    `Queue ${queue}: ${done} done, ${studies.running} running, ${waiting} waiting, ` +
      `${tryingAgain} to be tried again, ${studies.failed} failed; ${workers} workers.`,
    ...running.map(({ study, worker }) => `  running  ${study}  ${worker ?? ''}`),
    ...failures
      .slice(0, SHOWN)
      .map(
        ({ study, code, reason, attempts }) =>
          `  failed   ${study}  ${code}, ${attempts} attempts: ${reason}`
      ),
  ];
  if (failures.length > SHOWN) {
    lines.push(`  and ${failures.length - SHOWN} more; --json lists them all`);
  }
  if (failures.length > 0) {
    lines.push('What failed waits for you: deepspine status --retry queues it again.');
  }
  return `${lines.join('\n')}\n`;
}
