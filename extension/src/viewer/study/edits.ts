import { CONDITION_DEFINITIONS, type Finding, type Grade, type Grading } from '../../findings';
import { refused, part } from '../../messages';
import { withNamesOf } from './renumber';
import { allFindings, type GradedStudy } from './state';

/**
 * A person agrees with the model's grade. Rejected findings come back by it.
 * @param reviewer who decides, here and below: "Family^Given"; undefined where the viewer does not know
 */
export function accepted(finding: Finding, reviewer?: string): Finding {
  if (finding.grade === 'not-graded') {
    throw refused('bad-arguments', {
      context: 'no-grade',
      level: finding.level,
      condition: part(`condition-${finding.condition}`),
    });
  }
  const status = finding.source.kind === 'person' ? 'changed' : 'accepted';
  return { ...finding, status, reviewer };
}

/**
 * A person gives another grade. The model's own grade stays beside it (`modelGrade`); choosing the
 * model's grade again means accepting it.
 */
export function changed(finding: Finding, grade: Grade, reviewer?: string): Finding {
  if (!CONDITION_DEFINITIONS[finding.condition].grades.includes(grade)) {
    throw refused('bad-arguments', {
      context: 'not-its-grade',
      grade,
      condition: part(`condition-${finding.condition}`),
    });
  }
  const { modelGrade } = finding;
  if (modelGrade?.grade === grade) {
    const source = { kind: 'model', model: modelGrade.model } as const;
    return { ...finding, grade, notGradedReason: undefined, source, status: 'accepted', reviewer };
  }
  const source = reviewer
    ? ({ kind: 'person', name: reviewer } as const)
    : ({ kind: 'person' } as const);
  return { ...finding, grade, notGradedReason: undefined, source, status: 'changed', reviewer };
}

/** A person says that the finding is wrong without giving another grade. */
export const rejected = (finding: Finding, reviewer?: string): Finding => ({
  ...finding,
  status: 'rejected',
  reviewer,
});

/** A person adds words of their own, or takes them away (none); the grade stays what it is. */
export const remarked = (finding: Finding, remark: string): Finding => ({
  ...finding,
  remark: remark || undefined,
});

/** Replaces findings, found by their uids. */
export function withFindings<Graded extends Pick<GradedStudy, 'levels'>>(
  study: Graded,
  findings: readonly Finding[]
): Graded {
  const byUid = new Map(findings.map(finding => [finding.uid, finding]));
  return {
    ...study,
    levels: study.levels.map(level => ({
      ...level,
      findings: level.findings.map(f => byUid.get(f.uid) ?? f),
    })),
  };
}

/** Marks severity grades of lower probability than a site's threshold as unsure. */
export function withThreshold<Graded extends Pick<GradedStudy, 'levels'>>(
  study: Graded,
  unsureBelow: number | null
): Graded {
  if (unsureBelow === null) {
    return study;
  }
  const doubtful = allFindings(study).filter(({ condition, modelGrade }) => {
    const probability = modelGrade?.probabilities[modelGrade.grade] ?? 1;
    return CONDITION_DEFINITIONS[condition].grades.length > 2 && probability < unsureBelow;
  });
  return withFindings(
    study,
    doubtful.map(finding => ({ ...finding, unsure: true }))
  );
}

/**
 * Carries what a person decided over to a new analysis of the same study: suggestions are replaced,
 * decisions, remarks and the names that a person gave the discs stay, with the new model's grade beside
 * them. Returns how many decisions and remarks were kept.
 */
export function keepDecisions(
  before: GradedStudy | null,
  fresh: GradedStudy
): { readonly study: GradedStudy; readonly kept: number } {
  if (before?.studyInstanceUID !== fresh.studyInstanceUID) {
    return { study: fresh, kept: 0 };
  }
  const after = withNamesOf(before, fresh);
  const decided = new Map(
    before.levels
      .flatMap(({ findings }) => findings)
      .filter(({ status, remark }) => status !== 'suggested' || remark)
      .map(finding => [`${finding.level} ${finding.condition}`, finding])
  );
  const decidedGradings = new Map(
    before.levels
      .flatMap(({ gradings = [] }) => gradings)
      .filter(({ status }) => status !== 'suggested')
      .map(grading => [`${grading.level} ${grading.grading}`, grading])
  );
  let kept = 0;
  const keptGrading = (suggested: Grading): Grading => {
    const old = decidedGradings.get(`${suggested.level} ${suggested.grading}`);
    if (!old) {
      return suggested;
    }
    kept++;
    return { ...old, point: suggested.point, modelGrade: suggested.modelGrade ?? old.modelGrade };
  };
  const levels = after.levels.map(level => ({
    ...level,
    ...(level.gradings ? { gradings: level.gradings.map(keptGrading) } : {}),
    findings: level.findings.map(suggested => {
      const old = decided.get(`${suggested.level} ${suggested.condition}`);
      if (!old) {
        return suggested;
      }
      kept++;
      if (old.status === 'suggested') {
        return { ...suggested, remark: old.remark };
      }
      return { ...old, point: suggested.point, modelGrade: suggested.modelGrade ?? old.modelGrade };
    }),
  }));
  return { study: { ...after, levels }, kept };
}
