import { median } from '../../imaging/median';
import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { dot } from '../../imaging/vec3';
import { inFrame } from './discFrame';
import { lineSum, type Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';

/** Heights are averaged over slices within this distance of the midline, mm. */
const MIDLINE_MM = 5;
/** Step along the spine and from front to back, mm. */
export const STEP_MM = 0.5;
/** Structures end where less than this height of them is left, mm. */
export const EDGE_MM = 1;

/** Heights of a structure from front to back in a frame's midline. */
export interface Profile {
  /** mm in front of the frame's center, one per column, ascending. */
  readonly at: Float64Array;
  /** Summed probability along the normal, mm. */
  readonly height: Float64Array;
  /** Mean position of that probability along the normal, mm. */
  readonly center: Float64Array;
}

const MAX_DEPTH_MM = 34;

/**
 * Lateral positions (mm to the right of a frame's center) of the slices near the midline, which lies
 * `side` mm to the right; that position itself where no slice is near.
 */
export function midlineSides(
  grid: SagittalGrid,
  frame: DiscFrame,
  side: number
): readonly number[] {
  const base = dot(frame.center, grid.normal);
  const perMm = dot(frame.right, grid.normal);
  const midline = base + side * perMm;
  const near = grid.offsets
    .filter(offset => Math.abs(offset - midline) <= MIDLINE_MM)
    .map(offset => (offset - base) / perMm);
  return near.length ? near : [side];
}

/**
 * How high a structure stands over the plane of a frame, averaged over the slices near the midline, which
 * lies `side` mm to the right. `volume`: probabilities on the grid; `reach`: mm along the normal to both
 * sides within which the structure lies.
 */
export function heightProfile(
  { grid }: Segmentation,
  volume: Float32Array,
  frame: DiscFrame,
  side: number,
  reach: number
): Profile {
  const sides = midlineSides(grid, frame, side);
  const columns = Math.round((2 * MAX_DEPTH_MM) / STEP_MM) + 1;
  const at = Float64Array.from({ length: columns }, (_, i) => i * STEP_MM - MAX_DEPTH_MM);
  const height = new Float64Array(columns);
  const center = new Float64Array(columns);
  for (let i = 0; i < columns; i++) {
    let moment = 0;
    for (const x of sides) {
      const line = lineSum(grid, volume, inFrame(frame, x, at[i]!, 0), frame.normal, [
        -reach,
        reach,
        STEP_MM,
      ]);
      height[i]! += line.length / sides.length;
      moment += line.length > 0 ? (line.length * line.center) / sides.length : 0;
    }
    center[i] = height[i]! > 0 ? moment / height[i]! : 0;
  }
  return { at, height, center };
}

/** A column belongs to a structure from this share of the height in the middle on: lips do not. */
export const DISC_EDGE = 0.3;
export const BODY_EDGE = 0.6;

/**
 * First and last column of the run around the center in which the structure has at least `share` of its
 * height in the middle; null: not there.
 */
export function extent(
  { height }: Profile,
  share: number
): readonly [back: number, front: number] | null {
  const middle = (height.length - 1) / 2;
  let start = middle;
  // The center may sit in a cleft; look for the structure a few mm to both sides.
  for (let d = 0; d <= 8 / STEP_MM && height[start]! < EDGE_MM; d++) {
    start = height[middle + d]! >= EDGE_MM ? middle + d : middle - d;
  }
  if (height[start]! < EDGE_MM) {
    return null;
  }
  const core = height.slice(start - 6 / STEP_MM, start + 6 / STEP_MM + 1);
  const edge = Math.max(EDGE_MM, share * median(Array.from(core)));
  let back = start;
  let front = start;
  while (back > 0 && height[back - 1]! >= edge) {
    back--;
  }
  while (front < height.length - 1 && height[front + 1]! >= edge) {
    front++;
  }
  return [back, front];
}
