import type { Finding } from './finding';
import { CONDITION_DEFINITIONS, isAbnormal, type Grade } from './vocabulary';

/** How an abnormal finding stands to an earlier examination; better includes what is gone. */
export type ChangeKind = 'new' | 'worse' | 'same' | 'better';

export interface Change {
  readonly kind: ChangeKind;
  /** The earlier grade. */
  readonly before: Grade;
}

/** The grade that a finding states; undefined for what nobody graded or a person rejected. */
export const statedGrade = ({ grade, status }: Finding): Grade | undefined =>
  grade === 'not-graded' || status === 'rejected' ? undefined : grade;

/**
 * The change of one condition at one level since an earlier study. Null where either study states
 * nothing, and where both are normal: "unchanged" is said of something that is there.
 */
export function changeSince(before: Finding | undefined, now: Finding): Change | null {
  const then = before && statedGrade(before);
  const today = statedGrade(now);
  if (then === undefined || today === undefined || (!isAbnormal(then) && !isAbnormal(today))) {
    return null;
  }
  const { grades } = CONDITION_DEFINITIONS[now.condition];
  const step = grades.indexOf(today) - grades.indexOf(then);
  const kind =
    step === 0 ? 'same' : step < 0 ? 'better' : isAbnormal(then) ? 'worse' : ('new' as const);
  return { kind, before: then };
}
