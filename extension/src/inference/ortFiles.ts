/**
 * ONNX Runtime's own files as published with onnxruntime-web 1.30.0: the build with the native
 * WebGPU backend, which runs WebAssembly (SIMD, threads) equally well. They stand in ort/ under
 * the base URL. A unit test compares the figures with the installed package.
 */
export const ORT_MODULE = 'ort/ort-wasm-simd-threaded.asyncify.mjs';

export const ORT_WASM = {
  file: 'ort/ort-wasm-simd-threaded.asyncify.wasm',
  sha256: '39f9f0894d478800487ed9f7dbe92618498db320cf55c8e3d89adff8dce658da',
  bytes: 26_781_914,
} as const;
