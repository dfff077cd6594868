import { DeepSpineError } from '../../findings';

/** Stops with DeepSpineError 'cancelled' once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new DeepSpineError(
      'cancelled',
      'The analysis was cancelled; start it again when needed.'
    );
  }
}
