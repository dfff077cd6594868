import {
  CONDITION_DEFINITIONS,
  PRESENCE_GRADES,
  SEVERITY_GRADES,
  type Condition,
  type Grade,
} from '../../extension/src/findings';

/**
 * How many classes a severity has: the four of the vocabulary, or the three of data sets that do not tell
 * none from mild (RSNA 2024: Normal/Mild, Moderate, Severe).
 */
export type Scheme = 4 | 3;

const THREE = ['normal_mild', 'moderate', 'severe'] as const;
/** Class of three for none, mild, moderate, severe. */
const TO_THREE = [0, 0, 1, 2] as const;

export const isSeverity = (condition: Condition): boolean =>
  CONDITION_DEFINITIONS[condition].grades === SEVERITY_GRADES;

/** The classes of a condition from normal to worst. */
export function classesOf(condition: Condition, scheme: Scheme): readonly string[] {
  if (!isSeverity(condition)) {
    return PRESENCE_GRADES;
  }
  return scheme === 3 ? THREE : SEVERITY_GRADES;
}

/** The class of each grade of a condition, in the order of its grades. */
export function classOfGrades(condition: Condition, scheme: Scheme): readonly number[] {
  const { grades } = CONDITION_DEFINITIONS[condition];
  return isSeverity(condition) && scheme === 3 ? TO_THREE : grades.map((_, i) => i);
}

/** The class from which on a case counts as positive: moderate for a severity, present otherwise. */
export function positiveFrom(condition: Condition, scheme: Scheme): number {
  return isSeverity(condition) ? classesOf(condition, scheme).indexOf('moderate') : 1;
}

const spelling = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s/-]+/g, '_');

/** Whether a label says “normal or mild”, which only three classes can hold. */
export const isNormalMild = (text: string): boolean => spelling(text) === THREE[0];

/** The class that a label names, in any case ("Normal/Mild", "severe"); null: none of this scale. */
export function classNamed(condition: Condition, scheme: Scheme, text: string): number | null {
  const name = spelling(text);
  const grade = CONDITION_DEFINITIONS[condition].grades.indexOf(name as Grade);
  if (grade >= 0) {
    return classOfGrades(condition, scheme)[grade]!;
  }
  const index = classesOf(condition, scheme).indexOf(name);
  return index >= 0 ? index : null;
}

/** Probabilities per grade summed into classes. */
export function toClasses(
  condition: Condition,
  scheme: Scheme,
  probabilities: readonly number[]
): number[] {
  const sums = classesOf(condition, scheme).map(() => 0);
  const classes = classOfGrades(condition, scheme);
  probabilities.forEach((p, grade) => (sums[classes[grade]!]! += p));
  return sums;
}
