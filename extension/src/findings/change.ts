import type { Finding, FindingStatus } from './finding';
import type { Grading } from './grading';
import { GRADING_DEFINITIONS, isAbnormalGrading, type GradingGrade } from './gradings';
import { CONDITION_DEFINITIONS, isAbnormal, type Grade } from './vocabulary';

/** How an abnormal finding stands to an earlier examination; better includes what is gone. */
export type ChangeKind = 'new' | 'worse' | 'same' | 'better';

export interface Change<G = Grade> {
  readonly kind: ChangeKind;
  /** The earlier grade. */
  readonly before: G;
}

/** The grade that a finding states; undefined for what nobody graded or a person rejected. */
export const statedGrade = <G extends string>({
  grade,
  status,
}: {
  readonly grade: G | 'not-graded';
  readonly status: FindingStatus;
}): G | undefined => (grade === 'not-graded' || status === 'rejected' ? undefined : grade);

/**
 * The change of one condition at one level since an earlier study. Null where either study states
 * nothing, and where both are normal: "unchanged" is said of something that is there.
 */
export function changeSince(before: Finding | undefined, now: Finding): Change | null {
  const then = before && statedGrade<Grade>(before);
  const today = statedGrade<Grade>(now);
  return then === undefined || today === undefined
    ? null
    : stepOf(CONDITION_DEFINITIONS[now.condition].grades, isAbnormal, then, today);
}

/** The same of a degeneration grading at one level. */
export function gradingChangeSince(
  before: Grading | undefined,
  now: Grading
): Change<GradingGrade> | null {
  const then = before && statedGrade<GradingGrade>(before);
  const today = statedGrade<GradingGrade>(now);
  const { grades } = GRADING_DEFINITIONS[now.grading];
  return then === undefined || today === undefined
    ? null
    : stepOf(grades, grade => isAbnormalGrading(now.grading, grade), then, today);
}

function stepOf<G>(
  grades: readonly G[],
  abnormal: (grade: G) => boolean,
  then: G,
  today: G
): Change<G> | null {
  if (!abnormal(then) && !abnormal(today)) {
    return null;
  }
  const step = grades.indexOf(today) - grades.indexOf(then);
  const kind = step === 0 ? 'same' : step < 0 ? 'better' : abnormal(then) ? 'worse' : 'new';
  return { kind, before: then };
}
