import {
  CONDITION_DEFINITIONS,
  conditionLabel,
  GRADING_DEFINITIONS,
  type Finding,
  type Grading,
  type Level,
} from '../../findings';
import {
  CONCEPT,
  CONDITION_CODE,
  GRADE_CODE,
  GRADING_CODE,
  GRADING_GRADE_CODE,
  SIDE_CODE,
  type Code,
} from '../codes';
import { gradeConcept } from '../sr/findingItems';
import { findingWords, gradingWords } from '../words';
import { coded } from './coding';
import type { FhirElement } from './resource';

/** What findings and gradings have in common. */
export interface Stated {
  readonly uid: string;
  readonly level: Level;
  readonly code: Code;
  readonly site: string;
  readonly words: string;
  /** null: not graded. */
  readonly grade: Code | null;
  readonly modelGrade: { readonly code: Code; readonly probability?: number } | null;
  readonly of: Finding | Grading;
  readonly more: readonly FhirElement[];
}

/** Grades by their codes; `grade` is what stands, `modelGrade` what the model said. */
function gradesIn<G extends string>(
  codes: Readonly<Record<G, Code>>,
  {
    grade,
    modelGrade,
  }: {
    readonly grade: G | 'not-graded';
    readonly modelGrade?:
      | { readonly grade: G; readonly probabilities: Readonly<Partial<Record<G, number>>> }
      | undefined;
  }
): Pick<Stated, 'grade' | 'modelGrade'> {
  const probability = modelGrade?.probabilities[modelGrade.grade];
  return {
    grade: grade === 'not-graded' ? null : codes[grade],
    modelGrade: modelGrade
      ? { code: codes[modelGrade.grade], ...(probability === undefined ? {} : { probability }) }
      : null,
  };
}

export function statedFinding(finding: Finding): Stated {
  const { condition, grade, level, uid } = finding;
  const { side } = CONDITION_DEFINITIONS[condition];
  return {
    ...{ uid, level, of: finding },
    code: CONDITION_CODE[condition].finding,
    site: side ? `${level}, ${side}` : level,
    words: findingWords(finding),
    ...gradesIn(GRADE_CODE, finding),
    more: [
      ...(side ? [coded(CONCEPT.laterality, SIDE_CODE[side])] : []),
      ...(grade === 'not-graded' ? [] : [coded(gradeConcept(condition), GRADE_CODE[grade])]),
    ],
  };
}

export function statedGrading(grading: Grading): Stated {
  const { level, uid } = grading;
  return {
    ...{ uid, level, of: grading },
    code: GRADING_CODE[grading.grading],
    site: level,
    words: gradingWords(grading),
    ...gradesIn(GRADING_GRADE_CODE, grading),
    more: [],
  };
}

/** Its name in words. */
export const labelOf = (of: Finding | Grading): string =>
  'condition' in of ? conditionLabel(of.condition) : GRADING_DEFINITIONS[of.grading].name;
