import { LEVELS, likeliestClass, type Level } from '../../extension/src/findings';
import type { Graded } from './graded';
import type { LevelFrequencies } from './baseline';
import { drawStudies, interval95, random, type Interval } from './bootstrap';
import type { Columns } from './cases';
import { Grader, METRICS, type Figures, type Metric, type Statements } from './grader';
import type { Confusion, Reliability } from './metrics';
import type { RocPoint } from './roc';
import { classesOf, type Scheme } from './scale';

/** A figure with its 95 % confidence interval; null where the cases do not define it. */
export interface Figure {
  readonly value: number | null;
  readonly interval: Interval | null;
}

export type FigureTable = Readonly<Record<Metric, Figure>>;

export interface GraderResult {
  readonly figures: FigureTable;
  readonly confusion: Confusion;
}

/** All levels of a condition, or one of them. */
export interface Row {
  readonly level: Level | 'all';
  readonly n: number;
  readonly studies: number;
  /** Cases per true class. */
  readonly truth: Readonly<Record<string, number>>;
  readonly model: GraderResult;
  /** What the level alone says. */
  readonly baseline: GraderResult;
  /** Model minus baseline, resampled together. */
  readonly gain: FigureTable;
  /** Where the measurements say something: they and the model on the same cases; null: nowhere. */
  readonly compared: {
    readonly n: number;
    readonly studies: number;
    readonly comparator: GraderResult;
    readonly model: GraderResult;
  } | null;
}

export interface ConditionResult {
  readonly condition: Graded;
  readonly classes: readonly string[];
  /** All levels first, then those that have cases. */
  readonly rows: readonly Row[];
}

/** What is drawn of a condition over all levels. */
export interface ConditionCurves {
  readonly condition: Graded;
  /** One-against-the-rest ROC curve per class. */
  readonly roc: readonly { readonly class: number; readonly points: readonly RocPoint[] }[];
  readonly comparatorRoc: readonly {
    readonly class: number;
    readonly points: readonly RocPoint[];
  }[];
  readonly baselineRoc: readonly { readonly class: number; readonly points: readonly RocPoint[] }[];
  readonly reliability: readonly Reliability[];
}

export interface EvaluationOptions {
  readonly scheme: Scheme;
  /** Bootstrap rounds. */
  readonly rounds: number;
  readonly seed: number;
}

/** Cases of one condition, all of them or those of a level. */
interface Selection {
  readonly cases: readonly number[];
  /** Study of each case, numbered without gaps over the condition. */
  readonly study: Uint32Array;
  readonly studies: number;
}

function select(
  columns: Columns,
  condition: readonly number[],
  keep: (i: number) => boolean
): Selection {
  const cases = columns.study.flatMap((_, i) => (keep(i) ? [i] : []));
  const study = Uint32Array.from(cases, i => condition[i]!);
  return { cases, study, studies: new Set(study).size };
}

/** Studies numbered from 0 without gaps. */
function numbered(studies: readonly number[]): {
  readonly index: number[];
  readonly count: number;
} {
  const numbers = new Map<number, number>();
  const index = studies.map(study => {
    const known = numbers.get(study) ?? numbers.size;
    numbers.set(study, known);
    return known;
  });
  return { index, count: numbers.size };
}

type Teller = (i: number) => {
  readonly predicted: number;
  readonly probabilities: readonly number[];
};

function grader(
  condition: Graded,
  scheme: Scheme,
  columns: Columns,
  { cases }: Selection,
  tell: Teller
): Grader {
  const told = cases.map(tell);
  const statements: Statements = {
    condition,
    scheme,
    truth: Uint8Array.from(cases, i => columns.truth[i]!),
    predicted: Uint8Array.from(told, t => t.predicted),
    probabilities: Float64Array.from(told.flatMap(t => [...t.probabilities])),
  };
  return new Grader(statements);
}

const figure = (value: number, rounds: readonly number[]): Figure =>
  Number.isFinite(value)
    ? { value, interval: interval95(rounds) }
    : { value: null, interval: null };

const tableOf = (pick: (metric: Metric) => Figure): FigureTable =>
  Object.fromEntries(METRICS.map(metric => [metric, pick(metric)])) as Record<Metric, Figure>;

