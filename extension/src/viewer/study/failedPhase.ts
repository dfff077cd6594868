import { DeepSpineError } from '../../findings';
import { said, saidOf } from '../../messages';
import type { Phase } from './phase';

/** The phase that an analysis ends in when it throws. */
export function failedPhase(error: unknown): Phase {
  if (error instanceof DeepSpineError) {
    return error.code === 'cancelled'
      ? { kind: 'cancelled' }
      : { kind: 'failed', code: error.code, said: saidOf(error) };
  }
  // Not one of ours: the sentence stays with the person, the rest goes where developers look.
  console.error('DeepSPINE: the analysis failed.', error);
  const { text: reason } = saidOf(error);
  return { kind: 'failed', code: 'unexpected', said: said('unexpected', { reason }) };
}
