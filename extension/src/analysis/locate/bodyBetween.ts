import { planeAt, type GridPoint, type Segmentation } from '../segmentation/segmentation';

/** Shares of the way between two discs at which their vertebra lies … */
const BODY = [0.35, 0.42, 0.5, 0.58, 0.65];
/** … and a disc between them that was not seen would lie. */
export const MIDDLE = [0.47, 0.5, 0.53];

/** Vertebra is looked for on the line between two discs and this far to its sides, mm. */
const ASIDE_MM = [-6, 0, 6];

/**
 * Mean of a probability volume around the middle part of the line between two points, 0..1; the best of
 * three slices, since the body between two discs of a crooked spine lies aside.
 */
export function meanBetween(
  { grid }: Segmentation,
  volume: Float32Array,
  a: GridPoint,
  b: GridPoint,
  shares = BODY
): number {
  const { width, height, spacing, origin } = grid;
  let best = 0;
  for (const aside of ASIDE_MM) {
    let sum = 0;
    let count = 0;
    for (const share of shares) {
      const [u, v, w] = a.map((x, i) => x + share * (b[i]! - x)) as [number, number, number];
      const plane = Math.round(planeAt(grid, w + aside));
      const row = Math.round((v - origin[1]) / spacing);
      for (const shift of [-6, -3, 0, 3, 6]) {
        const column = Math.round((u + shift - origin[0]) / spacing);
        count++;
        if (plane >= 0 && row >= 0 && row < height && column >= 0 && column < width) {
          sum += volume[(plane * height + row) * width + column]!;
        }
      }
    }
    best = Math.max(best, sum / count);
  }
  return best;
}
