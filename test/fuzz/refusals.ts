import { DeepSpineError } from '../../extension/src/findings';

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
