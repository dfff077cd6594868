import { GRADING_DEFINITIONS, type Grading, type GradingGrade } from '../../findings';
import { refused } from '../../messages';
import type { GradedStudy } from './gradedStudy';

/** What a person makes of a degeneration grading: agrees, disagrees, or gives a grade of their own. */
export type GradingDecision = 'accept' | 'reject' | GradingGrade;

/**
 * A degeneration grading as a person has it; what is said of decisions on findings (edits.ts) holds here too.
 *
 * @param reviewer who decides: "Family^Given"; undefined where the viewer does not know
 * @throws DeepSpineError 'bad-arguments' for a grade of another scale, and where there is none to accept
 */
export function decided(grading: Grading, decision: GradingDecision, reviewer?: string): Grading {
  const { modelGrade, source } = grading;
  if (decision === 'reject') {
    return { ...grading, status: 'rejected', reviewer };
  }
  if (decision === 'accept') {
    if (grading.grade === 'not-graded') {
      throw refused('bad-arguments', { context: 'no-grading' });
    }
    return { ...grading, status: source.kind === 'person' ? 'changed' : 'accepted', reviewer };
  }
  if (!GRADING_DEFINITIONS[grading.grading].grades.includes(decision)) {
    throw refused('bad-arguments', {
      context: 'not-its-grade',
      grade: decision,
      condition: GRADING_DEFINITIONS[grading.grading].name,
    });
  }
  const given = { ...grading, grade: decision, notGradedReason: undefined, reviewer };
  return modelGrade?.grade === decision
    ? { ...given, source: { kind: 'model', model: modelGrade.model }, status: 'accepted' }
    : {
        ...given,
        source: reviewer ? { kind: 'person', name: reviewer } : { kind: 'person' },
        status: 'changed',
      };
}

/** Replaces a degeneration grading, found by its uid. */
export const withGrading = (study: GradedStudy, grading: Grading): GradedStudy => ({
  ...study,
  levels: study.levels.map(level =>
    level.gradings
      ? { ...level, gradings: level.gradings.map(g => (g.uid === grading.uid ? grading : g)) }
      : level
  ),
});
