import { env } from 'onnxruntime-web/webgpu';

/** A build of ONNX Runtime that is at hand. */
export interface LoadedRuntime {
  /** Absolute URL of its script. */
  readonly script: string;
  /** Its .wasm file. */
  readonly binary: Uint8Array<ArrayBuffer>;
}

/** This worker is to compute with this build, in one thread; nothing is started before the first session. */
export function useRuntime({ script, binary }: LoadedRuntime): void {
  // Errors reach the caller as exceptions; the console is left to the viewer.
  env.logLevel = 'fatal';
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = { mjs: script };
  env.wasm.wasmBinary = binary;
}
