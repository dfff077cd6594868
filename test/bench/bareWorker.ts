/** A worker that holds ONNX Runtime and the models and nothing else: what the pipeline is compared with. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { ORT_RUNTIMES, webgpuRuntime } from '../../extension/src/inference/ort/ortFiles';
import type { BareReply, BareRequest, BareRun } from './bareMessages';

const sessions = new Map<string, InferenceSession>();
const held: BareRun[] = [];

self.onmessage = async ({ data }: MessageEvent<BareRequest>) => {
  if (data.type === 'start') {
    await start(data);
  } else if (data.type === 'hold') {
    held.push(...data.runs);
  } else {
    await run(held[data.index]!);
  }
  const reply: BareReply = 'done';
  self.postMessage(reply);
};

async function start({
  baseUrl,
  threads,
  models,
  webgpu,
}: Extract<BareRequest, { type: 'start' }>) {
  env.logLevel = 'fatal';
  env.wasm.numThreads = threads;
  const { script, file } = webgpu ? webgpuRuntime() : ORT_RUNTIMES.wasm;
  env.wasm.wasmPaths = { mjs: baseUrl + script };
  env.wasm.wasmBinary = await bytesOf(baseUrl + file);
  for (const [task, url] of Object.entries(models)) {
    const session = await InferenceSession.create(await bytesOf(url), {
      executionProviders: [webgpu ? 'webgpu' : 'wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    });
    sessions.set(task, session);
  }
}

async function bytesOf(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** Outputs are read and freed. */
async function run({ task, feeds }: BareRun): Promise<void> {
  const tensors = Object.fromEntries(
    Object.entries(feeds).map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)])
  );
  for (const output of Object.values(await sessions.get(task)!.run(tensors))) {
    await output.getData();
    output.dispose();
  }
  Object.values(tensors).forEach(tensor => tensor.dispose());
}
