/// <reference types="@webgpu/types" />
import { part } from '../../messages';
import { BackendError, briefly } from '../../browser/rpc/errors';

const KINDS: readonly GPUErrorFilter[] = ['out-of-memory', 'validation', 'internal'];

/**
 * Does work on a graphics device and makes its errors exceptions. WebGPU has none of its own: what a full
 * memory or a driver refuses becomes an invalid buffer, and later reads give zeros that look like an answer.
 * @throws BackendError when the device could not do a part of the work
 */
export async function onDevice<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  KINDS.forEach(kind => device.pushErrorScope(kind));
  // Scopes are a stack: each pop answers for the kind that was pushed last.
  const pop = () =>
    Promise.all(KINDS.map(() => device.popErrorScope().catch(() => null as GPUError | null)));
  let done: T;
  try {
    done = await work();
  } catch (error) {
    await pop();
    throw error;
  }
  const [refused] = (await pop()).filter(error => error !== null);
  if (refused) {
    throw new BackendError(part('device-refused', { reason: briefly(refused.message) }));
  }
  return done;
}
