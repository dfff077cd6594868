/** In a page: models on its graphics device, without the worker around them. */
import { plain } from '../../extension/src/messages';
import type { Model, Tensor } from '../../extension/src/analysis/model';
import type { Manifest, ModelSpec } from '../../extension/src/analysis/modelSpec';
import { findAdapter, openDevice } from '../../extension/src/inference/ort/gpu';
import { trialInputs } from '../../extension/src/inference/backend/knownAnswer';
import { webgpuRuntime } from '../../extension/src/inference/ort/ortFiles';
import { OrtModel } from '../../extension/src/inference/ort/ortModel';
import { RunMeter } from '../../extension/src/inference/ort/runMeter';
import { useRuntime } from '../../extension/src/inference/ort/runtime';
import { SerialQueue } from '../../extension/src/inference/ort/serialQueue';

const BASE = new URL('/deepspine/', location.href).href;

type Outputs = Readonly<Record<string, Tensor>>;

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** Puts models on the device of this page. */
async function onDevice() {
  const { script, file } = webgpuRuntime();
  useRuntime({ script: BASE + script, binary: await bytesOf(BASE + file) });
  const found = await findAdapter(navigator.gpu, true);
  const device = 'why' in found ? found : await openDevice(found.adapter);
  if ('why' in device) {
    throw new Error(String(plain(device.why)));
  }
  const options = { device, queue: new SerialQueue(), meter: new RunMeter() };
  return (weights: Uint8Array, spec: ModelSpec) => OrtModel.create(weights, spec, options);
}

async function shipped(): Promise<OrtModel[]> {
  const { models }: Manifest = await (await fetch(`${BASE}models/manifest.json`)).json();
  const create = await onDevice();
  return Promise.all(
    models.map(async spec => create(await bytesOf(`${BASE}models/${spec.file}`), spec))
  );
}

const scaled = (spec: ModelSpec, factor: number): Outputs =>
  Object.fromEntries(
    Object.entries(trialInputs(spec)).map(([name, { dims, data }]) => [
      name,
      { dims, data: data.map(value => factor * value) },
    ])
  );

function largestDifference(some: Outputs, others: Outputs): number {
  let largest = 0;
  for (const [name, { data }] of Object.entries(some)) {
    data.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(value - others[name]!.data[i]!));
    });
  }
  return largest;
}

/**
 * Runs every shipped model on several inputs, first one after the other, then all at once and mixed.
 * @returns how much the answers differ between the two ways, and between inputs of a model at least
 */
async function allAtOnce(): Promise<{ between: number; others: number }> {
  const models = await shipped();
  const asked = [1, 2, 3].flatMap(factor =>
    models.map((model): readonly [Model, Outputs] => [model, scaled(model.spec, factor)])
  );
  const alone: Outputs[] = [];
  for (const [model, inputs] of asked) {
    alone.push(await model.run(inputs));
  }
  const mixed = await Promise.all(asked.map(([model, inputs]) => model.run(inputs)));
  const others = models.map((_, i) => largestDifference(alone[i]!, alone[i + models.length]!));
  await Promise.all(models.map(model => model.release()));
  return {
    between: Math.max(...alone.map((one, i) => largestDifference(one, mixed[i]!))),
    others: Math.min(...others),
  };
}

/** Why a model is refused on the device; null when it is not. */
async function refusal(base64: string, spec: ModelSpec): Promise<string | null> {
  const create = await onDevice();
  const weights = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  return create(weights, spec).then(
    () => null,
    (error: unknown) => String(error)
  );
}

const onGpu = { allAtOnce, refusal };

declare global {
  // Seen by the functions that tests evaluate in the page.
  var onGpu: OnGpu;
}
export type OnGpu = typeof onGpu;

globalThis.onGpu = onGpu;
