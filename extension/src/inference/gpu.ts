/// <reference types="@webgpu/types" />
import { briefly } from './backendError';

/** A graphics device to compute on, and how the browser names its adapter. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: string;
}

export type GpuChoice = { readonly gpu: Gpu } | { readonly gpu: null; readonly why: string };

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
 * A device on the strongest adapter. Software adapters compute on the processor, slower than
 * WebAssembly does, so they count as none unless `acceptSoftware`.
 */
export async function openGpu(gpu: GPU | undefined, acceptSoftware: boolean): Promise<GpuChoice> {
  if (!gpu) {
    const why = globalThis.isSecureContext
      ? 'this browser offers no WebGPU'
      : 'browsers offer WebGPU to pages served over HTTPS only';
    return { gpu: null, why };
  }
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) {
      return { gpu: null, why: 'WebGPU finds no graphics adapter' };
    }
    if (isSoftware(adapter) && !acceptSoftware) {
      return { gpu: null, why: 'WebGPU has only a software adapter' };
    }
    const device = await adapter.requestDevice({
      requiredFeatures: FEATURES.filter(feature => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(LIMITS.map(name => [name, adapter.limits[name]])),
    });
    return { gpu: { device, adapter: describe(adapter.info) } };
  } catch (error) {
    return { gpu: null, why: `WebGPU could not be started (${briefly(error)})` };
  }
}

/** Said in the adapter's info by current browsers, on the adapter itself by former ones. */
function isSoftware(adapter: GPUAdapter & { readonly isFallbackAdapter?: boolean }): boolean {
  return adapter.info.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
}

function describe({ vendor, architecture, description }: GPUAdapterInfo): string {
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}
