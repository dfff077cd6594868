/** Where the models run. */
export type Backend = 'webgpu' | 'wasm';

/** What the caller wants: 'webgpu' also accepts a software adapter, which 'auto' never does. */
export type BackendPreference = 'auto' | Backend;

/** What the analysis ran on, in words for the person who looks at the result. */
export interface BackendInfo {
  readonly backend: Backend;
  /** One sentence: why this backend. */
  readonly reason: string;
  /** WebAssembly threads; 1 on WebGPU. */
  readonly threads: number;
  /** The graphics adapter as far as the browser names it. */
  readonly adapter?: string;
  /** Sentences about what did not go as wanted and was worked around, such as a forbidden cache. */
  readonly notes: readonly string[];
}

/** What an analysis took of the runtime and of the way between page and worker. */
export interface RunCost {
  /** Runs of a model's session. */
  readonly sessionRuns: number;
  /** ms within those runs, the copies into and out of the runtime's memory included. */
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
