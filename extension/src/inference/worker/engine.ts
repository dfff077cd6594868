import { both, part, refused, said } from '../../messages';
import type { MessageValue } from '../../findings';
import type { Manifest, Model, Models, ModelTask } from '../../analysis/types';
import { findAdapter, openDevice, type Refusal } from '../ort/gpu';
import type { EngineConfig } from '../protocol/messages';
import { ModelStore } from '../models/modelStore';
import { ORT_RUNTIMES, wasmRuntimeBeside, webgpuRuntime, type OrtRuntime } from '../ort/ortFiles';
import { planOnGpu, planOnWasm, staysInWorker, type Plan } from '../backend/placement';
import { RunMeter } from '../ort/runMeter';
import { useRuntime, type LoadedRuntime } from '../ort/runtime';
import { SerialQueue } from '../ort/serialQueue';
import { startModel, type StartedModel, type ModelContext } from '../backend/startModel';
import type { BackendInfo, ModelProgress } from '../protocol/types';
import { BackendTrialCache } from '../backend/backendTrialCache';
import { WasmModels } from '../pool/wasmModels';

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
  const threads = threadCount(config.maxThreads);
  const store = await ModelStore.open(config);
  const manifest = await store.manifest(signal);
  const choice = await choosePlans(config, manifest, store, threads);
  const { plans, gpu } = choice;

  const wanted = plans.map(({ file }) => file);
  const onWasm = choice.adapter === undefined ? ORT_RUNTIMES.wasm : wasmRuntimeBeside();
  const own = gpu ? webgpuRuntime() : onWasm;
  const files = await store.load(own, manifest, wanted, onModelProgress, signal);
  const total = own.bytes + wanted.reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = () => onModelProgress({ phase: 'start', loadedBytes: total, totalBytes: total });
  loaded();
  const loadedRuntime = ({ script }: OrtRuntime, binary: LoadedRuntime['binary']) => {
    return { script: config.baseUrl + script, binary };
  };
  const ownRuntime = loadedRuntime(own, files.runtime);
  useRuntime(ownRuntime);

  let inUse = true;
  void gpu?.device.lost.then(({ message }) => {
    if (inUse) {
      onDeviceLost(
        message ? part('device-lost-because', { reason: message }) : part('device-lost')
      );
    }
  });
  const meter = new RunMeter();
  let starting = true;
  const session: ModelContext['session'] = {
    queue: new SerialQueue(),
    meter,
    // Later on what runs are for tells of itself.
    onAlive: () => {
      if (starting) {
        onAlive();
      }
    },
  };
  const wasm = new WasmModels({
    runners: threads,
    baseUrl: config.baseUrl,
    session,
    runtime: async () => {
      if (onWasm === own) {
        return ownRuntime;
      }
      const binary = await store.runtime(onWasm, onModelProgress, signal);
      loaded();
      return loadedRuntime(onWasm, binary);
    },
  });
  const context: ModelContext = {
    session,
    wasm: { runners: threads, open: (spec, weights) => wasm.open(spec, weights) },
    gpu,
    fetchWeights: async file => {
      const weights = await store.weights(file, onModelProgress, signal);
      loaded();
      return weights;
    },
  };
  const started: StartedModel[] = [];
  // One after the other: what is timed must have the machine to itself.
  try {
    for (const [i, plan] of plans.entries()) {
      started.push(await startModel(plan, files.weights[i]!, context));
    }
  } catch (error) {
    wasm.close();
    throw error;
  }
  starting = false;
  const placed = started.map(({ placement }) => placement);
  inUse = placed.some(({ backend }) => backend === 'webgpu');
  const warmUps = started.flatMap(({ warmUpMs }) => warmUpMs ?? []);
  return {
    models: byTask(
      manifest,
      started.map(({ model }) => model)
    ),
    meter,
    backend: {
      ...described(choice, started, threads),
      models: placed,
      ...(warmUps.length > 0 ? { warmUpMs: warmUps.reduce((sum, ms) => sum + ms) } : {}),
      notes: store.notes,
    },
  };
}

/** What is to run where. */
interface Choice {
  readonly plans: readonly Plan[];
  /** Missing: every model is planned on WebAssembly. */
  readonly gpu?: NonNullable<ModelContext['gpu']>;
  /** The adapter, where there is one. */
  readonly adapter?: string;
  /** Why no GPU is used, if none is. */
  readonly why: MessageValue;
}

async function choosePlans(
  { backend, fallbackReason }: EngineConfig,
  { models }: Manifest,
  store: ModelStore,
  threads: number
): Promise<Choice> {
  const without = ({ why }: Refusal): Choice => ({ plans: models.map(planOnWasm), why });
  if (backend === 'wasm') {
    return without({ why: fallbackReason ?? part('set-in-configuration') });
  }
  const found = await findAdapter(navigator.gpu, backend === 'webgpu');
  if ('why' in found) {
    return without(found);
  }
  const { adapter, name } = found;
  const circumstances = [
    navigator.userAgent,
    name,
    [...adapter.features].sort().join(),
    String(threads),
    webgpuRuntime().sha256,
  ];
  const verdicts = await BackendTrialCache.open(store, circumstances, models);
  const features = new Set<string>(adapter.features);
  const plans = models.map(spec => planOnGpu(spec, features, verdicts.of(spec), backend));
  const why = part('wasm-faster', { adapter: name });
  if (plans.every(plan => plan.backend === 'wasm')) {
    return { plans, adapter: name, why };
  }
  const device = await openDevice(adapter);
  return 'why' in device
    ? without(device)
    : { plans, gpu: { device, verdicts }, adapter: name, why };
}

/** The backend in words, after everything has started. */
function described(
  { adapter, why }: Choice,
  started: readonly StartedModel[],
  threads: number
): Pick<BackendInfo, 'backend' | 'threads' | 'reason' | 'adapter'> {
  const placed = started.filter(({ model }) => !staysInWorker(model.spec));
  const onWasm = placed.filter(({ placement }) => placement.backend === 'wasm');
  if (onWasm.length === placed.length || adapter === undefined) {
    return {
      backend: 'wasm',
      threads,
      reason: said('backend', { context: 'wasm', threads: threadsOf(threads), reason: why }),
    };
  }
  const halfRefused = started.flatMap(({ halfRefused: reason }) => reason ?? [])[0];
  const half = started.some(({ placement }) => placement.precision === 'fp16');
  const how = halfRefused
    ? part('not-half-precision', { adapter, reason: halfRefused })
    : half
      ? part('half-precision', { adapter })
      : adapter;
  const slower = onWasm.map(({ placement }) => placement.name);
  return {
    backend: 'webgpu',
    threads: onWasm.length > 0 ? threads : 1,
    adapter,
    reason:
      onWasm.length > 0
        ? said('backend', {
            context: 'both',
            adapter: how,
            threads: threadsOf(threads),
            models: both(slower),
          })
        : said('backend', { context: 'webgpu', adapter: how }),
  };
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

const threadsOf = (threads: number) => part('threads', { count: threads });
