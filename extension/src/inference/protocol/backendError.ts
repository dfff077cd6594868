import type { MessageValue } from '../../findings';
import { plain } from '../../messages';

/**
 * The backend gave up (device lost, out of memory, wrong answers), not the input. The runtime's
 * own errors carry no type, so everything it throws is wrapped in this one.
 */
export class BackendError extends Error {
  override readonly name = 'BackendError';

  /** @param reason a part of a sentence */
  constructor(readonly reason: MessageValue) {
    super(String(plain(reason)));
  }
}

/** The first line of what was thrown, short enough for a sentence. */
export function briefly(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim().slice(0, 160) || 'unknown error';
}
