import { DeepSpineError } from '../../extension/src/findings';

/**
 * A UID (PS3.5, 9.1) from outside, before an address or the name of a file is made of it. Components with leading
 * zeros are let pass, since archives hold such studies.
 *
 * @param what how the sentence calls it, "Study Instance UID"
 * @throws DeepSpineError 'bad-arguments'; what was given is not shown, as it may be anything
 */
export function checkedUid(text: unknown, what: string): string {
  if (typeof text !== 'string' || !isUid(text)) {
    throw new DeepSpineError(
      'bad-arguments',
      `What was given as ${what} is no UID; one has up to 64 digits and dots, such as 1.2.840.113619.2.`
    );
  }
  return text;
}

export const isUid = (text: string): boolean => /^(?=.{1,64}$)\d+(\.\d+)*$/.test(text);
