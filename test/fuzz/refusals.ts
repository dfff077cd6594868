import { DeepSpineError, type ErrorCode } from '../../extension/src/findings';
import { guarded } from './hangAlarm';

/** One sentence that ends in a full stop, on one line. */
const SENTENCE = /^\S[^\n\r]*\.$/;

/**
 * The refusal of an input: undefined where it was taken. Any error but a DeepSpineError with a sentence is
 * thrown on, and fails the property.
 */
export function refusalOf(work: () => unknown): DeepSpineError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return expectRefusal(error);
  }
}

/** Passes a DeepSpineError with a sentence through and throws everything else on. */
export function expectRefusal(error: unknown): DeepSpineError {
  if (!(error instanceof DeepSpineError)) {
    throw error;
  }
  if (!SENTENCE.test(error.message)) {
    throw new Error(`This refusal is no sentence: ${JSON.stringify(error.message)}`, {
      cause: error,
    });
  }
  return error;
}

/**
 * Reads one input, and expects that it is refused with a code or else usable.
 * @param what says how to bring the input about again
 */
export function expectRefusedOrUsable<T>(
  what: string,
  read: () => T,
  code: ErrorCode,
  expectUsable: (value: T) => void
): void {
  const values: T[] = [];
  const refusal = guarded(what, () => refusalOf(() => values.push(read())));
  if (refusal) {
    expect(refusal).toMatchObject({ code });
  } else {
    expectUsable(values[0]!);
  }
}
