import { DeepSpineError, type ErrorCode } from '../../extension/src/findings';
import { plainValues } from '../../extension/src/messages';
import { reasonOf } from '../reason';

/** Why a study failed. */
export interface Failure {
  /** 'fault' for an internal error. */
  readonly code: ErrorCode | 'fault' | 'stalled';
  /** What the reason says of the case, by name; missing where it is in words only. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly reason: string;
}

/** What may go well the next time; all else is wrong with the study itself. */
const PASSING = new Set<ErrorCode>(['archive-unreachable', 'model-run']);

/** BullMQ's own reason where the workers died of a job again and again. */
const STALLED = 'job stalled more than allowable limit';

/** Whether another attempt makes sense. A fault of ours may be one of the moment (memory, disk). */
export function mayPass(error: unknown): boolean {
  return !(error instanceof DeepSpineError) || PASSING.has(error.code);
}

/** An error as the text that the queue keeps; `failureOf` reads it. */
export function failureText(error: unknown): string {
  const known = error instanceof DeepSpineError ? error : null;
  const values = plainValues(known?.values);
  const failure: Failure = {
    code: known?.code ?? 'fault',
    ...(values ? { values } : {}),
    reason: reasonOf(error),
  };
  return JSON.stringify(failure);
}

/** Reads what the queue keeps. */
export function failureOf(text: string): Failure {
  return (
    failureIn(text) ??
    (text === STALLED
      ? {
          code: 'stalled',
          reason: `Its workers ended without a word, again and again (${text}); look at their memory, then retry.`,
        }
      : { code: 'fault', reason: text })
  );
}

/** null for a text that is none of ours. */
function failureIn(text: string): Failure | null {
  try {
    const failure = JSON.parse(text) as Partial<Failure> | null;
    return typeof failure?.code === 'string' && typeof failure.reason === 'string'
      ? (failure as Failure)
      : null;
  } catch {
    return null;
  }
}
