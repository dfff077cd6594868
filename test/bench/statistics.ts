/** Median and quartiles of repeated measurements. */
export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly n: number;
}

/** A straight line through points, by least squares. */
export interface LinearFit {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance that the line explains, 0..1; 1 where all values are equal. */
  readonly r2: number;
}

/** The value at a share 0..1 of the sorted values, linear between them (R's type 7). NaN for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? NaN : low + (at - Math.floor(at)) * (high - low);
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: quantile(values, 0.5),
  q1: quantile(values, 0.25),
  q3: quantile(values, 0.75),
  n: values.length,
});

/**
 * Ratios of values that were measured one after the other in the same repetition, so that whatever else
 * the machine did in the meantime weighs on both. Throws RangeError when the lists differ in length.
 */
export function pairedRatios(values: readonly number[], references: readonly number[]): Spread {
  if (values.length !== references.length) {
    throw new RangeError(`${values.length} values against ${references.length} references`);
  }
  return spreadOf(values.map((value, i) => value / references[i]!));
}

/** Throws RangeError for fewer than two different x. */
export function linearFit(points: readonly (readonly [x: number, y: number])[]): LinearFit {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const sum = (term: (dx: number, dy: number) => number) =>
    points.reduce((total, [x, y]) => total + term(x - mx, y - my), 0);
  const xx = sum(dx => dx * dx);
  if (!(xx > 0)) {
    throw new RangeError('a line needs points at two different places');
  }
  const slope = sum((dx, dy) => dx * dy) / xx;
  const yy = sum((_, dy) => dy * dy);
  const r2 = yy > 0 ? (slope * slope * xx) / yy : 1;
  return { slope, intercept: my - slope * mx, r2 };
}