/** Figures of graders that speak of the same cases, and their intervals over the same draws of studies. */
function resampled(
  graders: readonly Grader[],
  selection: Selection,
  draws: readonly Uint16Array[]
): {
  readonly results: readonly GraderResult[];
  readonly difference: (a: number, b: number) => FigureTable;
} {
  const ones = new Float64Array(selection.cases.length).fill(1);
  const values = graders.map(each => each.figures(ones));
  const rounds: Figures[][] = graders.map(() => []);
  const weights = new Float64Array(selection.cases.length);
  // One study drawn again and again says nothing of how much studies differ.
  for (const draw of selection.studies > 1 ? draws : []) {
    for (let i = 0; i < weights.length; i++) {
      weights[i] = draw[selection.study[i]!]!;
    }
    graders.forEach((each, g) => rounds[g]!.push(each.figures(weights)));
  }
  return {
    results: graders.map((each, g) => ({
      figures: tableOf(m =>
        figure(
          values[g]![m],
          rounds[g]!.map(r => r[m])
        )
      ),
      confusion: each.confusion(ones),
    })),
    difference: (a, b) =>
      tableOf(m =>
        figure(
          values[a]![m] - values[b]![m],
          rounds[a]!.map((r, i) => r[m] - rounds[b]![i]![m])
        )
      ),
  };
}

/**
 * The figures of one condition over all levels and per level, with 95 % intervals by resampling studies,
 * beside those of the baseline and, where there is one, of the comparator. `columns` must hold a case.
 */
export function evaluateCondition(
  condition: Graded,
  columns: Columns,
  baseline: LevelFrequencies,
  { scheme, rounds, seed }: EvaluationOptions
): { readonly result: ConditionResult; readonly curves: ConditionCurves } {
  const classes = classesOf(condition, scheme);
  const slice = (values: readonly number[], i: number) =>
    values.slice(i * classes.length, (i + 1) * classes.length);
  const model: Teller = i => ({
    predicted: columns.predicted[i]!,
    probabilities: slice(columns.probabilities, i),
  });
  const measured = (i: number) => Number.isFinite(columns.comparator[i * classes.length]!);
  const comparator: Teller = i => {
    const probabilities = slice(columns.comparator, i);
    return { predicted: likeliestClass(probabilities), probabilities };
  };
  const levelAlone: Teller = i => {
    const frequencies =
      baseline.at(condition, LEVELS[columns.level[i]!]!) ?? classes.map(() => 1 / classes.length);
    return { predicted: likeliestClass(frequencies), probabilities: frequencies };
  };

  const { index, count } = numbered(columns.study);
  const next = random(seed);
  const draws = Array.from({ length: rounds }, () => {
    const draw = new Uint16Array(count);
    drawStudies(count, next, draw);
    return draw;
  });
  const make = (selection: Selection, tell: Teller) =>
    grader(condition, scheme, columns, selection, tell);

  const rowOf = (level: Level | 'all'): Row[] => {
    const here = (i: number) => level === 'all' || LEVELS[columns.level[i]!] === level;
    const all = select(columns, index, here);
    if (all.cases.length === 0) {
      return [];
    }
    const both = resampled([make(all, model), make(all, levelAlone)], all, draws);
    const some = select(columns, index, i => here(i) && measured(i));
    const compared =
      some.cases.length === 0
        ? null
        : resampled([make(some, comparator), make(some, model)], some, draws);
    const truth = classes.map((name, k) => [
      name,
      all.cases.filter(i => columns.truth[i] === k).length,
    ]);
    return [
      {
        level,
        n: all.cases.length,
        studies: all.studies,
        truth: Object.fromEntries(truth) as Record<string, number>,
        model: both.results[0]!,
        baseline: both.results[1]!,
        gain: both.difference(0, 1),
        compared: compared && {
          n: some.cases.length,
          studies: some.studies,
          comparator: compared.results[0]!,
          model: compared.results[1]!,
        },
      },
    ];
  };

  const all = select(columns, index, () => true);
  const some = select(columns, index, measured);
  const whole = make(all, model);
  return {
    result: { condition, classes, rows: (['all', ...LEVELS] as const).flatMap(rowOf) },
    curves: {
      condition,
      roc: whole.curves(),
      comparatorRoc: make(some, comparator).curves(),
      baselineRoc: make(all, levelAlone).curves(),
      reliability: whole.reliability(new Float64Array(all.cases.length).fill(1)),
    },
  };
}
