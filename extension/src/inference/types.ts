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

/** Progress of fetching and starting the models. */
export interface ModelProgress {
  /** download: bytes arrive. start: sessions are made and tried out. */
  readonly phase: 'download' | 'start';
  /** Bytes at hand, of all files together; those from the browser's cache count at once. */
  readonly loadedBytes: number;
  readonly totalBytes: number;
}
