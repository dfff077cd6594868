import type { ModelFile, ModelSpec } from '../../analysis/modelSpec';
import type { Backend, BackendPreference, Precision } from '../protocol/types';

/** ms per run where one follows the other and nothing has to be compiled or allocated any more. */
export type Times = Readonly<Record<Backend, number>>;

/** What earlier starts found out about a model under the present circumstances. */
export interface Found {
  /** The one that gave right answers on the GPU. */
  readonly precision: Precision;
  /** Missing: not measured. */
  readonly times?: Times;
}

/** Where a model is to be started, and with which file. */
export interface Plan {
  readonly spec: ModelSpec;
  readonly backend: Backend;
  readonly precision: Precision;
  readonly file: ModelFile;
  /** Whether WebAssembly has to be timed as well before the choice is final. */
  readonly measure: boolean;
}

/**
 * Whether a model runs in WebAssembly in the analysis' own worker, whatever the others do: a run of it is over before one
 * elsewhere would have begun.
 */
export const staysInWorker = ({ task }: ModelSpec): boolean => task === 'localisation';

/** Equal times go to the GPU: it leaves the processor to the viewer. */
export const faster = ({ webgpu, wasm }: Times): Backend => (webgpu <= wasm ? 'webgpu' : 'wasm');

export function planOnWasm(spec: ModelSpec): Plan {
  return { spec, backend: 'wasm', precision: 'fp32', file: spec, measure: false };
}

/**
 * A model on a graphics adapter: where it was found slower than WebAssembly it runs there, unless the GPU is
 * demanded; in half precision where there is such a file, the adapter can, and it was not found wrong.
 *
 * @param features of the adapter
 * @param found null at the first start
 */
export function planOnGpu(
  spec: ModelSpec,
  features: ReadonlySet<string>,
  found: Found | null,
  preference: BackendPreference
): Plan {
  if (staysInWorker(spec)) {
    return planOnWasm(spec);
  }
  const demanded = preference === 'webgpu';
  if (!demanded && found?.times && faster(found.times) === 'wasm') {
    return planOnWasm(spec);
  }
  const half = spec.variants?.find(({ requires }) => features.has(requires));
  const chosen = half && found?.precision !== 'fp32' ? half : null;
  return {
    spec,
    backend: 'webgpu',
    precision: chosen ? 'fp16' : 'fp32',
    file: chosen ?? spec,
    measure: !demanded && !found?.times,
  };
}
