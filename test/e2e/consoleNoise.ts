/**
 * Console errors of the viewer itself, which appear without DeepSPINE as well. Every entry says why it
 * is let through; everything else fails the test.
 */
const KNOWN: readonly { readonly text: RegExp; readonly why: string }[] = [];

/** Whether a console error is a known one of the viewer's own. */
export const foreign = (text: string): boolean => KNOWN.some(known => known.text.test(text));
