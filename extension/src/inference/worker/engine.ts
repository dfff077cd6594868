import type { Model, Models } from '../../analysis/model';
import type { Manifest, ModelTask } from '../../analysis/modelSpec';
import type { MessageValue } from '../../findings';
import { part, refused } from '../../messages';
import { choosePlans, type Choice } from '../backend/choosePlans';
import { describedBackend } from '../backend/describedBackend';
import { startModel, type ModelContext, type StartedModel } from '../backend/startModel';
import { ModelStore } from '../models/modelStore';
import { RunMeter } from '../ort/runMeter';
import { useRuntime } from '../ort/runtime';
import { SerialQueue } from '../ort/serialQueue';
import { WasmModels } from '../pool/wasmModels';
import type { EngineConfig } from '../protocol/analysisApi';
import type { BackendInfo, ModelProgress } from '../protocol/types';
import { EngineFiles } from './engineFiles';

export interface EngineCallbacks {
  readonly onModelProgress: (progress: ModelProgress) => void;
  /** After each session that is made and each trial run. */
  readonly onAlive: () => void;
  /** The graphics device is gone; runs in flight may never end. */
  readonly onDeviceLost: (reason: MessageValue) => void;
}

/** Loaded and tried-out models on one backend. Lives as long as the worker. */
export interface Engine {
  readonly models: Models;
  readonly backend: BackendInfo;
  readonly meter: RunMeter;
}

/**
 * Loads the models, chooses the backend of each and proves it: on WebGPU every model must give the
 * answer that WebAssembly gives.
 * @throws DeepSpineError from the store; BackendError when the backend cannot be used.
 */
export async function startEngine(
  config: EngineConfig,
  callbacks: EngineCallbacks,
  signal?: AbortSignal
): Promise<Engine> {
  const { onModelProgress, onAlive, onDeviceLost } = callbacks;
  const { baseUrl } = config;
  const threads = threadCount(config.maxThreads);
  const store = await ModelStore.open(config);
  const manifest = await store.manifest(signal);
  const choice = await choosePlans(config, manifest.models, store, threads);
  const files = await EngineFiles.load(store, manifest, choice, {
    ...{ baseUrl, onModelProgress, signal },
  });
  useRuntime(files.runtime);

  const state = { isStarting: true, usesDevice: true };
  void choice.gpu?.device.lost.then(({ message }) => {
    if (state.usesDevice) {
      onDeviceLost(
        message ? part('device-lost-because', { reason: message }) : part('device-lost')
      );
    }
  });
  const meter = new RunMeter();
  const session: ModelContext['session'] = {
    queue: new SerialQueue(),
    meter,
    // Later on what runs are for tells of itself.
    onAlive: () => state.isStarting && onAlive(),
  };
  const wasm = new WasmModels({
    ...{ runners: threads, baseUrl, session },
    runtime: () => files.wasmRuntime(),
  });
  const started = await startAll(choice, files, session, wasm, threads);
  const placed = started.map(({ placement }) => placement);
  state.isStarting = false;
  state.usesDevice = placed.some(({ backend }) => backend === 'webgpu');
  const models = started.map(({ model }) => model);
  const warmUps = started.flatMap(({ warmUpMs }) => warmUpMs ?? []);
  return {
    models: byTask(manifest, models),
    meter,
    backend: {
      ...describedBackend(choice, started, threads),
      models: placed,
      ...(warmUps.length > 0 ? { warmUpMs: warmUps.reduce((sum, ms) => sum + ms) } : {}),
      notes: store.notes,
    },
  };
}

/** Starts the models one after the other: what is timed must have the machine to itself. */
async function startAll(
  { plans, gpu }: Choice,
  files: EngineFiles,
  session: ModelContext['session'],
  wasm: WasmModels,
  threads: number
): Promise<StartedModel[]> {
  const context: ModelContext = {
    session,
    wasm: { runners: threads, open: (spec, weights) => wasm.open(spec, weights) },
    gpu,
    fetchWeights: file => files.fetchWeights(file),
  };
  const started: StartedModel[] = [];
  try {
    for (const [i, plan] of plans.entries()) {
      started.push(await startModel(plan, files.weights[i]!, context));
    }
  } catch (error) {
    wasm.close();
    throw error;
  }
  return started;
}

/** Without a grading model every condition is left ungraded; without a segmentation nothing goes. */
function byTask(manifest: Manifest, models: readonly Model[]): Models {
  const find = (task: ModelTask) => models.find(({ spec }) => spec.task === task);
  const segmentation = find('segmentation');
  if (!segmentation) {
    throw refused('bad-manifest', {
      context: 'no-segmentation',
      models: manifest.models.length,
    });
  }
  return {
    localisation: find('localisation') ?? null,
    segmentation,
    grading: find('grading') ?? null,
    gradings: find('gradings') ?? null,
    ...(manifest.notAssessed ? { notAssessed: manifest.notAssessed } : {}),
  };
}

/** All but one are workers of this one, which some browsers do not give it. */
function threadCount(maxThreads: number): number {
  return typeof Worker === 'undefined'
    ? 1
    : Math.max(1, Math.min(navigator.hardwareConcurrency || 1, maxThreads));
}
