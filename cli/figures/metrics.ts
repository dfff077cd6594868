import { auc, type Ranking } from './roc';

/** How often (weighted) a case of truth i was called j: matrix[i][j]. */
export type Confusion = readonly (readonly number[])[];

/** Counts a confusion matrix; `weights`: how often each case counts. */
export function confusionOf(
  classes: number,
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  weights: ArrayLike<number>
): Confusion {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i++) {
    matrix[truth[i]!]![predicted[i]!]! += weights[i]!;
  }
  return matrix;
}

function sum(matrix: Confusion, weight: (truth: number, predicted: number) => number): number {
  let total = 0;
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j < matrix.length; j++) {
      total += matrix[i]![j]! * weight(i, j);
    }
  }
  return total;
}

/** Share of the cases whose grade is at most `distance` classes off; NaN without cases. */
export function accuracyWithin(matrix: Confusion, distance: number): number {
  return sum(matrix, (i, j) => (Math.abs(i - j) <= distance ? 1 : 0)) / sum(matrix, () => 1);
}

/**
 * Quadratic weighted kappa (Cohen, Psychological Bulletin 1968): 1 − observed over expected squared
 * distance. For two classes this is Cohen's kappa. NaN where chance alone would agree always.
 */
export function quadraticKappa(matrix: Confusion): number {
  const classes = matrix.map((_, i) => i);
  const total = sum(matrix, () => 1);
  const rows = classes.map(i => classes.reduce((s, j) => s + matrix[i]![j]!, 0));
  const columns = classes.map(j => classes.reduce((s, i) => s + matrix[i]![j]!, 0));
  const observed = sum(matrix, (i, j) => (i - j) ** 2);
  const expected = classes.reduce(
    (s, i) => s + classes.reduce((t, j) => t + (rows[i]! * columns[j]! * (i - j) ** 2) / total, 0),
    0
  );
  return expected > 0 ? 1 - observed / expected : NaN;
}

/** Share of the cases of class `from` and worse that were called so; NaN where there are none. */
export function sensitivity(matrix: Confusion, from: number): number {
  const hits = sum(matrix, (i, j) => (i >= from && j >= from ? 1 : 0));
  return hits / sum(matrix, i => (i >= from ? 1 : 0));
}

/** Share of the cases below class `from` that were called so; NaN where there are none. */
export function specificity(matrix: Confusion, from: number): number {
  const rejections = sum(matrix, (i, j) => (i < from && j < from ? 1 : 0));
  return rejections / sum(matrix, i => (i < from ? 1 : 0));
}

/** Mean one-against-the-rest AUC of the classes that occur and are not all; one ranking per class. */
export function macroAuc(
  rankings: readonly Ranking[],
  truth: ArrayLike<number>,
  weights: ArrayLike<number>
): number {
  const areas = rankings
    .map((ranking, k) => auc(ranking, i => truth[i] === k, weights))
    .filter(Number.isFinite);
  return areas.length ? areas.reduce((a, b) => a + b, 0) / areas.length : NaN;
}

export const CALIBRATION_BINS = 10;

/** One bin of a reliability diagram. */
export interface Reliability {
  /** Weighted number of cases. */
  readonly count: number;
  readonly confidence: number;
  readonly observed: number;
}

/**
 * Stated probability and how often it was right, in ten bins of equal width. `outcomes`: 1 where what
 * `confidence` speaks of came true. Empty bins have count 0.
 */
export function reliability(
  confidence: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>
): Reliability[] {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ count: 0, p: 0, hits: 0 }));
  for (let i = 0; i < confidence.length; i++) {
    const bin =
      bins[Math.min(CALIBRATION_BINS - 1, Math.floor(confidence[i]! * CALIBRATION_BINS))]!;
    bin.count += weights[i]!;
    bin.p += weights[i]! * confidence[i]!;
    bin.hits += weights[i]! * outcomes[i]!;
  }
  return bins.map(({ count, p, hits }) => ({
    count,
    confidence: count > 0 ? p / count : 0,
    observed: count > 0 ? hits / count : 0,
  }));
}

/** Expected calibration error (Naeini et al., AAAI 2015): mean distance of the two, weighted by count. */
export function calibrationError(bins: readonly Reliability[]): number {
  const total = bins.reduce((s, bin) => s + bin.count, 0);
  return (
    bins.reduce((s, bin) => s + bin.count * Math.abs(bin.confidence - bin.observed), 0) / total
  );
}
