import { refused } from './english';

/** Stops with DeepSpineError 'cancelled' once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw refused('cancelled');
  }
}
