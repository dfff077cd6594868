import { DeepSpineError } from '../findings';
import type { Origin, SessionState } from './state';

/** What the panel says about findings that were not computed just now. */
export const RESTORED: Readonly<Record<Origin, string | null>> = {
  analysis: null,
  archive: 'These findings were read from the archive.',
  draft: 'These findings of an earlier visit have not been saved yet.',
};

export const keptDecisions = (count: number): string =>
  `${count} ${count === 1 ? 'decision' : 'decisions'} of yours stayed; everything else is new.`;

export const overlayFailed = (error: unknown): string =>
  `The segmentation could not be drawn over the images (${sentence(error)}); ` +
  'the findings are complete.';

export const sentence = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** The phase that an analysis ends in when it throws. */
export function failedPhase(error: unknown): SessionState['phase'] {
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
