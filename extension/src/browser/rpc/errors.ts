import {
  DeepSpineError,
  type ErrorCode,
  type MessageValue,
  type MessageValues,
} from '../../findings';
import { plain } from '../../messages';

/**
 * Who was to compute gave up (thread lost, device lost, out of memory, wrong answers), not the input: another one may
 * do better. Runtimes' own errors carry no type, so everything they throw is wrapped in this one.
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

/** An error as it goes from thread to thread: errors themselves lose their class on the way. */
export type ErrorData =
  | { readonly code: ErrorCode; readonly message: string; readonly values?: MessageValues }
  | { readonly code: null; readonly reason: MessageValue };

/** Of an error that says nothing of its kind, its first line is the reason of a BackendError. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof DeepSpineError) {
    const { code, message, values } = error;
    return { code, message, ...(values ? { values } : {}) };
  }
  return { code: null, reason: error instanceof BackendError ? error.reason : briefly(error) };
}

export const errorOf = (data: ErrorData): DeepSpineError | BackendError =>
  data.code === null
    ? new BackendError(data.reason)
    : new DeepSpineError(data.code, data.message, { values: data.values });
