import { env } from 'onnxruntime-web/webgpu';
import type { Manifest, Model, Models, ModelSpec } from '../analysis/types';
import { DeepSpineError } from '../findings';
import { BackendError } from './backendError';
import { openGpu, type Gpu } from './gpu';
import { disagreement } from './knownAnswer';
import type { EngineConfig } from './messages';
import { ModelStore, type LoadedFiles } from './modelStore';
import { ORT_MODULE } from './ortFiles';
import { OrtModel } from './ortModel';
import { RunMeter } from './runMeter';
import { SerialQueue } from './serialQueue';
import type { BackendInfo, ModelProgress } from './types';

export interface EngineCallbacks {
  readonly onModelProgress: (progress: ModelProgress) => void;
  /** After each session that is made and each run of a model. */
  readonly onAlive: () => void;
  /** The graphics device is gone; runs in flight may never end. */
  readonly onDeviceLost: (reason: string) => void;
}

/** Loaded and tried-out models on one backend. Lives as long as the worker. */
export interface Engine {
  readonly models: Models;
  readonly backend: BackendInfo;
  readonly meter: RunMeter;
}

/**
 * Loads the models, chooses the backend and proves it: on WebGPU every model must give the answer
 * that WebAssembly gives.
 * @throws DeepSpineError from the store; BackendError when the backend cannot be used.
 */
export async function startEngine(
  config: EngineConfig,
  callbacks: EngineCallbacks,
  signal?: AbortSignal
): Promise<Engine> {
  const files = await new ModelStore(config).load(callbacks.onModelProgress, signal);
  const total = files.runtime.length + files.weights.reduce((sum, file) => sum + file.length, 0);
  callbacks.onModelProgress({ phase: 'start', loadedBytes: total, totalBytes: total });

  const threads = threadCount(config.maxThreads);
  env.logLevel = 'fatal';
  env.wasm.numThreads = threads;
  env.wasm.wasmPaths = { mjs: config.baseUrl + ORT_MODULE };
  env.wasm.wasmBinary = files.runtime;

  const choice =
    config.backend === 'wasm'
      ? ({ gpu: null, why: config.fallbackReason ?? 'it is set in the configuration' } as const)
      : await openGpu(navigator.gpu, config.backend === 'webgpu');
  const queue = new SerialQueue();
  const meter = new RunMeter();
  const onWasm = await createAll(files, { queue, meter, onAlive: callbacks.onAlive });
  if (!choice.gpu) {
    return {
      models: byTask(files.manifest, onWasm),
      meter,
      backend: {
        backend: 'wasm',
        threads,
        reason: wasmReason(choice.why, threads),
        notes: files.notes,
      },
    };
  }
  const { device, adapter } = choice.gpu;
  void device.lost.then(({ message }) =>
    callbacks.onDeviceLost(`the graphics device was lost${message ? ` (${message})` : ''}`)
  );
  const onGpu = await createAll(files, { queue, meter, onAlive: callbacks.onAlive, device });
  await prove(onGpu, onWasm);
  await Promise.all(onWasm.map(model => model.release()));
  return {
    models: byTask(files.manifest, onGpu),
    meter,
    backend: {
      backend: 'webgpu',
      threads: 1,
      reason: gpuReason(choice.gpu),
      adapter,
      notes: files.notes,
    },
  };
}

async function createAll(
  { manifest, weights }: LoadedFiles,
  options: Parameters<typeof OrtModel.create>[2]
): Promise<OrtModel[]> {
  return Promise.all(manifest.models.map((spec, i) => OrtModel.create(weights[i]!, spec, options)));
}

async function prove(onGpu: readonly Model[], onWasm: readonly Model[]): Promise<void> {
  for (const [i, model] of onGpu.entries()) {
    const trouble = await disagreement(model, onWasm[i]!);
    if (trouble) {
      throw new BackendError(trouble);
    }
  }
}

/** Without a grading model every condition is left ungraded; without a segmentation nothing goes. */
function byTask(manifest: Manifest, models: readonly Model[]): Models {
  const find = (task: ModelSpec['task']) => models.find(({ spec }) => spec.task === task);
  const segmentation = find('segmentation');
  if (!segmentation) {
    throw new DeepSpineError(
      'bad-manifest',
      `None of the ${manifest.models.length} models in manifest.json segments the spine. ` +
        'Ask the administrator to copy the DeepSPINE files again.'
    );
  }
  return { segmentation, grading: find('grading') ?? null };
}

/** Threads need shared memory, which browsers give to cross-origin isolated pages only. */
function threadCount(maxThreads: number): number {
  return globalThis.crossOriginIsolated
    ? Math.max(1, Math.min(navigator.hardwareConcurrency || 1, maxThreads))
    : 1;
}

function wasmReason(why: string, threads: number): string {
  const speed =
    threads > 1
      ? `${threads} threads`
      : globalThis.crossOriginIsolated
        ? 'one thread'
        : 'one thread, since the page is not cross-origin isolated';
  return `WebAssembly (${speed}) because ${why}.`;
}

function gpuReason({ adapter }: Gpu): string {
  return `WebGPU on ${adapter}, which gave the right answers in a trial run.`;
}
