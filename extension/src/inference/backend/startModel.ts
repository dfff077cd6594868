import type { MessageValue } from '../../findings';
import type { Model, Tensors } from '../../analysis/model';
import type { ModelFile, ModelSpec } from '../../analysis/modelSpec';
import { BackendError } from '../../browser/rpc/errors';
import { disagreement, trialInputs, usualInputs } from './knownAnswer';

import { OrtModel, type OrtModelOptions } from '../ort/ortModel';
import { faster, planOnWasm, staysInWorker, type Plan } from './placement';
import type { ModelPlacement } from '../protocol/types';
import type { BackendTrialCache } from './backendTrialCache';

type Bytes = Uint8Array<ArrayBuffer>;

/** What every model of a worker is started with. */
export interface ModelContext {
  readonly session: Pick<OrtModelOptions, 'queue' | 'meter' | 'onAlive'>;
  readonly wasm: {
    /** Starts a model that is to stay there. */
    readonly open: (spec: ModelSpec, weights: Bytes) => Promise<Model>;
    /** Runs that are computed there at once. */
    readonly runners: number;
  };
  /** Missing: no model is planned on it. */
  readonly gpu?: { readonly device: GPUDevice; readonly verdicts: BackendTrialCache };
  /** Gets a file that was not planned. */
  readonly fetchWeights: (file: ModelFile) => Promise<Bytes>;
}

export interface StartedModel {
  readonly model: Model;
  readonly placement: ModelPlacement;
  /** ms of the first run on the GPU, in which its driver compiles the shaders. */
  readonly warmUpMs?: number;
  /** Why the GPU does not compute in half precision although it could. */
  readonly halfRefused?: MessageValue;
}

/**
 * Starts a model as planned. On the GPU it must give the answer that WebAssembly gives; half precision that fails
 * to is replaced by single precision.
 * @throws BackendError when the backend cannot be used; DeepSpineError when a file cannot be had.
 */
export async function startModel(
  plan: Plan,
  weights: Bytes,
  context: ModelContext
): Promise<StartedModel> {
  const { gpu } = context;
  if (plan.backend === 'wasm' || !gpu) {
    const { spec } = plan;
    const model = staysInWorker(spec)
      ? OrtModel.create(weights, spec, context.session)
      : context.wasm.open(spec, weights);
    return started(await model, planOnWasm(spec));
  }
  try {
    return await startOnGpu(plan, weights, context, gpu);
  } catch (error) {
    if (!(error instanceof BackendError) || plan.precision === 'fp32') {
      throw error;
    }
    const single: Plan = { ...plan, precision: 'fp32', file: plan.spec };
    const instead = await context.fetchWeights(single.file);
    const placed = await startOnGpu(single, instead, context, gpu);
    return { ...placed, halfRefused: error.reason };
  }
}

async function startOnGpu(
  plan: Plan,
  weights: Bytes,
  context: ModelContext,
  { device, verdicts }: NonNullable<ModelContext['gpu']>
): Promise<StartedModel> {
  const { spec, precision } = plan;
  const { session, wasm, fetchWeights } = context;
  const open: OrtModel[] = [];
  const create = async (options: OrtModelOptions) => {
    const model = await OrtModel.create(weights, spec, options);
    open.push(model);
    return model;
  };
  let kept: OrtModel | null = null;
  try {
    const onGpu = await create({ ...session, device, precision });
    const inputs = trialInputs(spec);
    const since = performance.now();
    const actual = await onGpu.run(inputs);
    const warmUpMs = performance.now() - since;

    const known = verdicts.of(spec);
    const wrong = (answers: Tensors) => disagreement(spec, precision, actual, answers);
    let answers = known?.precision === precision ? known.answers : null;
    let onWasm: OrtModel | null = null;
    // What was kept may have been spoilt; WebAssembly has the last word.
    if (!answers || wrong(answers) || plan.measure) {
      onWasm = await create(session);
      answers = await onWasm.run(inputs);
    }
    const trouble = wrong(answers);
    if (trouble) {
      throw new BackendError(trouble);
    }
    const times =
      plan.measure && onWasm
        ? { webgpu: await timeOf(onGpu), wasm: (await timeOf(onWasm)) / wasm.runners }
        : known?.times;
    if (onWasm) {
      await verdicts.enter(spec, { precision, answers, ...(times ? { times } : {}) });
    }
    if (plan.measure && times && faster(times) === 'wasm') {
      // The half file would have to be widened at every run.
      const single = precision === 'fp32' ? weights : await fetchWeights(spec);
      return { ...started(await wasm.open(spec, single), planOnWasm(spec)), warmUpMs };
    }
    kept = onGpu;
    return { ...started(onGpu, plan), warmUpMs };
  } finally {
    await Promise.all(open.filter(model => model !== kept).map(model => model.release()));
  }
}

const started = (model: Model, { spec, backend, precision }: Plan): StartedModel => ({
  model,
  placement: { name: spec.name, backend, precision },
});

/** ms of one run on an input of ordinary size, after a run that compiles and allocates what it takes. */
async function timeOf(model: Model): Promise<number> {
  const inputs = usualInputs(model.spec);
  await model.run(inputs);
  const since = performance.now();
  await model.run(inputs);
  return performance.now() - since;
}
