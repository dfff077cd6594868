import { DeepSpineError, type ErrorCode } from '../findings';
import { BackendError, briefly } from './backendError';

/** An error on its way between workers and page, on which errors themselves lose their class. */
export type Failure =
  | { readonly type: 'failed'; readonly code: ErrorCode; readonly message: string }
  /** The backend gave up, not the input. */
  | { readonly type: 'backend-failed'; readonly reason: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof DeepSpineError) {
    return { type: 'failed', code: error.code, message: error.message };
  }
  if (error instanceof BackendError) {
    return { type: 'backend-failed', reason: error.message };
  }
  return {
    type: 'failed',
    code: 'model-run',
    message:
      `The analysis stopped because of an internal error (${briefly(error)}). ` +
      'Nothing was stored; please report this message together with the version.',
  };
}

/** The error that a failure was made of, on the other side. */
export const errorOf = (failure: Failure): DeepSpineError | BackendError =>
  failure.type === 'failed'
    ? new DeepSpineError(failure.code, failure.message)
    : new BackendError(failure.reason);
