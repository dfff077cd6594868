import type { Said } from '../../findings';

/** Where the models run. */
export type Backend = 'webgpu' | 'wasm';

/** What the graph of a model computes in. */
export type Precision = 'fp32' | 'fp16';

/** What the caller wants: 'webgpu' also accepts a software adapter, which 'auto' never does. */
export type BackendPreference = 'auto' | Backend;

/** Where one model runs, and what its graph computes in there. */
export interface ModelPlacement {
  /** The model's, as in the manifest. */
  readonly name: string;
  readonly backend: Backend;
  readonly precision: Precision;
}

/** What the analysis ran on, in words for the person who looks at the result. */
export interface BackendInfo {
  /** 'webgpu' when at least one model runs there. */
  readonly backend: Backend;
  /** One sentence: why this backend. */
  readonly reason: Said;
  /** Threads that compute models in WebAssembly, at the same time; 1 where every model runs on WebGPU. */
  readonly threads: number;
  /** In the order of the manifest. */
  readonly models: readonly ModelPlacement[];
  /**
   * ms of the first runs on the GPU, in which its driver compiles the shaders; they are part of the start, and of
   * no stage of an analysis. Missing where nothing was tried on a GPU.
   */
  readonly warmUpMs?: number;
  /** The graphics adapter as far as the browser names it. */
  readonly adapter?: string;
  /** Sentences about what did not go as wanted and was worked around, such as a forbidden cache. */
  readonly notes: readonly Said[];
}

/** What an analysis took of the runtime and of the way between page and worker. */
export interface RunCost {
  /** Runs of a model's session. */
  readonly sessionRuns: number;
  /** ms in which at least one of them was under way, the copies into and out of the runtime's memory included. */
  readonly modelMs: number;
  /** Bytes of pixels that were copied on the page, to be moved to the worker. */
  readonly copiedBytes: number;
  /** Messages from the worker that the page handled. */
  readonly messages: number;
}

/** Progress of fetching and starting the models. */
export interface ModelProgress {
  /** download: bytes arrive. start: sessions are made and tried out. */
  readonly phase: 'download' | 'start';
  /** Bytes at hand, of all files together; those from the browser's cache count at once. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
}
