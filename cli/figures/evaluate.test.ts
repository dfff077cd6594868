import type { Level } from '../../extension/src/findings';
import { LevelFrequencies } from './baseline';
import { CaseTable, type Case } from './cases';
import { evaluateCondition, type EvaluationOptions } from './evaluate';
import { worstMisses } from './examples';
import { classNamed, isNormalMild, positiveFrom, toClasses } from './scale';

const OPTIONS: EvaluationOptions = { scheme: 4, rounds: 50, seed: 1 };

const severity = (
  study: string,
  truth: number,
  predicted: number,
  rest: Partial<Case> = {}
): Case => ({
  study,
  level: 'L4-L5',
  condition: 'SCS',
  truth,
  predicted,
  probabilities: [0, 1, 2, 3].map(k => (k === predicted ? 0.7 : 0.1)),
  ...rest,
});

const presence = (study: string, truth: number, present: number, level: Level = 'L4-L5'): Case => ({
  study,
  level,
  condition: 'DB',
  truth,
  predicted: present >= 0.5 ? 1 : 0,
  probabilities: [1 - present, present],
});

function evaluate(cases: readonly Case[], options: Partial<EvaluationOptions> = {}, train = cases) {
  const table = new CaseTable();
  cases.forEach(one => table.add(one));
  const settings = { ...OPTIONS, ...options };
  const baseline = new LevelFrequencies(settings.scheme);
  train.forEach(({ condition, level, truth }) => baseline.add(condition, level, truth));
  const [condition] = table.conditions;
  return evaluateCondition(condition!, table.columns(condition!)!, baseline, settings);
}

const values = (table: object) =>
  Object.fromEntries(
    Object.entries(table as Record<string, { value: number | null }>).map(([k, f]) => [k, f.value])
  );

