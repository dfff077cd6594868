/** A build of ONNX Runtime: its script and its WebAssembly binary, below the base URL. */
export interface OrtRuntime {
  /** Asked for by the browser at every visit, changed or not. */
  readonly script: string;
  readonly file: string;
  /** Of `file`. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * ONNX Runtime's own files as published with onnxruntime-web 1.30.0. All run WebAssembly (SIMD, threads) equally well;
 * `jspi` and `asyncify` have the native WebGPU backend too. A unit test compares the figures with the installed package.
 */
export const ORT_RUNTIMES = {
  wasm: {
    script: 'ort/ort-wasm-simd-threaded.mjs',
    file: 'ort/ort-wasm-simd-threaded.wasm',
    sha256: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
    bytes: 14_239_897,
  },
  jspi: {
    script: 'ort/ort-wasm-simd-threaded.jspi.mjs',
    file: 'ort/ort-wasm-simd-threaded.jspi.wasm',
    sha256: 'a54c76f86b0f0d9572380cf1c6292a7b3903716ffcbcd6b0e5c7050bf430eb93',
    bytes: 16_758_545,
  },
  asyncify: {
    script: 'ort/ort-wasm-simd-threaded.asyncify.mjs',
    file: 'ort/ort-wasm-simd-threaded.asyncify.wasm',
    sha256: '39f9f0894d478800487ed9f7dbe92618498db320cf55c8e3d89adff8dce658da',
    bytes: 26_781_914,
  },
} as const satisfies Readonly<Record<string, OrtRuntime>>;

/**
 * Whether this browser can wait for a GPU in the middle of WebAssembly (JavaScript Promise Integration). Otherwise every
 * function of the runtime has to be built so that it can be left and entered again, which makes it much larger.
 */
const canSuspend = (): boolean => 'Suspending' in WebAssembly;

/** The build for a page that has a graphics adapter. */
export const webgpuRuntime = (): OrtRuntime =>
  canSuspend() ? ORT_RUNTIMES.jspi : ORT_RUNTIMES.asyncify;

/**
 * The build for models in WebAssembly on a page that has an adapter as well: that for the adapter, where it starts nearly
 * as fast as the one without WebGPU.
 */
export const wasmRuntimeBeside = (): OrtRuntime =>
  canSuspend() ? ORT_RUNTIMES.jspi : ORT_RUNTIMES.wasm;
