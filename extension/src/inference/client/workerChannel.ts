import { BackendError } from '../protocol/backendError';
import { errorOf, type ErrorData } from '../protocol/protocolErrors';
import { part, refused } from '../../messages';
import type { Explanation, ExplainRequest } from '../../analysis/grade/occlusion';
import type {
  AnalysisResult,
  LevelResult,
  LocatedSpine,
  Progress,
  SegmentationResult,
  SliceLabels,
  StudyInput,
} from '../../analysis/types';
import type { DeepSpineError, MessageValue } from '../../findings';
import type { EngineConfig, Reply, Request } from '../protocol/messages';
import { startWorker } from '../../browser/startWorker';
import type { BackendInfo, ModelProgress, RunCost } from '../protocol/types';
import { Watchdog } from '../../browser/watchdog';
import { ANALYSIS_WORKER, WORKER_SCRIPT } from '../protocol/workerNames';

export interface RunCallbacks {
  readonly onProgress?: (progress: Progress) => void;
  /** A slice was segmented; see AnalyzeOptions. */
  readonly onPreview?: (slice: SliceLabels) => void;
  /** The discs are located; see AnalyzeOptions. The segmentation is the very one of the result. */
  readonly onSegmentation?: (located: LocatedSpine) => void;
  readonly onLevel?: (level: LevelResult) => void;
  /** The analysis starts afresh on another backend; what was told so far is void and comes again. */
  readonly onRestart?: () => void;
  readonly onModelProgress?: (progress: ModelProgress) => void;
}

/** What the worker is to do; without a study, only to load the models. */
export interface Task {
  readonly study: StudyInput | null;
  readonly explain: ExplainRequest | null;
}

/** How one request to the worker ended, if not by an error of its own. */
export type Outcome =
  | {
      readonly type: 'done';
      readonly result: AnalysisResult | null;
      readonly explanation: Explanation | null;
      readonly backend: BackendInfo;
      readonly cost: Omit<RunCost, 'copiedBytes'>;
    }
  /** The worker or its backend is gone; another worker may do better. */
  | { readonly type: 'lost'; readonly reason: MessageValue };

interface Pending {
  readonly id: number;
  readonly callbacks: RunCallbacks;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: DeepSpineError) => void;
  /** Comes ahead of the result that it belongs to. */
  segmentation: SegmentationResult | null;
  /** Answers to this request so far. */
  messages: number;
}

interface Draining {
  readonly id: number;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

export interface WorkerChannelOptions {
  /** Absolute URL with a closing slash; the worker's script stands there. */
  readonly baseUrl: string;
  /** ms without a sign of life after which the worker counts as hung. */
  readonly stallMs: number;
  /** ms that a cancelled request may take to end before the worker is terminated. */
  readonly cancelGraceMs: number;
}

/** One worker and at most one request to it at a time. Once closed it stays closed. */
export class WorkerChannel {
  private readonly worker: Worker;
  private readonly watchdog: Watchdog;
  private pending: Pending | null = null;
  /** A cancelled request that the worker has not yet ended. */
  private draining: Draining | null = null;
  private lastId = 0;
  private loaded = false;
  /** Sends the request as soon as the script listens; earlier messages could get lost. */
  private sendWhenLoaded: (() => void) | null = null;
  private downloading = false;
  private open = true;

  /** @throws DeepSpineError 'model-download' when the browser refuses to start the script. */
  constructor(private readonly options: WorkerChannelOptions) {
    this.watchdog = new Watchdog(options.stallMs, () => this.onStall());
    try {
      this.worker = startWorker(options.baseUrl + WORKER_SCRIPT, ANALYSIS_WORKER);
    } catch (error) {
      throw this.notLoadable(error);
    }
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => this.onReply(data);
    this.worker.onmessageerror = () => this.lose(part('worker-unreadable'));
    this.worker.onerror = event => {
      event.preventDefault();
      if (this.loaded) {
        this.lose(part('worker-crashed', { reason: event.message || part('without-a-message') }));
      } else {
        this.fail(this.notLoadable(event.error));
      }
    };
  }

  get isOpen(): boolean {
    return this.open;
  }

