import {
  evidenceOf,
  isAbnormal,
  isReal,
  type Condition,
  type Evidence,
  type Finding,
  type UsedModel,
} from '../../findings';
import type { Cell, GradedStudy } from './state';

/**
 * What a reader does with a graded finding: look at it, accept it together with the others that are normal, or
 * leave it alone. A grade that nobody tested on real labels is never taken for a normal one.
 */
export type Pile = 'look' | 'normal' | 'simulated';

/** Grades that a reader looks at even where the model was tested on simulated images only. */
const WORTH_A_LOOK: ReadonlySet<string> = new Set(['moderate', 'severe', 'present']);

/** What the head that graded a finding was tested on; null where that is not known, or no model graded it. */
export const findingEvidence = (
  { condition, modelGrade }: Finding,
  models: readonly UsedModel[]
): Evidence | null => (modelGrade ? evidenceOf(models, modelGrade.model, condition) : null);

/** What the head behind a row of the grid was tested on; null where no level was graded, or nothing is known. */
export const conditionEvidence = (
  { levels, models }: Pick<GradedStudy, 'levels' | 'models'>,
  condition: Condition
): Evidence | null => {
  const graded = levels
    .flatMap(({ findings }) => findings)
    .find(finding => finding.condition === condition && finding.modelGrade);
  return graded ? findingEvidence(graded, models) : null;
};

/** By what the model said, so that a decision moves nothing to another pile; null where it said nothing. */
export function pileOf(finding: Finding, models: readonly UsedModel[]): Pile | null {
  const grade = finding.modelGrade?.grade;
  if (grade === undefined) {
    return null;
  }
  if (!isReal(findingEvidence(finding, models))) {
    return WORTH_A_LOOK.has(grade) ? 'look' : 'simulated';
  }
  return isAbnormal(grade) || finding.unsure ? 'look' : 'normal';
}

const isDecided = ({ status }: Finding): boolean => status !== 'suggested';

type Graded = Pick<GradedStudy, 'levels' | 'models'>;

/** Findings of a pile, level by level from the top down, in the order in which conditions are shown. */
export const inPile = (
  { levels, models }: Graded,
  conditions: readonly Condition[],
  pile: Pile
): readonly Finding[] =>
  levels.flatMap(({ findings }) =>
    conditions.flatMap(condition =>
      findings.filter(
        finding => finding.condition === condition && pileOf(finding, models) === pile
      )
    )
  );

/** How much of what needs a look has been decided on. */
export interface Review {
  readonly graded: number;
  readonly needLook: number;
  readonly reviewed: number;
  /** Normal with real evidence, and undecided. */
  readonly normal: number;
  /** Undecided grades that were tested on simulated images only and need no look. */
  readonly simulated: number;
}

export function reviewOf(study: Graded, conditions: readonly Condition[]): Review {
  const look = inPile(study, conditions, 'look');
  const open = (pile: Pile) => inPile(study, conditions, pile).filter(f => !isDecided(f)).length;
  return {
    graded: study.levels
      .flatMap(({ findings }) => findings)
      .filter(f => f.grade !== 'not-graded' && conditions.includes(f.condition)).length,
    needLook: look.length,
    reviewed: look.filter(isDecided).length,
    normal: open('normal'),
    simulated: open('simulated'),
  };
}

/** Suggestions that can be accepted together: normal, with real evidence, sure, shown, and undecided. */
export const acceptable = (
  study: Graded | null,
  conditions: readonly Condition[]
): readonly Finding[] =>
  study ? inPile(study, conditions, 'normal').filter(finding => !isDecided(finding)) : [];

/**
 * The next (1) or previous (-1) cell that needs a look, after a cell of the grid and round its end; those that are
 * decided are left out until all are. Null where none needs one.
 */
export function cellToLookAt(
  study: Graded,
  conditions: readonly Condition[],
  from: Cell | null,
  step: 1 | -1
): Cell | null {
  const all = inPile(study, conditions, 'look');
  const open = all.filter(finding => !isDecided(finding));
  const candidates = open.length > 0 ? open : all;
  const place = ({ level, condition }: Cell) =>
    study.levels.findIndex(l => l.level === level) * conditions.length +
    conditions.indexOf(condition);
  const here = from ? place(from) : -1;
  const next =
    step === 1
      ? (candidates.find(f => place(f) > here) ?? candidates[0])
      : (candidates.findLast(f => from !== null && place(f) < here) ?? candidates.at(-1));
  return next ? { level: next.level, condition: next.condition } : null;
}
