import { part, refused } from '../../messages';
import type { MessageValue } from '../../findings';
import type { Explanation, ExplainRequest } from '../../analysis/grade/occlusion';
import type { AnalysisResult, StudyInput } from '../../analysis/types';
import type { EngineConfig } from '../protocol/messages';
import { SerialQueue } from '../ort/serialQueue';
import { copyStudy } from '../protocol/studyCopy';
import type { BackendInfo, BackendPreference, ModelProgress, RunCost } from '../protocol/types';
import { Shared } from './shared';
import { WorkerChannel, type Outcome, type RunCallbacks, type Task } from './workerChannel';

export interface AnalysisClientOptions {
  /** Where worker.js, ort/ and models/ are served; relative to the page, with a closing slash. */
  readonly baseUrl?: string;
  readonly backend?: BackendPreference;
  /** ms without a sign of life from the worker after which it is replaced. */
  readonly stallMs?: number;
  /** ms that the worker has to heed a cancellation before it is replaced. */
  readonly cancelGraceMs?: number;
  /** Upper bound of threads for WebAssembly. */
  readonly maxThreads?: number;
  /** Lower-case hex SHA-256 of the only manifest.json that is accepted. */
  readonly manifestSha256?: string;
}

export interface AnalyzeCall extends RunCallbacks {
  readonly signal?: AbortSignal;
}

export type PrepareCall = Pick<AnalyzeCall, 'signal' | 'onModelProgress'>;

export interface AnalyzeOutcome {
  readonly result: AnalysisResult;
  readonly backend: BackendInfo;
  readonly cost: RunCost;
}

const DEFAULTS = {
  baseUrl: '/deepspine/',
  backend: 'auto' as BackendPreference,
  stallMs: 60_000,
  cancelGraceMs: 3_000,
  // Each holds the models once more, and the viewer needs processors too.
  maxThreads: 4,
};

/** What is tried next when a worker is lost. */
interface Fallback {
  readonly backend: BackendPreference;
  readonly maxThreads: number;
  readonly reason?: MessageValue;
}

/**
 * Runs analyses in a worker of its own, one after another. The worker starts with the first call
 * and keeps the models until `dispose`. When it hangs, crashes or its backend gives up, it is
 * replaced and the analysis starts again on WebAssembly, which gives the same result; the
 * backend's reason then says what happened.
 */
export class AnalysisClient {
  private readonly options: typeof DEFAULTS & AnalysisClientOptions;
  private readonly baseUrl: string;
  private readonly queue = new SerialQueue();
  private way: Fallback;
  private channel: WorkerChannel | null = null;
  private preparation: Shared<BackendInfo, ModelProgress> | null = null;
  private paused = false;
  private disposed = false;