  /**
   * Sends a request; `buffers` move to the worker.
   * @throws DeepSpineError as the worker reports it, 'cancelled' at once when the signal fires.
   */
  async run(
    config: EngineConfig,
    { study, explain }: Task,
    buffers: readonly ArrayBuffer[],
    callbacks: RunCallbacks,
    signal?: AbortSignal
  ): Promise<Outcome> {
    const id = ++this.lastId;
    const cancel = () => this.cancel(id);
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        this.pending = { id, callbacks, resolve, reject, segmentation: null, messages: 0 };
        signal?.addEventListener('abort', cancel);
        this.watchdog.start();
        const preview = callbacks.onPreview !== undefined;
        const request = { type: 'run', id, config, study, explain, preview } as const;
        const send = () => this.post(request, [...buffers]);
        if (this.loaded) {
          send();
        } else {
          this.sendWhenLoaded = send;
        }
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** No run of a model begins while it is paused; one that has begun ends. */
  setPaused(paused: boolean): void {
    if (this.loaded && this.open) {
      // Whoever works with the images is no sign that the worker hangs.
      this.watchdog.feed();
      this.post({ type: paused ? 'pause' : 'resume' });
    }
  }

  /** Terminates the worker with its sessions; a request under way ends as cancelled. */
  close(): void {
    this.fail(refused('cancelled'));
    this.shut();
  }

  private post(request: Request, transfer: Transferable[] = []): void {
    this.worker.postMessage(request, transfer);
  }

  private cancel(id: number): void {
    if (this.pending?.id !== id) {
      return;
    }
    if (this.sendWhenLoaded) {
      this.sendWhenLoaded = null;
      this.fail(refused('cancelled'));
      return;
    }
    this.post({ type: 'cancel', id });
    let end = () => {};
    const ended = new Promise<void>(resolve => (end = resolve));
    const timer = setTimeout(() => this.shut(), this.options.cancelGraceMs);
    this.draining = { id, timer, ended, end };
    this.fail(refused('cancelled'));
  }

  /** Resolves when no cancelled request is left in the worker (or the worker is gone). */
  async drained(): Promise<void> {
    await this.draining?.ended;
  }

  private onReply(reply: Reply): void {
    this.watchdog.feed();
    if (reply.type === 'ready') {
      this.loaded = true;
      this.sendWhenLoaded?.();
      this.sendWhenLoaded = null;
      return;
    }
    const final = reply.type === 'done' || reply.type === 'failed';
    if (final && this.draining?.id === reply.id) {
      this.endDraining();
      if (reply.type === 'failed' && reply.error.code === null) {
        this.shut();
      }
    }
    const { pending } = this;
    if (pending?.id !== reply.id) {
      return;
    }
    pending.messages++;
    switch (reply.type) {
      case 'alive':
      case 'progress':
        break;
      case 'preview':
        pending.callbacks.onPreview?.(reply.slice);
        break;
      case 'segmentation':
        pending.segmentation = reply.located.segmentation;
        pending.callbacks.onSegmentation?.(reply.located);
        break;
      case 'level':
        pending.callbacks.onLevel?.(reply.level);
        break;
      case 'model-progress':
        this.downloading = reply.loading.phase === 'download';
        pending.callbacks.onModelProgress?.(reply.loading);
        break;
      case 'done':
        this.settle().resolve({
          type: 'done',
          result:
            reply.result && pending.segmentation
              ? { ...reply.result, segmentation: pending.segmentation }
              : null,
          explanation: reply.explanation,
          backend: reply.backend,
          cost: { ...reply.cost, messages: pending.messages },
        });
        break;
      case 'failed':
        this.onFailed(reply.error);
        break;
    }
    if (reply.progress) {
      pending.callbacks.onProgress?.(reply.progress);
    }
  }

  private onFailed(data: ErrorData): void {
    const error = errorOf(data);
    if (error instanceof BackendError) {
      this.lose(error.reason);
      return;
    }
    this.fail(error);
    if (error.code.startsWith('model-') || error.code === 'bad-manifest') {
      this.shut();
    }
  }

  private onStall(): void {
    const seconds = Math.round(this.options.stallMs / 1000);
    if (this.loaded && !this.downloading) {
      this.lose(part('worker-silent', { seconds }));
      return;
    }
    this.fail(
      refused('model-download', {
        context: 'silent',
        path: new URL(this.options.baseUrl).pathname,
        seconds,
      })
    );
    this.shut();
  }

  private notLoadable(cause: unknown): DeepSpineError {
    const path = new URL(WORKER_SCRIPT, this.options.baseUrl).pathname;
    this.open = false;
    return refused('model-download', { context: 'worker', path }, cause);
  }

  private lose(reason: MessageValue): void {
    const pending = this.settleIfAny();
    this.shut();
    pending?.resolve({ type: 'lost', reason });
  }

  private fail(error: DeepSpineError): void {
    this.settleIfAny()?.reject(error);
    if (!this.open) {
      this.shut();
    }
  }

  private settleIfAny(): Pending | null {
    return this.pending ? this.settle() : null;
  }

  private settle(): Pending {
    const pending = this.pending!;
    this.pending = null;
    this.watchdog.stop();
    return pending;
  }

  private shut(): void {
    this.open = false;
    this.watchdog.stop();
    this.endDraining();
    this.worker.terminate();
  }

  private endDraining(): void {
    clearTimeout(this.draining?.timer);
    this.draining?.end();
    this.draining = null;
  }
}
