import type { FindingStatus, NotGradedReason } from '../../findings';
import { type Code, CONCEPT, NOT_GRADED_CODE, OWN, UNIT } from '../codes';
import { code, type ContentItem, number } from './content';
import { personObserver } from './observers';

/** What a finding and a degeneration grading have in common in a report. */

export const STATUS_CODE: Readonly<Record<FindingStatus, Code>> = {
  suggested: OWN.suggested,
  accepted: OWN.accepted,
  changed: OWN.changed,
  rejected: OWN.rejected,
};

/** Where something stands with people, and who put it there. */
export function statusItem(status: FindingStatus, reviewer: string | undefined): ContentItem {
  return code(
    'CONTAINS',
    OWN.status,
    STATUS_CODE[status],
    status === 'suggested' ? [] : personObserver(reviewer)
  );
}

/** Why something was not graded; null where nothing says so. */
export const reasonItem = (reason: NotGradedReason | undefined): ContentItem | null =>
  reason ? code('CONTAINS', OWN.notGradedReason, NOT_GRADED_CODE[reason]) : null;

/** The scale of a grade: its concept, its grades from normal to worst, and their codes. */
export interface Scale<G extends string> {
  readonly concept: Code;
  readonly grades: readonly G[];
  readonly codeOf: (grade: G) => Code;
}

/**
 * The probability of the algorithm's grade; those of the other grades, from which it follows, stand inside it, so that
 * a reader that knows no modifiers sees one number (TID 300: INFERRED FROM). Null where the algorithm gave none.
 */
export function probabilityItem<G extends string>(
  relation: 'CONTAINS' | 'HAS PROPERTIES',
  { concept, grades, codeOf }: Scale<G>,
  grade: G,
  probabilities: Readonly<Partial<Record<G, number>>>,
  region: ContentItem | null
): ContentItem | null {
  const item = (
    of: G,
    relationship: 'CONTAINS' | 'HAS PROPERTIES' | 'INFERRED FROM',
    nested: readonly (ContentItem | null)[]
  ) => {
    const probability = probabilities[of];
    return probability === undefined
      ? null
      : number(relationship, CONCEPT.probability, probability, UNIT.none, [
          code('HAS CONCEPT MOD', concept, codeOf(of)),
          ...nested,
        ]);
  };
  const others = grades.filter(other => other !== grade);
  return item(grade, relation, [
    region && { ...region, RelationshipType: 'INFERRED FROM' },
    ...others.map(other => item(other, 'INFERRED FROM', [])),
  ]);
}
