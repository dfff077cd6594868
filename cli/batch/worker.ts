import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import { DeepSpineError } from '../../extension/src/findings';
import { reasonOf } from '../reason';
import { failureOf, failureText, mayPass, type Failure } from './failure';
import {
  asConnection,
  patientConnection,
  type JobResult,
  type QueueAddress,
  type StudyJob,
} from './queue';
import type { StudyOutcome } from './runStudy';
import { checkedJob, shownJob } from './trust';

export interface StudyWorkerOptions extends QueueAddress {
  /** Shown beside what it does. */
  readonly name: string;
  /** modelKey of the worker's models; a job for others is given back, and ends the worker. */
  readonly models: string;
  /** ms without a sign of life after which a job counts as lost and goes to another worker. */
  readonly silenceMs: number;
  /** Does the work of a job. */
  run(job: StudyJob, signal: AbortSignal): Promise<StudyOutcome>;
}

/** What a worker says while it works. */
export interface WorkerEvents {
  done(result: JobResult): void;
  /** `again`: another attempt follows. */
  failed(study: string, failure: Failure, attempt: number, again: boolean): void;
  /** A job went back to the queue unfinished. */
  released(study: string): void;
  /** Redis is away, or there again. */
  connection(trouble: string | null): void;
}

/** A job whose workers die this often is taken for the reason. */
const MOST_LOSSES = 3;

/** Takes studies from the queue, one at a time, until it is stopped. */
export class StudyWorker {
  /** Settles when the worker has ended; rejects when it had to end by itself. */
  readonly ended: Promise<void>;
  private readonly worker: Worker<StudyJob, JobResult>;
  private readonly connection: ReturnType<typeof patientConnection>;
  private readonly release = new AbortController();
  private closing: Promise<void> | undefined;
  private finish!: (fault?: Error) => void;
  private trouble = false;

  constructor(
    private readonly options: StudyWorkerOptions,
    private readonly events: WorkerEvents
  ) {
    const { redis, queue, name, silenceMs } = options;
    this.ended = new Promise((resolve, reject) => {
      this.finish = fault => (fault ? reject(fault) : resolve());
    });
    this.connection = patientConnection(redis);
    this.worker = new Worker<StudyJob, JobResult>(queue, (job, token) => this.process(job, token), {
      connection: asConnection(this.connection),
      name,
      concurrency: 1,
      lockDuration: silenceMs,
      stalledInterval: silenceMs / 2,
      maxStalledCount: MOST_LOSSES,
    });
    this.worker.on('completed', (_job, result) => events.done(result));
    this.worker.on('failed', (job, error) => {
      if (job) {
        const again = job.finishedOn === undefined;
        events.failed(shownJob(job.data).study, failureOf(error.message), job.attemptsMade, again);
      }
    });
    this.watchConnection();
  }

  /** Takes no more jobs; ends when the present one is done. */
  stop(): void {
    this.closing ??= this.worker.close().then(() => {
      this.connection.disconnect();
      this.finish();
    }, this.finish);
  }

  /** Stops, and gives the present job back to the queue. */
  abort(): void {
    this.release.abort();
    this.stop();
  }

  private async process(job: Job<StudyJob, JobResult>, token?: string): Promise<JobResult> {
    const data = taken(job.data);
    if (data.models !== this.options.models) {
      await this.giveBack(job, token);
      // Not awaited: it waits for this job.
      this.stop();
      this.finish(
        new DeepSpineError(
          'bad-manifest',
          'The queue holds studies for other models than this machine has; install the same models here, or queue the studies again.'
        )
      );
      throw new WaitingError();
    }
    const start = performance.now();
    try {
      const outcome = await this.options.run(data, this.release.signal);
      const ms = Math.round(performance.now() - start);
      return { ...outcome, worker: this.options.name, ms };
    } catch (error) {
      if (this.release.signal.aborted) {
        await this.giveBack(job, token);
        this.events.released(data.study);
        throw new WaitingError();
      }
      const text = failureText(error);
      throw mayPass(error) ? new Error(text, { cause: error }) : new UnrecoverableError(text);
    }
  }

  private async giveBack(job: Job<StudyJob, JobResult>, token?: string): Promise<void> {
    await job.moveToWait(token);
  }

  private watchConnection(): void {
    const away = (error: Error): void => {
      // A lost lock and the like concern one job; the queue gives it to somebody else.
      if (!this.trouble && this.connection.status !== 'ready' && !this.closing) {
        this.trouble = true;
        this.events.connection(reasonOf(error) || 'no answer');
      }
    };
    this.worker.on('error', away);
    this.connection.on('error', away);
    this.connection.on('ready', () => {
      if (this.trouble) {
        this.trouble = false;
        this.events.connection(null);
      }
    });
  }
}

/** @throws UnrecoverableError for a job that is none: no attempt will mend it */
function taken(data: unknown): StudyJob {
  try {
    return checkedJob(data);
  } catch (error) {
    throw new UnrecoverableError(failureText(error));
  }
}
