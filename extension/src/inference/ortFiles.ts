import type { Backend } from './types';

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
 * ONNX Runtime's own files as published with onnxruntime-web 1.30.0. Both run WebAssembly (SIMD, threads) equally
 * well, but the one with the native WebGPU backend takes a browser twice as long to compile: it is for pages that
 * have a use for it. A unit test compares the figures with the installed package.
 */
export const ORT_RUNTIMES: Readonly<Record<Backend, OrtRuntime>> = {
  wasm: {
    script: 'ort/ort-wasm-simd-threaded.mjs',
    file: 'ort/ort-wasm-simd-threaded.wasm',
    sha256: '3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2',
    bytes: 14_239_897,
  },
  webgpu: {
    script: 'ort/ort-wasm-simd-threaded.asyncify.mjs',
    file: 'ort/ort-wasm-simd-threaded.asyncify.wasm',
    sha256: '39f9f0894d478800487ed9f7dbe92618498db320cf55c8e3d89adff8dce658da',
    bytes: 26_781_914,
  },
};
