import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ModelIdentity } from '../../extension/src/findings';
import type { AccessObserver } from '../dicomweb/access';
import type { StudyStage } from './stages';

/** Bounds of seconds: from a question to an archive to a study on a slow machine. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];

/** Studies of a queue by state, as `deepspine status` counts them. */
export type QueueCounts = Readonly<Record<string, number>>;

export interface MetricsOptions {
  /** "work" or "watch". */
  readonly command: string;
  readonly version: string;
  readonly models: readonly ModelIdentity[];
  /** What computes; '' where nothing does. */
  readonly backend: string;
  /** How long the queue is; null where Redis does not answer. */
  queue(): Promise<QueueCounts | null>;
}

/** What a worker or a watcher shows to Prometheus: numbers, codes and models, nothing of a study. */
export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly studies = new Counter({
    name: 'deepspine_studies_total',
    help: 'Attempts at studies by outcome (stored, already-there, reviewed, written, failed, retried, released), and code of the error.',
    labelNames: ['outcome', 'reason'] as const,
    registers: this.registers,
  });
  private readonly stages = new Histogram({
    name: 'deepspine_stage_seconds',
    help: 'Time of each stage of a study.',
    labelNames: ['stage'] as const,
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly whole = new Histogram({
    name: 'deepspine_study_seconds',
    help: 'Time of a study from taking it to its outcome, where it has one.',
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly archive = new Counter({
    name: 'deepspine_archive_operations_total',
    help: 'Searches, reads and writes at the archive by outcome: done, or code of the error.',
    labelNames: ['action', 'outcome'] as const,
    registers: this.registers,
  });
  private readonly arrivals = new Counter({
    name: 'deepspine_arrivals_total',
    help: 'Studies that a watcher came across: queued, known, or unwanted by --query; found by a look, or announced by the archive.',
    labelNames: ['outcome', 'by'] as const,
    registers: this.registers,
  });
  private readonly lastLook = new Gauge({
    name: 'deepspine_last_look_timestamp_seconds',
    help: 'When a watcher last looked at the archive with success.',
    registers: this.registers,
  });
  private readonly busy = new Gauge({
    name: 'deepspine_busy',
    help: '1 while a worker has a study in hand.',
    registers: this.registers,
  });

  constructor({ command, version, models, backend, queue }: MetricsOptions) {
    const { registers } = this;
    new Gauge({
      name: 'deepspine_build_info',
      help: 'Version of the program, and what it was started as.',
      labelNames: ['version', 'command'] as const,
      registers,
    }).set({ version, command }, 1);
    const model = new Gauge({
      name: 'deepspine_model_info',
      help: 'The models by name, version and SHA-256 of their weights.',
      labelNames: ['model', 'version', 'sha256', 'backend'] as const,
      registers,
    });
    models.forEach(({ name, version: of, sha256 }) =>
      model.set({ model: name, version: of, sha256, backend }, 1)
    );
    let glance: Promise<QueueCounts | null> | null = null;
    // Both gauges below are filled at the same time.
    const glanced = () => (glance ??= queue().finally(() => (glance = null)));
    new Gauge({
      name: 'deepspine_redis_up',
      help: '1 where Redis answered when this was asked.',
      registers,
      async collect() {
        this.set((await glanced()) ? 1 : 0);
      },
    });
    new Gauge({
      name: 'deepspine_queue_studies',
      help: 'Studies in the queue by state; every process of a queue says the same.',
      labelNames: ['state'] as const,
      registers,
      async collect() {
        const counts = await glanced();
        this.reset();
        Object.entries(counts ?? {}).forEach(([state, count]) => this.set({ state }, count));
      },
    });
    collectDefaultMetrics({ register: this.registry });
  }

  /** What is asked of the archive. */
  get observer(): AccessObserver {
    return { after: ({ action, outcome }) => this.archive.inc({ action, outcome }) };
  }

  began(): void {
    this.busy.set(1);
  }

  /** @param reason code of an error; '' where there was none */
  ended(outcome: string, reason = '', ms?: number): void {
    this.busy.set(0);
    this.studies.inc({ outcome, reason });
    if (ms !== undefined) {
      this.whole.observe(ms / 1000);
    }
  }

  stage(stage: StudyStage, ms: number): void {
    this.stages.observe({ stage }, ms / 1000);
  }

  looked(): void {
    this.lastLook.setToCurrentTime();
  }

  arrived(outcome: 'queued' | 'known' | 'unwanted', by: 'look' | 'archive'): void {
    this.arrivals.inc({ outcome, by });
  }
}
