import {
  GRADINGS,
  uidFrom,
  type Grading,
  type GradingKey,
  type GradingModelGrade,
  type HeadKey,
  type Vec3,
} from '../../findings';
import type { ModelSpec } from '../modelSpec';
import type { GradingContext } from './grade';
import { identityOf, type HeadStatement } from './heads';

/** Where the viewer goes to for a grading: the disc, or its posterior margin where disc material is displaced. */
export interface GradingPlaces {
  readonly disc: Vec3;
  readonly margin: Vec3;
}

const AT_THE_MARGIN: readonly GradingKey[] = ['herniation', 'listhesis'];

/**
 * One grading per key of the vocabulary from what a model's heads say; those without a head are not-graded.
 *
 * @param spec of the model that says it, or of the one that stands for its absence
 */
export function gradingsOf(
  spec: ModelSpec,
  statements: ReadonlyMap<HeadKey, HeadStatement> | null,
  { studyInstanceUID, seriesInstanceUID, level }: GradingContext,
  { disc, margin }: GradingPlaces
): Grading[] {
  return GRADINGS.map((grading): Grading => {
    const statement = statements?.get(grading);
    const base: Grading = {
      uid: uidFrom(studyInstanceUID, seriesInstanceUID, level, grading, spec.sha256),
      level,
      grading,
      grade: 'not-graded',
      notGradedReason: 'no-model',
      source: { kind: 'model', model: identityOf(spec) },
      status: 'suggested',
      point: AT_THE_MARGIN.includes(grading) ? margin : disc,
    };
    if (!statement) {
      return base;
    }
    const modelGrade = statement.modelGrade as GradingModelGrade;
    const unsure = statement.unsure ? { unsure: true } : {};
    return {
      ...base,
      notGradedReason: undefined,
      grade: modelGrade.grade,
      modelGrade,
      ...unsure,
    };
  });
}
