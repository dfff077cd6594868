import {
  CONDITION_DEFINITIONS,
  CONDITIONS,
  GRADING_DEFINITIONS,
  GRADINGS,
  conditionLabel,
  isGradingKey,
  type Condition,
  type Grade,
  type GradingGrade,
  type GradingKey,
} from '../../extension/src/findings';

/** What is graded and evaluated: one of the nine conditions, or a degeneration grading. */
export type Graded = Condition | GradingKey;
export type AnyGrade = Grade | GradingGrade;

/** The nine first; the gradings are reported apart from them. */
export const GRADED: readonly Graded[] = [...CONDITIONS, ...GRADINGS];

const isCondition = (key: Graded): key is Condition => !isGradingKey(key);

/** Grades from normal to worst. */
export const gradesOf = (key: Graded): readonly AnyGrade[] =>
  isCondition(key) ? CONDITION_DEFINITIONS[key].grades : GRADING_DEFINITIONS[key].grades;

/** As a radiologist writes it within a sentence. */
export const gradedName = (key: Graded): string =>
  isCondition(key) ? conditionLabel(key) : GRADING_DEFINITIONS[key].name;

/** The key as it is written, in any case. */
export const gradedNamed = (text: string): Graded | undefined =>
  GRADED.find(key => key.toLowerCase() === text.trim().toLowerCase());
