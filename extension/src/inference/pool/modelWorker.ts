/** In a worker that computes for the one in which the analysis runs: models in WebAssembly, in one thread. */
import type { Call } from '../../browser/rpc/messages';
import { serve } from '../../browser/rpc/serve';
import { OrtModel } from '../ort/ortModel';
import { RunMeter } from '../ort/runMeter';
import { useRuntime, type LoadedRuntime } from '../ort/runtime';
import { SerialQueue } from '../ort/serialQueue';
import type { ModelApi } from './modelApi';
import { modelHandlers } from './modelHandlers';

export interface ModelWorkerApi extends ModelApi {
  /** Before all else. */
  readonly start: Call<LoadedRuntime>;
}

/** Answers requests from now on. */
export function serveModels(): void {
  // Sessions of one runtime are made and run one after another.
  const session = { queue: new SerialQueue(), meter: new RunMeter() };
  serve<ModelWorkerApi>(self, {
    start: useRuntime,
    ...modelHandlers(
      async (spec, weights) => OrtModel.create(weights, spec, session),
      session.meter
    ),
  });
}
