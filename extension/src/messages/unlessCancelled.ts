import { refused } from './english';

/**
 * The same promise, but for a signal that fires before it is settled.
 * @throws DeepSpineError 'cancelled' as soon as it does
 */
export async function unlessCancelled<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined
): Promise<T> {
  let cancel = () => {};
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(refused('cancelled'));
  });
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) {
    cancel();
  }
  try {
    return await Promise.race([cancelled, promise]);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
