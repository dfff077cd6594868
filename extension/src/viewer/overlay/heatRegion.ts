import type { ExplainedVolume } from '../../analysis/grade/occlusion';
import type { Vec3 } from '../../findings';
import { along } from '../../imaging/vec3';

/** Samples are joined to squares of so many a side: finer than the places that were hidden. */
const JOINED = 2;

type Point = readonly [row: number, column: number];

/** Where the fall of a grade's probability reaches a share of the largest one, on a volume's middle plane. */
export interface HeatRegion {
  /** Rectangles that fill it, by their corners in order, LPS mm. */
  readonly fill: readonly (readonly Vec3[])[];
  /** Its border, as lines from point to point, LPS mm. */
  readonly border: readonly (readonly [Vec3, Vec3])[];
}

/**
 * @param strongest the largest fall over all volumes of the disc; they share one scale
 * @param share of it, 0..1, from which on a sample belongs to the region
 */
export function heatRegion(
  { rows, columns, fall, plane }: Pick<ExplainedVolume, 'rows' | 'columns' | 'fall' | 'plane'>,
  strongest: number,
  share: number
): HeatRegion {
  const [down, across] = [Math.floor(rows / JOINED), Math.floor(columns / JOINED)];
  const isIn = (r: number, c: number): boolean =>
    r >= 0 &&
    c >= 0 &&
    r < down &&
    c < across &&
    strongest > 0 &&
    fall[r * JOINED * columns + c * JOINED]! >= share * strongest;
  // Corners of squares lie half a sample beside their first one.
  const at = ([row, column]: Point): Vec3 =>
    along(along(plane.corner, plane.down, row * JOINED - 0.5), plane.across, column * JOINED - 0.5);
  const fill: Vec3[][] = [];
  const border: [Vec3, Vec3][] = [];
  for (let r = 0; r < down; r++) {
    let start: number | null = null;
    for (let c = 0; c <= across; c++) {
      if (isIn(r, c)) {
        start ??= c;
        const edges: readonly (readonly [boolean, Point, Point])[] = [
          [isIn(r - 1, c), [r, c], [r, c + 1]],
          [isIn(r + 1, c), [r + 1, c], [r + 1, c + 1]],
          [isIn(r, c - 1), [r, c], [r + 1, c]],
          [isIn(r, c + 1), [r, c + 1], [r + 1, c + 1]],
        ];
        edges
          .filter(([inside]) => !inside)
          .forEach(([, from, to]) => border.push([at(from), at(to)]));
      } else if (start !== null) {
        const corners: readonly Point[] = [
          [r, start],
          [r, c],
          [r + 1, c],
          [r + 1, start],
        ];
        fill.push(corners.map(at));
        start = null;
      }
    }
  }
  return { fill, border };
}
