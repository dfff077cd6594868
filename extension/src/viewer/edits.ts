import {
  CONDITION_DEFINITIONS,
  DeepSpineError,
  conditionLabel,
  type Finding,
  type Grade,
} from '../findings';
import type { GradedStudy } from './state';

/** A person agrees with the model's grade. Rejected findings come back by it. */
export function accepted(finding: Finding): Finding {
  if (finding.grade === 'not-graded') {
    throw new DeepSpineError(
      'bad-arguments',
      `${finding.level} ${conditionLabel(finding.condition)} has no grade to accept; choose one instead.`
    );
  }
  const status = finding.source.kind === 'person' ? 'changed' : 'accepted';
  return { ...finding, status };
}

/**
 * A person gives another grade. The model's own grade stays beside it (`modelGrade`); choosing the
 * model's grade again means accepting it.
 */
export function changed(finding: Finding, grade: Grade): Finding {
  if (!CONDITION_DEFINITIONS[finding.condition].grades.includes(grade)) {
    throw new DeepSpineError(
      'bad-arguments',
      `“${grade}” is no grade of ${conditionLabel(finding.condition)}; choose one of its own grades.`
    );
  }
  const { modelGrade } = finding;
  if (modelGrade?.grade === grade) {
    const source = { kind: 'model', model: modelGrade.model } as const;
    return { ...finding, grade, source, status: 'accepted' };
  }
  return { ...finding, grade, source: { kind: 'person' }, status: 'changed' };
}

/** A person says that the finding is wrong without giving another grade. */
export const rejected = (finding: Finding): Finding => ({ ...finding, status: 'rejected' });

/** Replaces one finding, found by its uid. */
export function withFinding(study: GradedStudy, finding: Finding): GradedStudy {
  return {
    ...study,
    levels: study.levels.map(level => ({
      ...level,
      findings: level.findings.map(f => (f.uid === finding.uid ? finding : f)),
    })),
  };
}

/**
 * Carries what a person decided over to a new analysis of the same study: suggestions are replaced,
 * decisions stay, with the new model's grade beside them. Returns how many decisions were kept.
 */
export function keepDecisions(
  before: GradedStudy | null,
  after: GradedStudy
): { readonly study: GradedStudy; readonly kept: number } {
  if (before?.studyInstanceUID !== after.studyInstanceUID) {
    return { study: after, kept: 0 };
  }
  const decided = new Map(
    before.levels
      .flatMap(({ findings }) => findings)
      .filter(({ status }) => status !== 'suggested')
      .map(finding => [`${finding.level} ${finding.condition}`, finding])
  );
  let kept = 0;
  const levels = after.levels.map(level => ({
    ...level,
    findings: level.findings.map(fresh => {
      const old = decided.get(`${fresh.level} ${fresh.condition}`);
      if (!old) {
        return fresh;
      }
      kept++;
      return { ...old, point: fresh.point, modelGrade: fresh.modelGrade ?? old.modelGrade };
    }),
  }));
  return { study: { ...after, levels }, kept };
}
