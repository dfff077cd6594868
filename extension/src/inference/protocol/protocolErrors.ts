import {
  DeepSpineError,
  type ErrorCode,
  type MessageValue,
  type MessageValues,
} from '../../findings';
import { refused } from '../../messages';
import { BackendError, briefly } from './backendError';

/** An error as it goes from thread to thread: errors themselves lose their class on the way. */
export type ErrorData =
  | { readonly code: ErrorCode; readonly message: string; readonly values?: MessageValues }
  /** The backend gave up. */
  | { readonly code: null; readonly reason: MessageValue };

/** An error of ours as data; others are faults, which a person is told of. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof BackendError) {
    return { code: null, reason: error.reason };
  }
  const known =
    error instanceof DeepSpineError
      ? error
      : refused('model-run', { context: 'fault', reason: briefly(error) });
  const { code, message, values } = known;
  return { code, message, ...(values ? { values } : {}) };
}

export const errorOf = (data: ErrorData): DeepSpineError | BackendError =>
  data.code === null
    ? new BackendError(data.reason)
    : new DeepSpineError(data.code, data.message, { values: data.values });
