import { DeepSpineError, type ErrorCode } from '../../extension/src/findings';
import { reasonOf } from '../reason';

/** Why a study failed, as the queue keeps it: "not-mr: Study … has no MR images …". */
export interface Failure {
  /** 'fault' for an internal error. */
  readonly code: ErrorCode | 'fault' | 'stalled';
  readonly reason: string;
}

/** What may go well the next time; all else is wrong with the study itself. */
const PASSING = new Set<ErrorCode>(['archive-unreachable', 'model-run']);

/** Whether another attempt makes sense. A fault of ours may be one of the moment (memory, disk). */
export function mayPass(error: unknown): boolean {
  return !(error instanceof DeepSpineError) || PASSING.has(error.code);
}

/** An error as one line that `failureOf` reads. */
export function failureText(error: unknown): string {
  return `${error instanceof DeepSpineError ? error.code : 'fault'}: ${reasonOf(error)}`;
}

/** Reads what the queue keeps; BullMQ's own reason is that workers died of the job again and again. */
export function failureOf(text: string): Failure {
  const found = /^([a-z-]+): (.*)$/s.exec(text);
  if (found) {
    return { code: found[1] as Failure['code'], reason: found[2]! };
  }
  return /stalled/.test(text)
    ? {
        code: 'stalled',
        reason: `Its workers ended without a word, again and again (${text}); look at their memory, then retry.`,
      }
    : { code: 'fault', reason: text };
}
