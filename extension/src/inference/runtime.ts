import type { Model, Models } from '../analysis/types';
import { BackendError } from './backendError';
import type { EngineConfig } from './messages';
import { errorOf } from './protocolErrors';
import type {
  ModelInfo,
  RuntimeCost,
  RuntimeReply,
  RuntimeRequest,
  Tensors,
} from './runtimeMessages';
import { notLoadable, startWorker } from './startWorker';
import type { BackendInfo, ModelProgress } from './types';

export interface RuntimeCallbacks {
  readonly onModelProgress: (progress: ModelProgress) => void;
  /** After each session that is made and each run of a model. */
  readonly onAlive: () => void;
  /** The worker or its graphics device is gone; every run fails, or never ends. */
  readonly onLost: (reason: string) => void;
}

interface Asked<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

type Started = Extract<RuntimeReply, { type: 'started' }>;

/** The models in a worker of their own, as the analysis uses them. */
export class Runtime {
  private readonly worker: Worker;
  private readonly runs = new Map<number, Asked<Tensors>>();
  private lastRun = 0;
  /** Resolves when the run that was asked for last has ended, and with it all others. */
  private latest: Promise<unknown> = Promise.resolve();
  private loaded = false;
  private starting: Asked<Started> | null = null;
  private started: Started | null = null;
  /** Of all runs so far. */
  private total: RuntimeCost = { sessionRuns: 0, modelMs: 0 };
  private before = this.total;

  private constructor(
    private readonly config: EngineConfig,
    private readonly callbacks: RuntimeCallbacks,
    private readonly signal: AbortSignal
  ) {
    const url = `${config.baseUrl}runtime.js`;
    this.worker = startWorker(url, 'deepspine-runtime');
    this.worker.onmessage = ({ data }: MessageEvent<RuntimeReply>) => this.onReply(data);
    this.worker.onmessageerror = () =>
      this.lose(new BackendError('the models sent an unreadable answer'));
    this.worker.onerror = event => {
      event.preventDefault();
      const why = event.message || 'without a message';
      this.lose(
        this.loaded
          ? new BackendError(`the worker of the models crashed (${why})`)
          : notLoadable(url, event.error)
      );
    };
  }

  /**
   * Loads the models in a new worker and proves them there.
   * @throws DeepSpineError from the store; BackendError when the backend or the worker cannot be used. The worker is
   *   gone then.
   */
  static async start(
    config: EngineConfig,
    callbacks: RuntimeCallbacks,
    signal: AbortSignal
  ): Promise<Runtime> {
    const runtime = new Runtime(config, callbacks, signal);
    const cancel = () => runtime.post({ type: 'cancel-start' });
    signal.addEventListener('abort', cancel);
    try {
      runtime.started = await new Promise<Started>((resolve, reject) => {
        runtime.starting = { resolve, reject };
      });
      return runtime;
    } catch (error) {
      runtime.worker.terminate();
      throw error;
    } finally {
      runtime.starting = null;
      signal.removeEventListener('abort', cancel);
    }
  }

  get backend(): BackendInfo {
    return this.started!.backend;
  }

  get models(): Models {
    const { segmentation, grading } = this.started!.models;
    return {
      segmentation: this.model(segmentation),
      grading: grading ? this.model(grading) : null,
    };
  }

  /** Resolves when every run that was asked for has ended; what runs cost is counted from then on. */
  async settled(): Promise<void> {
    await this.latest;
    this.before = this.total;
  }

  /** What runs have cost since all had settled. */
  cost(): RuntimeCost {
    const { sessionRuns, modelMs } = this.total;
    return {
      sessionRuns: sessionRuns - this.before.sessionRuns,
      modelMs: modelMs - this.before.modelMs,
    };
  }

  private model({ spec, batch }: ModelInfo): Model {
    return {
      spec,
      ...(batch === undefined ? {} : { batch }),
      run: inputs => {
        const outputs = new Promise<Tensors>((resolve, reject) => {
          const id = ++this.lastRun;
          this.runs.set(id, { resolve, reject });
          this.post({ type: 'run', id, task: spec.task, inputs });
        });
        this.latest = outputs.catch(() => undefined);
        return outputs;
      },
    };
  }

  private post(request: RuntimeRequest): void {
    this.worker.postMessage(request);
  }

  private onReply(reply: RuntimeReply): void {
    switch (reply.type) {
      case 'ready':
        this.loaded = true;
        this.post({ type: 'start', config: this.config });
        if (this.signal.aborted) {
          this.post({ type: 'cancel-start' });
        }
        break;
      case 'model-progress':
        this.callbacks.onModelProgress(reply.progress);
        break;
      case 'alive':
        this.callbacks.onAlive();
        break;
      case 'started':
        this.total = reply.cost;
        this.starting?.resolve(reply);
        break;
      case 'not-started':
        this.starting?.reject(errorOf(reply.failure));
        break;
      case 'ran':
        this.total = reply.cost;
        this.callbacks.onAlive();
        this.taken(reply.id)?.resolve(reply.outputs);
        break;
      case 'not-run':
        this.taken(reply.id)?.reject(errorOf(reply.failure));
        break;
      case 'device-lost':
        this.callbacks.onLost(reply.reason);
        break;
    }
  }

  private taken(id: number): Asked<Tensors> | undefined {
    const asked = this.runs.get(id);
    this.runs.delete(id);
    return asked;
  }

  private lose(error: Error): void {
    this.starting?.reject(error);
    this.runs.forEach(({ reject }) => reject(error));
    this.runs.clear();
    if (this.started) {
      this.callbacks.onLost(error.message);
    }
  }
}
