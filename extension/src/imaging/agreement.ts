import { pixelToPatient } from './geometry';
import { createSampler } from './sampler';
import type { Stack } from './types';

/** Pixels of an axial image that are compared, one in so many along rows and columns. */
const EVERY = 3;
/** Fewer places than these say nothing. */
const ENOUGH = 200;

/** Ranks of values, equal ones in the order in which they come; they are many, and of many values. */
function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  order.forEach((index, rank) => (result[index] = rank));
  return result;
}

/**
 * How far the brightness of stacks rises and falls with that of another one at the same places: Spearman's rank
 * correlation, -1 to 1; NaN where they share hardly any place.
 */
export function agreement(stack: Stack, others: readonly Stack[]): number {
  const sample = createSampler(stack);
  const here: number[] = [];
  const there: number[] = [];
  for (const other of others) {
    for (const slice of other.slices) {
      for (let row = 0; row < slice.rows; row += EVERY) {
        for (let column = 0; column < slice.columns; column += EVERY) {
          const [x, y, z] = pixelToPatient(slice, column, row);
          const value = sample(x, y, z);
          if (!Number.isNaN(value)) {
            here.push(value);
            there.push(slice.pixels[row * slice.columns + column]!);
          }
        }
      }
    }
  }
  if (here.length < ENOUGH) {
    return NaN;
  }
  const [a, b] = [ranks(here), ranks(there)];
  const middle = (here.length - 1) / 2;
  let [both, one, two] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [u, v] = [a[i]! - middle, b[i]! - middle];
    both += u * v;
    one += u * u;
    two += v * v;
  }
  return both / Math.sqrt(one * two);
}
