import {
  CONDITIONS,
  uidFrom,
  type Condition,
  type Finding,
  type Level,
  type ModelGrade,
  type Vec3,
} from '../../findings';
import type { Model } from '../model';
import type { ModelSpec } from '../modelSpec';
import type { DiscVolume } from './discVolumes';
import { identityOf, runHeads, type HeadStatement } from './heads';

/** Conditions that a grading model has a head for, in the order of CONDITIONS. */
export function gradedConditions(spec: ModelSpec): readonly Condition[] {
  const heads = spec.outputs.map(output => output.condition);
  return CONDITIONS.filter(condition => heads.includes(condition));
}

/** What is known of a level before it is graded. */
export interface GradingContext {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly level: Level;
  readonly points: Readonly<Record<Condition, Vec3>>;
}

/** A finding that says that nobody graded this condition. */
function emptyFinding(spec: ModelSpec, context: GradingContext, condition: Condition): Finding {
  const { studyInstanceUID, seriesInstanceUID, level, points } = context;
  return {
    uid: uidFrom(studyInstanceUID, seriesInstanceUID, level, condition, spec.sha256),
    level,
    condition,
    grade: 'not-graded',
    notGradedReason: 'no-model',
    source: { kind: 'model', model: identityOf(spec) },
    status: 'suggested',
    point: points[condition],
  };
}

/** One not-graded finding per condition, for a site without a grading model. */
export function notGraded(spec: ModelSpec, context: GradingContext): Finding[] {
  return CONDITIONS.map(condition => emptyFinding(spec, context, condition));
}

/** What a head says as a finding. */
export function statedFinding(
  spec: ModelSpec,
  context: GradingContext,
  condition: Condition,
  { modelGrade, unsure }: HeadStatement
): Finding {
  const stated = modelGrade as ModelGrade;
  return {
    ...emptyFinding(spec, context, condition),
    notGradedReason: undefined,
    grade: stated.grade,
    modelGrade: stated,
    ...(unsure ? { unsure } : {}),
  };
}

/** Grades one disc: one finding per condition; those without a head are not-graded. */
export async function gradeDisc(
  model: Model,
  volumes: readonly DiscVolume[],
  context: GradingContext
): Promise<Finding[]> {
  const { spec } = model;
  const statements = await runHeads(model, volumes, context.level);
  return CONDITIONS.map(condition => {
    const statement = statements.get(condition);
    return statement
      ? statedFinding(spec, context, condition, statement)
      : emptyFinding(spec, context, condition);
  });
}
