import {
  type Condition,
  conditionLabel,
  GRADING_DEFINITIONS,
  type GradingKey,
  type Level,
} from '../../findings';

/**
 * Tracking identifiers: what is tracked, in words, and its key in the vocabulary, by which it is known again whatever
 * the words of a later version. Plain OHIF takes a group with one point for a Probe without further help; a Length it
 * knows by the beginning of the identifier alone.
 */
const OHIF_LENGTH = 'Cornerstone3DTools@^0.1.0:Length:';

const identifier = (level: Level, words: string, key: string) => `${level} ${words} (${key})`;

/** 'L4-L5 left foraminal stenosis (LFS)' */
export const findingTracking = (level: Level, condition: Condition): string =>
  identifier(level, conditionLabel(condition), condition);

/** 'L4-L5 disc herniation (herniation)' */
export const gradingTracking = (level: Level, key: GradingKey): string =>
  identifier(level, GRADING_DEFINITIONS[key].name, key);

/** 'Cornerstone3DTools@^0.1.0:Length:L4-L5 disc height, middle' */
export const lengthTracking = (level: Level, words: string): string =>
  `${OHIF_LENGTH}${level} ${words}`;

/**
 * The level and the key that an identifier names, as they stand there; null for one of other software. Before schema
 * version 4 it ended in ':L4-L5:LFS'.
 */
export function trackedPlace(
  text: string | null
): { readonly level: string; readonly key: string } | null {
  const [, level, key] =
    /^(\S+) .*\((\S+)\)$/s.exec(text ?? '') ?? /:([^:]+):([^:]+)$/.exec(text ?? '') ?? [];
  return level && key ? { level, key } : null;
}

/** Whether an identifier names a level and a key. */
export function tracks(text: string | null, level: Level, key: string): boolean {
  const place = trackedPlace(text);
  return place?.level === level && place.key === key;
}
