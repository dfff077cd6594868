import { type Code, CONCEPT } from '../codes';
import { code, type ContentItem } from './content';

/** A Finding Site with its modifiers. */
export const findingSite = (
  structure: Code,
  children: readonly (ContentItem | null)[] = []
): ContentItem => code('HAS CONCEPT MOD', CONCEPT.findingSite, structure, children);
