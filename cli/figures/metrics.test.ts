import {
  accuracyWithin,
  calibrationError,
  confusionOf,
  macroAuc,
  quadraticKappa,
  reliability,
  sensitivity,
  specificity,
} from './metrics';
import { auc, rank, rocCurve } from './roc';

const ones = (n: number) => new Array<number>(n).fill(1);

describe('confusion matrix', () => {
  // True classes 0 0 0 1 1 2, called 0 0 1 1 2 2.
  const matrix = confusionOf(3, [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2], ones(6));

  test('counts', () => {
    expect(matrix).toEqual([
      [2, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ]);
  });

  test('accuracy, exact and within one class', () => {
    expect(accuracyWithin(matrix, 0)).toBeCloseTo(4 / 6, 12);
    expect(accuracyWithin(matrix, 1)).toBe(1);
    expect(
      accuracyWithin(
        [
          [1, 0, 2],
          [0, 3, 0],
          [1, 0, 1],
        ],
        1
      )
    ).toBeCloseTo(5 / 8, 12);
  });

  test('quadratic kappa', () => {
    // Observed squared distances 1 + 1 = 2; expected 5 + 4 / 3 + 5 / 3 = 8.
    expect(quadraticKappa(matrix)).toBeCloseTo(1 - 2 / 8, 12);
    // Cohen 1960 for two classes: agreement 0.7, by chance 0.5.
    expect(
      quadraticKappa([
        [20, 5],
        [10, 15],
      ])
    ).toBeCloseTo((0.7 - 0.5) / (1 - 0.5), 12);
    expect(
      quadraticKappa([
        [0, 4],
        [4, 0],
      ])
    ).toBeCloseTo(-1, 12);
    expect(
      quadraticKappa([
        [4, 0],
        [0, 0],
      ])
    ).toBeNaN();
  });

  test('sensitivity and specificity from a class on', () => {
    // Truth at least 1: three cases, all called so; truth 0: three cases, two called so.
    expect(sensitivity(matrix, 1)).toBe(1);
    expect(specificity(matrix, 1)).toBeCloseTo(2 / 3, 12);
    // Truth at least 2: one case, called so; truth below 2: five, four called so.
    expect(sensitivity(matrix, 2)).toBe(1);
    expect(specificity(matrix, 2)).toBeCloseTo(4 / 5, 12);
    expect(
      sensitivity(
        [
          [3, 1],
          [0, 0],
        ],
        1
      )
    ).toBeNaN();
  });

  test('a weight of two is a case twice, one of zero is none', () => {
    const weighted = confusionOf(3, [0, 1, 2], [0, 2, 2], [2, 1, 0]);
    expect(weighted).toEqual(confusionOf(3, [0, 0, 1], [0, 0, 2], ones(3)));
  });
});

describe('AUC', () => {
  // Positive 0.8 0.5 0.3 against negative 0.5 0.2: 2 + 1.5 + 1 of 6 pairs.
  const scores = [0.8, 0.5, 0.3, 0.5, 0.2];
  const positive = (i: number) => i < 3;

  test('is the share of pairs in order, ties counting half', () => {
    expect(auc(rank(scores), positive, ones(5))).toBeCloseTo(4.5 / 6, 12);
    expect(auc(rank(scores.map(s => 1 - s)), positive, ones(5))).toBeCloseTo(1.5 / 6, 12);
    expect(auc(rank([0.4, 0.4, 0.4]), i => i === 0, ones(3))).toBe(0.5);
    expect(auc(rank([0.1, 0.2]), () => true, ones(2))).toBeNaN();
  });

  test('counts cases as often as their weight says', () => {
    const twice = [...scores, 0.3, 0.5, 0.5];
    const also = (i: number) => positive(i) || i === 5;
    expect(auc(rank(scores), positive, [1, 1, 2, 3, 1])).toBeCloseTo(
      auc(rank(twice), also, ones(8)),
      12
    );
    // Without its tie: 0.8 and 0.5 beat 0.2, 0.3 beats 0.2.
    expect(auc(rank(scores), positive, [1, 1, 1, 0, 1])).toBe(1);
  });

  test('agrees with counting pairs on many cases', () => {
    const values = Array.from({ length: 60 }, (_, i) => ((i * 37) % 23) / 23);
    const label = (i: number) => (i * 13) % 5 < 2;
    let [wins, pairs] = [0, 0];
    values.forEach((a, i) =>
      values.forEach((b, j) => {
        if (label(i) && !label(j)) {
          pairs++;
          wins += a > b ? 1 : a === b ? 0.5 : 0;
        }
      })
    );
    expect(auc(rank(values), label, ones(60))).toBeCloseTo(wins / pairs, 12);
  });

  test('of several classes is the mean of one against the rest', () => {
    // Truth 0 1 2 0. Class 0: 0.7 and 0.3 against 0.3, 0.1: 3.5 of 4 pairs; class 1: 0.6 against 0.2,
    // 0.2, 0.5: all; class 2: 0.4 against 0.1, 0.1, 0.5: 2 of 3.
    const columns = [
      [0.7, 0.3, 0.1, 0.3],
      [0.2, 0.6, 0.5, 0.2],
      [0.1, 0.1, 0.4, 0.5],
    ];
    expect(macroAuc(columns.map(rank), [0, 1, 2, 0], ones(4))).toBeCloseTo(
      (3.5 / 4 + 1 + 2 / 3) / 3,
      12
    );
    // A class that does not occur has no curve.
    expect(macroAuc(columns.map(rank), [0, 1, 1, 0], ones(4))).toBeCloseTo((3.5 / 4 + 1) / 2, 12);
  });

  test('the curve has one point per score', () => {
    expect(rocCurve(rank(scores), positive)).toEqual([
      { falsePositiveRate: 0, sensitivity: 0 },
      { falsePositiveRate: 0, sensitivity: 1 / 3 },
      { falsePositiveRate: 0.5, sensitivity: 2 / 3 },
      { falsePositiveRate: 0.5, sensitivity: 1 },
      { falsePositiveRate: 1, sensitivity: 1 },
    ]);
    expect(rocCurve(rank([0.5]), () => true)).toEqual([]);
  });
});

describe('calibration', () => {
  test('expected error is the weighted distance of stated and observed', () => {
    const bins = reliability([0.95, 0.95, 0.15, 1], [1, 0, 0, 1], ones(4));
    expect(bins[9]).toEqual({ count: 3, confidence: 2.9 / 3, observed: 2 / 3 });
    // 3 / 4 · |2.9 / 3 − 2 / 3| + 1 / 4 · 0.15
    expect(calibrationError(bins)).toBeCloseTo(0.225 + 0.0375, 12);
  });

  test('what is right as often as it says has none', () => {
    expect(calibrationError(reliability([0.5, 0.5, 1], [1, 0, 1], ones(3)))).toBe(0);
  });
});
