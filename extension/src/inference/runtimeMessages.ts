import type { ModelSpec, Tensor } from '../analysis/types';
import type { EngineConfig } from './messages';
import type { Failure } from './protocolErrors';
import type { BackendInfo, ModelProgress, RunCost } from './types';

export type Tensors = Readonly<Record<string, Tensor>>;
export type ModelTask = ModelSpec['task'];

/** A model as it was started. */
export interface ModelInfo {
  readonly spec: ModelSpec;
  /** As in Model. */
  readonly batch?: number;
}

/** Worker of the analysis → worker of the models. */
export type RuntimeRequest =
  /** Loads, starts and tries out the models; once. */
  | { readonly type: 'start'; readonly config: EngineConfig }
  /** Stops what is being downloaded for it. */
  | { readonly type: 'cancel-start' }
  /** Runs of all models are answered in the order in which they were asked for. */
  | {
      readonly type: 'run';
      readonly id: number;
      readonly task: ModelTask;
      readonly inputs: Tensors;
    };

/** Worker of the models → worker of the analysis. */
export type RuntimeReply =
  /** The script runs. */
  | { readonly type: 'ready' }
  | { readonly type: 'model-progress'; readonly progress: ModelProgress }
  /** A session was made, or a model has run for a trial. */
  | { readonly type: 'alive' }
  | {
      readonly type: 'started';
      readonly backend: BackendInfo;
      readonly models: { readonly segmentation: ModelInfo; readonly grading: ModelInfo | null };
      readonly cost: RuntimeCost;
    }
  | { readonly type: 'not-started'; readonly failure: Failure }
  /** The outputs move. */
  | {
      readonly type: 'ran';
      readonly id: number;
      readonly outputs: Tensors;
      readonly cost: RuntimeCost;
    }
  | { readonly type: 'not-run'; readonly id: number; readonly failure: Failure }
  /** The graphics device is gone; runs in flight may never end. */
  | { readonly type: 'device-lost'; readonly reason: string };

/** What the models have cost since the worker's start. */
export type RuntimeCost = Pick<RunCost, 'sessionRuns' | 'modelMs'>;