describe('evaluateCondition', () => {
  test('a severity: figures, baseline and gain by hand', () => {
    // Truth none none mild severe, stated none mild mild moderate.
    const cases = [
      severity('a', 0, 0),
      severity('a', 0, 1, { level: 'L3-L4' }),
      severity('b', 1, 1),
      severity('c', 3, 2),
    ];
    const [all, upper, lower] = evaluate(cases).result.rows;
    expect(all).toMatchObject({ level: 'all', n: 4, studies: 3 });
    expect(all!.truth).toEqual({ none: 2, mild: 1, moderate: 0, severe: 1 });
    expect([upper!.level, lower!.level]).toEqual(['L3-L4', 'L4-L5']);
    // Observed 1 + 1; expected over 4: rows 2 1 0 1, columns 1 2 1 0: (2·6 + 1·2 + 1·(9 + 8 + 1)) / 4.
    const figures = values(all!.model.figures);
    expect(figures).toMatchObject({
      withinOne: 1,
      exact: 0.5,
      sensitivity: 1,
      specificity: 1,
    });
    expect(figures.kappa).toBeCloseTo(1 - 2 / 8, 12);
    // All stated with 0.7, half of them rightly.
    expect(figures.calibrationError).toBeCloseTo(0.2, 12);
    // Baseline: L3-L4 none; L4-L5 a tie of none, mild and severe, of which none is first.
    const baseline = values(all!.baseline.figures);
    expect(baseline).toMatchObject({ withinOne: 0.75, exact: 0.5, kappa: 0 });
    expect(values(all!.gain).withinOne).toBeCloseTo(0.25, 12);
    expect(all!.model.confusion).toEqual([
      [1, 1, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 1, 0],
    ]);
    expect(all!.compared).toBeNull();
  });

  test('presence: AUC from the probabilities, the rest as stated', () => {
    const cases = [
      presence('a', 1, 0.8),
      presence('b', 1, 0.5),
      presence('c', 1, 0.3),
      presence('d', 0, 0.5),
      presence('e', 0, 0.2),
    ];
    const [all] = evaluate(cases).result.rows;
    const figures = values(all!.model.figures);
    expect(figures.auc).toBeCloseTo(0.75, 12);
    expect(figures.sensitivity).toBeCloseTo(2 / 3, 12);
    expect(figures.specificity).toBeCloseTo(1 / 2, 12);
    expect(figures.exact).toBeCloseTo(3 / 5, 12);
    expect(figures.withinOne).toBeNull();
  });

  test('the baseline knows the level from the training set, not from the test set', () => {
    const train = [
      ...[1, 1, 0].map((truth, i) => presence(`t${i}`, truth, 0, 'L4-L5')),
      ...[1, 0, 0, 0].map((truth, i) => presence(`u${i}`, truth, 0, 'L1-L2')),
    ];
    // Where the training set has no label of the level (L5-S1), its share over all levels: 3 / 7.
    const cases = [
      presence('a', 1, 0.1, 'L4-L5'),
      presence('a', 0, 0.9, 'L1-L2'),
      presence('b', 1, 0.1, 'L1-L2'),
      presence('b', 1, 0.1, 'L5-S1'),
    ];
    const { baseline } = evaluate(cases, {}, train).result.rows[0]!;
    // Scores of the present: 2 / 3, 1 / 4, 3 / 7; of the absent 1 / 4.
    expect(values(baseline.figures).auc).toBeCloseTo(2.5 / 3, 12);
    expect(baseline.confusion).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test('a figure that the cases do not define has neither value nor interval', () => {
    const [all] = evaluate([presence('a', 1, 0.9), presence('b', 1, 0.8)]).result.rows;
    expect(all!.model.figures.auc).toEqual({ value: null, interval: null });
    expect(all!.model.figures.specificity).toEqual({ value: null, interval: null });
    expect(all!.model.figures.sensitivity.value).toBe(1);
  });

  test('the comparator is compared with the model on the same cases', () => {
    const cases = [
      severity('a', 3, 3, { comparator: [0.1, 0.1, 0.6, 0.2] }),
      severity('b', 0, 0, { comparator: [0.9, 0.1, 0, 0] }),
      severity('c', 0, 3),
    ];
    const { compared, model } = evaluate(cases).result.rows[0]!;
    expect(compared).toMatchObject({ n: 2, studies: 2 });
    expect(values(compared!.comparator.figures)).toMatchObject({ exact: 0.5, withinOne: 1 });
    expect(values(compared!.model.figures).exact).toBe(1);
    expect(values(model.figures).exact).toBeCloseTo(2 / 3, 12);
  });

  test('three classes: none and mild are one', () => {
    const three = (study: string, truth: number, predicted: number): Case => ({
      ...severity(study, truth, predicted),
      probabilities: toClasses('SCS', 3, [0.3, 0.3, 0.4, 0]),
    });
    const { classes, rows } = evaluate([three('a', 0, 1), three('b', 1, 1)], { scheme: 3 }).result;
    expect(classes).toEqual(['normal_mild', 'moderate', 'severe']);
    expect(values(rows[0]!.model.figures)).toMatchObject({ sensitivity: 1, specificity: 0 });
  });
});

describe('intervals', () => {
  /** 100 studies, half of them graded rightly; each with `copies` equal cases. */
  const studies = (copies: number) =>
    Array.from({ length: 100 }, (_, i) =>
      Array.from({ length: copies }, () => presence(`s${i}`, 1, i % 2 ? 0.9 : 0.1))
    ).flat();
  const width = (copies: number) => {
    const { interval } = evaluate(studies(copies), { rounds: 1000 }).result.rows[0]!.model.figures
      .exact;
    return interval!.high - interval!.low;
  };

  test('are those of a share: ±1.96 √(p (1 − p) / n)', () => {
    expect(Math.abs(width(1) - 2 * 1.96 * Math.sqrt(0.25 / 100))).toBeLessThan(0.02);
  });

  test('do not shrink when a study counts many times: studies are drawn, not cells', () => {
    expect(Math.abs(width(3) - width(1))).toBeLessThan(0.01);
  });
});

test('the worst misses come first, one per study', () => {
  const table = new CaseTable();
  table.add(severity('a', 0, 1));
  table.add(severity('b', 3, 0));
  table.add(severity('b', 2, 0, { level: 'L1-L2' }));
  table.add(severity('c', 2, 2));
  table.add(severity('d', 2, 1, { probabilities: [0, 0.9, 0.1, 0] }));
  const misses = worstMisses('SCS', table.columns('SCS')!, table.names(), 4, 3);
  expect(misses.map(({ study, truth, stated }) => [study, truth, stated])).toEqual([
    ['b', 'severe', 'none'],
    ['d', 'moderate', 'mild'],
    ['a', 'none', 'mild'],
  ]);
  expect(misses[1]).toMatchObject({ level: 'L4-L5', probability: 0.9 });
});

test('one study alone has figures and no intervals', () => {
  const cases = [presence('a', 1, 0.9), presence('a', 0, 0.2, 'L1-L2')];
  const { exact, auc } = evaluate(cases).result.rows[0]!.model.figures;
  expect([exact, auc]).toEqual([
    { value: 1, interval: null },
    { value: 1, interval: null },
  ]);
});

describe('scales', () => {
  test('labels in any spelling', () => {
    expect(classNamed('SCS', 4, 'Severe')).toBe(3);
    expect(classNamed('SCS', 3, 'Normal/Mild')).toBe(0);
    expect(classNamed('SCS', 3, 'mild')).toBe(0);
    expect(classNamed('SCS', 3, 'severe')).toBe(2);
    expect(classNamed('SCS', 4, 'Normal/Mild')).toBeNull();
    expect(classNamed('DB', 3, 'present')).toBe(1);
    expect(classNamed('DB', 4, 'severe')).toBeNull();
    expect(isNormalMild('normal-mild')).toBe(true);
  });

  test('moderate is positive on either scale', () => {
    expect([positiveFrom('LFS', 4), positiveFrom('LFS', 3), positiveFrom('EL', 4)]).toEqual([
      2, 1, 1,
    ]);
  });
});
