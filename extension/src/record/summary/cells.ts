import {
  CONDITION_DEFINITIONS,
  evidenceOf,
  GRADING_DEFINITIONS,
  isAbnormal,
  isAbnormalGrading,
  isReal,
  type Finding,
  type Grading,
  type HeadKey,
  type ModelIdentity,
} from '../../findings';
import type { AnalysisRecord } from '../record';
import { NOT_GRADED } from './drawing';
import type { Color } from './page';

/** From normal to worst; a presence has the first and the third. */
const SHADES: readonly Color[] = [
  [238, 247, 238],
  [255, 245, 205],
  [255, 219, 170],
  [250, 178, 160],
];

/** What a cell of a grid says. */
export type Stated = Pick<Finding | Grading, 'grade' | 'status' | 'source' | 'unsure'> & {
  readonly probability?: number;
  readonly shade: Color;
  /** No real labels stand behind the model that said it. */
  readonly simulated: boolean;
};

const isSimulated = (
  { models }: AnalysisRecord,
  model: ModelIdentity | undefined,
  head: HeadKey
): boolean => model !== undefined && !isReal(evidenceOf(models, model, head));

export function statedFinding(record: AnalysisRecord, finding: Finding): Stated {
  const { grade, modelGrade, condition } = finding;
  const { grades } = CONDITION_DEFINITIONS[condition];
  const at = grade === 'not-graded' ? -1 : grades.indexOf(grade);
  return {
    ...finding,
    probability: grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade],
    shade: at < 0 ? NOT_GRADED : SHADES[grades.length === 2 && isAbnormal(grade) ? 2 : at]!,
    simulated: isSimulated(record, modelGrade?.model, condition),
  };
}

/** The two lines of a cell: what is stated, and who says so. */
export function cellWords({ grade, status, source, unsure, probability, simulated }: Stated): {
  readonly first: string;
  readonly second: string;
} {
  if (status === 'rejected') {
    return { first: 'rejected', second: grade === 'not-graded' ? 'by reader' : `was: ${grade}` };
  }
  if (grade === 'not-graded') {
    return { first: 'not graded', second: '' };
  }
  const doubt = unsure ? ' ?' : '';
  const byPerson = status === 'changed' || source.kind === 'person';
  const mark = simulated && !byPerson ? '*' : '';
  const said = probability === undefined ? '' : probability.toFixed(2);
  return {
    first: `${grade}${mark}${doubt}`,
    second: byPerson ? 'by reader' : status === 'accepted' ? `accepted ${said}` : said,
  };
}

export function statedGrading(record: AnalysisRecord, grading: Grading): Stated {
  const { grade, modelGrade, grading: key } = grading;
  const { grades } = GRADING_DEFINITIONS[key];
  const at = grade === 'not-graded' ? -1 : grades.indexOf(grade);
  const worst = at === grades.length - 1 && grades.length > 2;
  return {
    ...grading,
    probability: grade === 'not-graded' ? undefined : modelGrade?.probabilities[grade],
    shade: at < 0 ? NOT_GRADED : SHADES[isAbnormalGrading(key, grade) ? (worst ? 3 : 2) : 0]!,
    simulated: isSimulated(record, modelGrade?.model, key),
  };
}

/** A person stands for what the cell says, or against it. */
export const isDecided = ({ status }: Pick<Finding, 'status'>): boolean => status !== 'suggested';
