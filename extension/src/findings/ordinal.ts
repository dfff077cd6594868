/** Shares that sum to a half may miss it by rounding. */
const HALF = 0.5 - 1e-9;

/**
 * The class at which the cumulated probabilities reach a half. Of all classes it is the one whose expected
 * distance to the truth, in grades, is least; and where neighbouring classes are merged (four grades to
 * three), it stays the same.
 *
 * @param probabilities of ordered classes, from normal to worst; they sum to 1
 * @returns index of the median class; the last one where they do not reach a half
 */
export function medianClass(probabilities: ArrayLike<number>): number {
  const last = probabilities.length - 1;
  let sum = 0;
  for (let k = 0; k < last; k++) {
    sum += probabilities[k]!;
    if (sum >= HALF) {
      return k;
    }
  }
  return last;
}
