import { DeepSpineError } from '../../findings';
import { BackendError, briefly } from './backendError';
import type { Reply } from './messages';

/** What the worker tells the page about an error: errors themselves lose their class on the way. */
export function failureReply(id: number, error: unknown): Reply {
  if (error instanceof DeepSpineError) {
    return { type: 'failed', id, code: error.code, message: error.message };
  }
  if (error instanceof BackendError) {
    return { type: 'backend-failed', id, reason: error.message };
  }
  return {
    type: 'failed',
    id,
    code: 'model-run',
    message:
      `The analysis stopped because of an internal error (${briefly(error)}). ` +
      'Nothing was stored; please report this message together with the version.',
  };
}
