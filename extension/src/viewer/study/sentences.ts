import { DeepSpineError } from '../../findings';
import type { Phase } from './phase';

export const sentence = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The phase that an analysis ends in when it throws. */
export function failedPhase(error: unknown): Phase {
  if (error instanceof DeepSpineError) {
    return error.code === 'cancelled'
      ? { kind: 'cancelled' }
      : { kind: 'failed', code: error.code, message: error.message };
  }
  // Not one of ours: the sentence stays with the person, the rest goes where developers look.
  console.error('DeepSPINE: the analysis failed.', error);
  return {
    kind: 'failed',
    code: 'unexpected',
    message: `The analysis failed for an unexpected reason (${sentence(error)}); run it again.`,
  };
}
