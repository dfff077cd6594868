import type { NotAssessed } from '../findings';
import type { ModelSpec } from './modelSpec';

/** A dense float tensor; data is row-major (last axis fastest). */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Inputs or outputs of a model by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A loaded model; the browser and Node each have one implementation. */
export interface Model {
  readonly spec: ModelSpec;
  /**
   * How many samples per run suit the backend best, for a model whose first axis is free ("batch"). Missing: one
   * at a time.
   */
  readonly batch?: number;
  /** Runs that are computed at the same time where as many have been asked for; 1 where missing. */
  readonly runners?: number;
  /** Further calls may be made before the former ones have ended. The inputs are the caller's again when it has. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

export interface Models {
  /** null: the site has no localisation; a slice is then segmented whole to find the spine. */
  readonly localisation: Model | null;
  readonly segmentation: Model;
  /** null: the site has no grading model; every condition is then not-graded. */
  readonly grading: Model | null;
  /** null or missing: the site has no model for degeneration gradings. */
  readonly gradings?: Model | null;
  /** From the manifest. */
  readonly notAssessed?: readonly NotAssessed[];
}
