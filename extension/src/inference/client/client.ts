import type { Explanation, ExplainRequest } from '../../analysis/grade/occlusion';
import type {
  LocatedSpine,
  SegmentationResult,
  SliceLabels,
} from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { LateSlice, Progress, StudyInput } from '../../analysis/request';
import type { AnalysisResult } from '../../analysis/result';
import type { AskOptions, Connection } from '../../browser/rpc/connection';
import { BackendError } from '../../browser/rpc/errors';
import { moving } from '../../browser/rpc/messages';
import type { MessageValue } from '../../findings';
import { part, refused } from '../../messages';
import { SerialQueue } from '../ort/serialQueue';
import type { AnalysisApi, AnalysisNews, EngineConfig } from '../protocol/analysisApi';
import { copyStudy } from '../protocol/studyCopy';
import type { BackendInfo, BackendPreference, ModelProgress, RunCost } from '../protocol/types';
import { RestDelivery } from './restDelivery';
import { Shared } from './shared';
import { startAnalysisWorker } from './startAnalysisWorker';

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

export interface AnalyzeCall {
  readonly signal?: AbortSignal;
  /** Images that the study has without samples; see AnalyzeOptions. Where they cannot be had, the call ends with that. */
  readonly rest?: Promise<readonly LateSlice[]> | undefined;
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
  private worker: Connection<AnalysisApi> | null = null;
  /** The models are on their way from the network, which may take long. */
  private downloading = false;
  private preparation: Shared<BackendInfo, ModelProgress> | null = null;
  private paused = false;
  /** Of the analysis that runs. */
  private delivery: RestDelivery | null = null;
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
   *   'model-…' and 'bad-manifest' when the models cannot be had or run; others from the analysis; what `rest` throws
   */
  analyze(study: StudyInput, call: AnalyzeCall = {}): Promise<AnalyzeOutcome> {
    return this.queue.add(async () => {
      const told: { segmentation: SegmentationResult | null } = { segmentation: null };
      const onSegmentation = (located: LocatedSpine) => {
        told.segmentation = located.segmentation;
        call.onSegmentation?.(located);
      };
      let copiedBytes = 0;
      const onCopied = (buffers: readonly ArrayBuffer[]) =>
        void (copiedBytes += buffers.reduce((sum, { byteLength }) => sum + byteLength, 0));
      const { rest, signal } = call;
      const delivery = new RestDelivery(rest, signal, onCopied);
      this.delivery = delivery;
      const { found, backend, cost, messages } = await this.ask(
        { ...call, signal: delivery.signal, onSegmentation },
        async (worker, config, options) => {
          const { copy, buffers } = await copyStudy(study);
          onCopied(buffers);
          const preview = call.onPreview !== undefined;
          const given = { config, study: copy, preview, restFollows: rest !== undefined };
          return delivery.during(worker.ask('analyze', moving(given, buffers), options), worker);
        }
      )
        .catch((error: unknown) => {
          throw delivery.errorOf(error);
        })
        .finally(() => (this.delivery = null));
      const { segmentation } = told;
      if (!segmentation) {
        throw refused('model-run', { context: 'no-result' });
      }
      const result = { ...found, segmentation };
      return { result, backend, cost: { ...cost, copiedBytes, messages } };
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
      const { found } = await this.ask(call, async (worker, config, options) => {
        const { copy, buffers } = await copyStudy(study);
        return worker.ask('explain', moving({ config, study: copy, request }, buffers), options);
      });
      return found;
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
            const { backend } = await this.ask(call, (worker, config, options) =>
              worker.ask('prepare', { config }, options)
            );
            return backend;
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
      this.worker?.send('pause', paused);
    }
  }

  /** Terminates the worker and frees the models. A running analysis ends as 'cancelled'. */
  dispose(): void {
    this.disposed = true;
    this.worker?.close();
    this.worker = null;
  }

  /**
   * Asks a worker, and further ones as long as they or their backends give up.
   * @returns what it answers, and how many messages of it the page handled
   */
  private async ask<Answer>(
    call: AnalyzeCall,
    request: (
      worker: Connection<AnalysisApi>,
      config: EngineConfig,
      options: AskOptions<AnalysisNews>
    ) => Promise<Answer>
  ): Promise<Answer & { readonly messages: number }> {
    const { signal } = call;
    const onNews = (news: AnalysisNews) => this.tell(news, call);
    for (;;) {
      await this.worker?.drained();
      if (this.disposed || signal?.aborted) {
        throw refused('cancelled');
      }
      const worker = this.openWorker();
      const before = worker.messages;
      try {
        const answer = await request(worker, this.config(), { signal, onNews });
        return { ...answer, messages: worker.messages - before };
      } catch (error) {
        if (!(error instanceof BackendError)) {
          throw error;
        }
        this.way = nextFallback(this.way, error.reason);
        call.onRestart?.();
      }
    }
  }

  private tell(news: AnalysisNews, call: AnalyzeCall): void {
    switch (news.type) {
      case 'progress':
        call.onProgress?.(news.progress);
        break;
      case 'preview':
        call.onPreview?.(news.slice);
        break;
      case 'segmentation':
        call.onSegmentation?.(news.located);
        break;
      case 'level':
        call.onLevel?.(news.level);
        break;
      case 'model-progress':
        this.downloading = news.loading.phase === 'download';
        call.onModelProgress?.(news.loading);
    }
  }

  private openWorker(): Connection<AnalysisApi> {
    if (!this.worker?.isOpen) {
      this.downloading = false;
      const { baseUrl } = this;
      this.worker = startAnalysisWorker(
        { ...this.options, baseUrl },
        {
          isDownloading: () => this.downloading,
          mayBeSilent: () => this.paused || this.delivery?.isOwed === true,
        }
      );
      if (this.paused) {
        this.worker.send('pause', true);
      }
    }
    return this.worker;
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
