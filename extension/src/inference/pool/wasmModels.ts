import { part } from '../../messages';
import type { Model } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import { BackendError, briefly } from '../../browser/rpc/errors';
import { ownThread } from '../../browser/rpc/ownThread';
import { modelHandlers } from './modelHandlers';
import { ModelPool } from './modelPool';
import { startModelWorker } from './modelWorkers';
import { OrtModel, type OrtModelOptions } from '../ort/ortModel';
import { RunMeter } from '../ort/runMeter';
import type { LoadedRuntime } from '../ort/runtime';

export interface WasmModelsOptions {
  /** Runs that are computed at once: one in this worker, each of the others in one of its own. */
  readonly runners: number;
  /** Absolute URL with a closing slash. */
  readonly baseUrl: string;
  /** What the other workers compute with. Errors are those of `open`. */
  readonly runtime: () => Promise<LoadedRuntime>;
  /** As for sessions of this worker. */
  readonly session: Pick<OrtModelOptions, 'queue' | 'meter' | 'onAlive'>;
}

/** Models in WebAssembly. Workers start with the first one. */
export class WasmModels {
  private pool: Promise<ModelPool> | null = null;

  constructor(private readonly options: WasmModelsOptions) {}

  /** @throws BackendError when it cannot be started; DeepSpineError 'bad-manifest' as in OrtModel.create */
  async open(spec: ModelSpec, weights: Uint8Array): Promise<Model> {
    const { runners, session } = this.options;
    if (runners === 1) {
      return OrtModel.create(weights, spec, session);
    }
    this.pool ??= this.start();
    const model = await (await this.pool).load(spec, weights);
    session.onAlive?.();
    return model;
  }

  /** Ends the workers. */
  close(): void {
    void this.pool?.then(
      pool => pool.close(),
      () => undefined
    );
    this.pool = null;
  }

  private async start(): Promise<ModelPool> {
    const { runners, baseUrl, session } = this.options;
    const runtime = await this.options.runtime();
    // The pool tells of all runs alike.
    const own = { ...session, meter: new RunMeter() };
    try {
      return new ModelPool(
        [
          ...Array.from({ length: runners - 1 }, () => startModelWorker(baseUrl, runtime)),
          // A run keeps it from all else, so that nothing else runs on a processor meant for models.
          ownThread(
            modelHandlers((spec, weights) => OrtModel.create(weights, spec, own), own.meter)
          ),
        ],
        spans => session.meter.add(spans)
      );
    } catch (error) {
      throw new BackendError(part('workers-not-started', { reason: briefly(error) }));
    }
  }
}