  constructor(options: AnalysisClientOptions = {}) {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.options = { ...DEFAULTS, ...Object.fromEntries(given) };
    const { baseUrl, backend, maxThreads } = this.options;
    this.baseUrl = new URL(baseUrl.replace(/\/*$/, '/'), globalThis.location.href).href;
    this.way = { backend, maxThreads };
  }

  /**
   * Analyses a study. The study's pixels are copied, so they stay the caller's.
   * @throws DeepSpineError: 'cancelled' when the signal fires or the client is disposed of;
   *   'model-…' and 'bad-manifest' when the models cannot be had or run; others from the analysis.
   */
  analyze(study: StudyInput, call: AnalyzeCall = {}): Promise<AnalyzeOutcome> {
    return this.queue.add(async () => {
      const { result, backend, cost } = await this.run({ study, explain: null }, call);
      if (!result) {
        throw refused('model-run', { context: 'no-result' });
      }
      return { result, backend, cost };
    });
  }

  /**
   * Explains one grade of a study (see analysis/occlusion). Errors as in `analyze`.
   * @param call its progress has the stage 'grade' and the fraction of the places that were hidden
   */
  explain(
    study: StudyInput,
    request: ExplainRequest,
    call: AnalyzeCall = {}
  ): Promise<Explanation> {
    return this.queue.add(async () => {
      const { explanation } = await this.run({ study, explain: request }, call);
      if (!explanation) {
        throw refused('model-run', { context: 'no-explanation' });
      }
      return explanation;
    });
  }

  /**
   * Loads and tries out the models ahead of the first analysis. Whoever asks while that goes on waits for the same;
   * it is cancelled when the last of them cancels. Errors as in `analyze`.
   */
  prepare({ signal, onModelProgress }: PrepareCall = {}): Promise<BackendInfo> {
    if (!this.preparation || this.preparation.isGivenUp) {
      const preparation: Shared<BackendInfo, ModelProgress> = new Shared(
        (shared, onProgress) =>
          this.queue.add(async () => {
            const call = { signal: shared, onModelProgress: onProgress };
            return (await this.run({ study: null, explain: null }, call)).backend;
          }),
        () => {
          if (this.preparation === preparation) {
            this.preparation = null;
          }
        }
      );
      this.preparation = preparation;
    }
    return this.preparation.wait({ signal, onProgress: onModelProgress });
  }

  /** No run of a model begins from now on, so that the page has the machine for itself. */
  pause(): void {
    this.setPaused(true);
  }

  resume(): void {
    this.setPaused(false);
  }

  private setPaused(paused: boolean): void {
    if (paused !== this.paused) {
      this.paused = paused;
      this.channel?.setPaused(paused);
    }
  }

  /** Terminates the worker and frees the models. A running analysis ends as 'cancelled'. */
  dispose(): void {
    this.disposed = true;
    this.channel?.close();
    this.channel = null;
  }

  private async run(
    { study, explain }: Task,
    call: AnalyzeCall
  ): Promise<Extract<Outcome, { type: 'done' }> & { readonly cost: RunCost }> {
    let copiedBytes = 0;
    for (;;) {
      const copy = study ? await copyStudy(study) : null;
      copiedBytes += (copy?.buffers ?? []).reduce((sum, { byteLength }) => sum + byteLength, 0);
      await this.channel?.drained();
      this.stopIfCancelled(call.signal);
      const channel = this.openChannel();
      const outcome = await channel.run(
        this.config(),
        { study: copy?.study ?? null, explain },
        copy?.buffers ?? [],
        call,
        call.signal
      );
      if (outcome.type === 'done') {
        return { ...outcome, cost: { ...outcome.cost, copiedBytes } };
      }
      this.way = nextFallback(this.way, outcome.reason);
      call.onRestart?.();
    }
  }

  private stopIfCancelled(signal?: AbortSignal): void {
    if (this.disposed || signal?.aborted) {
      throw refused('cancelled');
    }
  }

  private openChannel(): WorkerChannel {
    if (!this.channel?.isOpen) {
      this.channel = new WorkerChannel({ ...this.options, baseUrl: this.baseUrl });
    }
    return this.channel;
  }

  private config(): EngineConfig {
    const { backend, maxThreads, reason } = this.way;
    const { manifestSha256 } = this.options;
    return { baseUrl: this.baseUrl, backend, maxThreads, manifestSha256, fallbackReason: reason };
  }
}

/**
 * WebGPU or whatever it was → WebAssembly → WebAssembly in one thread → an end.
 * @throws DeepSpineError 'model-run' when nothing is left to try.
 */
function nextFallback({ backend, maxThreads, reason }: Fallback, lost: MessageValue): Fallback {
  const why = reason ? part('then', { a: reason, b: lost }) : lost;
  if (backend !== 'wasm') {
    return { backend: 'wasm', maxThreads, reason: why };
  }
  if (maxThreads > 1) {
    return { backend: 'wasm', maxThreads: 1, reason: why };
  }
  throw refused('model-run', { context: 'browser', reason: why });
}
