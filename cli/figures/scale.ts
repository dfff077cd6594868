import { GRADING_DEFINITIONS, SEVERITY_GRADES, isGradingKey } from '../../extension/src/findings';
import { gradesOf, type AnyGrade, type Graded } from './graded';

/**
 * How many classes a severity has: the four of the vocabulary, or the three of data sets that do not tell
 * none from mild (RSNA 2024: Normal/Mild, Moderate, Severe).
 */
export type Scheme = 4 | 3;

const THREE = ['normal_mild', 'moderate', 'severe'] as const;
/** Class of three for none, mild, moderate, severe. */
const TO_THREE = [0, 0, 1, 2] as const;

export const isSeverity = (condition: Graded): boolean => gradesOf(condition) === SEVERITY_GRADES;

/** Whether there are more than two grades: a severity, or Pfirrmann's. */
export const isOrdinal = (condition: Graded): boolean => gradesOf(condition).length > 2;

/** The classes of a condition or grading from normal to worst. */
export function classesOf(condition: Graded, scheme: Scheme): readonly string[] {
  return isSeverity(condition) && scheme === 3 ? THREE : gradesOf(condition);
}

/** The class of each grade of a condition, in the order of its grades. */
export function classOfGrades(condition: Graded, scheme: Scheme): readonly number[] {
  return isSeverity(condition) && scheme === 3 ? TO_THREE : gradesOf(condition).map((_, i) => i);
}

/** The class from which on a case counts as positive: moderate for a severity, the first abnormal grade otherwise. */
export function positiveFrom(condition: Graded, scheme: Scheme): number {
  const classes = classesOf(condition, scheme);
  if (isSeverity(condition)) {
    return classes.indexOf('moderate');
  }
  return isGradingKey(condition)
    ? classes.indexOf(GRADING_DEFINITIONS[condition].abnormalFrom)
    : classes.indexOf('present');
}

const spelling = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s/-]+/g, '_');

/** Whether a label says “normal or mild”, which only three classes can hold. */
export const isNormalMild = (text: string): boolean => spelling(text) === THREE[0];

/** The class that a label names, in any case ("Normal/Mild", "severe"); null: none of this scale. */
export function classNamed(condition: Graded, scheme: Scheme, text: string): number | null {
  const name = spelling(text);
  const grade = gradesOf(condition).indexOf(name as AnyGrade);
  if (grade >= 0) {
    return classOfGrades(condition, scheme)[grade]!;
  }
  const index = classesOf(condition, scheme).indexOf(name);
  return index >= 0 ? index : null;
}

/** Probabilities per grade summed into classes. */
export function toClasses(
  condition: Graded,
  scheme: Scheme,
  probabilities: readonly number[]
): number[] {
  const sums = classesOf(condition, scheme).map(() => 0);
  const classes = classOfGrades(condition, scheme);
  probabilities.forEach((p, grade) => (sums[classes[grade]!]! += p));
  return sums;
}
