import type { ModelSpec } from '../../analysis/modelSpec';
import type { MessageValue } from '../../findings';
import { part } from '../../messages';
import { findAdapter, openDevice, type Refusal } from '../ort/gpu';
import { webgpuRuntime } from '../ort/ortFiles';
import type { EngineConfig } from '../protocol/analysisApi';
import { BackendTrialCache, type Memory } from './backendTrialCache';
import { planOnGpu, planOnWasm, type Plan } from './placement';
import type { ModelContext } from './startModel';

/** What is to run where. */
export interface Choice {
  readonly plans: readonly Plan[];
  /** Missing: every model is planned on WebAssembly. */
  readonly gpu?: NonNullable<ModelContext['gpu']>;
  /** The adapter, where there is one. */
  readonly adapter?: string;
  /** Why no GPU is used, if none is. */
  readonly why: MessageValue;
}

/**
 * Finds out what this browser has to compute on, and plans every model.
 *
 * @param memory where verdicts of earlier visits are
 */
export async function choosePlans(
  { backend, fallbackReason }: Pick<EngineConfig, 'backend' | 'fallbackReason'>,
  models: readonly ModelSpec[],
  memory: Memory,
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
  const verdicts = await BackendTrialCache.open(memory, circumstances, models);
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
