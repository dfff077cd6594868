/// <reference types="@webgpu/types" />
import { part } from '../../messages';
import type { MessageValue } from '../../findings';
import { briefly } from '../../browser/rpc/errors';

/** A graphics adapter to compute on, and how the browser names it. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly name: string;
}

/** A part of a sentence that says why something is not to be had. */
export interface Refusal {
  readonly why: MessageValue;
}

/** What ONNX Runtime's kernels profit from; the adapter's own maximum is asked for. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
] as const;
const FEATURES: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

/**
 * The strongest adapter. Software adapters compute on the processor, slower than WebAssembly does,
 * so they count as none unless `acceptSoftware`.
 */
export async function findAdapter(
  gpu: GPU | undefined,
  acceptSoftware: boolean
): Promise<FoundAdapter | Refusal> {
  if (!gpu) {
    const why = globalThis.isSecureContext ? part('no-webgpu') : part('webgpu-https');
    return { why };
  }
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) {
      return { why: part('no-adapter') };
    }
    if (isSoftware(adapter) && !acceptSoftware) {
      return { why: part('software-adapter') };
    }
    return { adapter, name: describe(adapter.info) };
  } catch (error) {
    return notStarted(error);
  }
}

export async function openDevice(adapter: GPUAdapter): Promise<GPUDevice | Refusal> {
  try {
    return await adapter.requestDevice({
      requiredFeatures: FEATURES.filter(feature => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(LIMITS.map(name => [name, adapter.limits[name]])),
    });
  } catch (error) {
    return notStarted(error);
  }
}

const notStarted = (error: unknown): Refusal => ({
  why: part('webgpu-not-started', { reason: briefly(error) }),
});

/** Said in the adapter's info by current browsers, on the adapter itself by former ones. */
function isSoftware(adapter: GPUAdapter & { readonly isFallbackAdapter?: boolean }): boolean {
  return adapter.info.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
}

function describe({ vendor, architecture, description }: GPUAdapterInfo): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}
