import type { Vec3 } from '../findings';
import { gridToPatient, type SagittalGrid } from '../imaging/sagittalGrid';
import { dot } from '../imaging/vec3';

export type Structure = 'vertebra' | 'disc' | 'canal';

/**
 * What the segmentation model says of a sagittal stack: one probability volume per structure on the
 * grid, [planes, height, width], values 0..1.
 */
export interface Segmentation extends Readonly<Record<Structure, Float32Array>> {
  readonly grid: SagittalGrid;
}

/**
 * Lengths within the grid: u mm to the back, v mm to the feet, w mm along the stack's normal. An
 * orthonormal frame, in which distances are those of patient space.
 */
export type GridPoint = readonly [u: number, v: number, w: number];

/** Patient-space point (LPS, mm) of a point in the grid's own axes (mm). */
export function toPatient(grid: SagittalGrid, [u, v, w]: GridPoint): Vec3 {
  return gridToPatient(
    grid,
    w,
    (v - grid.origin[1]) / grid.spacing,
    (u - grid.origin[0]) / grid.spacing
  );
}

/** Patient-space direction of a direction in the grid's own axes. */
export function directionToPatient(grid: SagittalGrid, [u, v, w]: GridPoint): Vec3 {
  const { posterior: p, inferior: f, normal: n } = grid;
  return [
    u * p[0] + v * f[0] + w * n[0],
    u * p[1] + v * f[1] + w * n[1],
    u * p[2] + v * f[2] + w * n[2],
  ];
}

/** Fractional plane index of an offset along the normal; NaN beyond half a plane outside the stack. */
export function planeAt(grid: SagittalGrid, offset: number): number {
  const { offsets, planeSpacing } = grid;
  const last = offsets.length - 1;
  if (offset <= offsets[0]!) {
    return offsets[0]! - offset <= planeSpacing / 2 + 1e-6 ? 0 : NaN;
  }
  if (offset >= offsets[last]!) {
    return offset - offsets[last]! <= planeSpacing / 2 + 1e-6 ? last : NaN;
  }
  let low = 0;
  for (let high = last; high - low > 1;) {
    const half = (low + high) >> 1;
    if (offsets[half]! < offset) {
      low = half;
    } else {
      high = half;
    }
  }
  return low + (offset - offsets[low]!) / (offsets[low + 1]! - offsets[low]!);
}

/** What lies along a line through a probability volume. */
export interface LineSum {
  /** Integral of the probability along the line, mm: the length of the structure there. */
  readonly length: number;
  /** Its mean position on the line, mm from the start; NaN for none. */
  readonly center: number;
}

/**
 * Integrates a probability volume along a line from `start` (LPS mm) between `from` and `to` mm in a
 * unit `direction`, linear in all three axes; 0 outside the grid.
 */
export function lineSum(
  grid: SagittalGrid,
  volume: Float32Array,
  start: Vec3,
  direction: Vec3,
  [from, to, step]: readonly [from: number, to: number, step: number]
): LineSum {
  const { posterior, inferior, normal, origin, spacing, offsets, height, width } = grid;
  const column = (dot(start, posterior) - origin[0]) / spacing;
  const row = (dot(start, inferior) - origin[1]) / spacing;
  const offset = dot(start, normal);
  const perColumn = dot(direction, posterior) / spacing;
  const perRow = dot(direction, inferior) / spacing;
  const perOffset = dot(direction, normal);
  // A line within a plane, the usual case, is followed in that plane.
  const level = Math.abs(perOffset) * Math.max(Math.abs(from), Math.abs(to)) < 1e-3;
  // The planes between which the last point lay; nothing at first.
  let first = NaN;
  let lower = NaN;
  let upper = NaN;
  let sum = 0;
  let moment = 0;
  for (let t = from; t <= to; t += step) {
    const w = level ? offset : offset + t * perOffset;
    let share = (w - lower) / (upper - lower);
    if (!(share >= 0 && share < 1)) {
      const plane = planeAt(grid, w);
      first = Math.floor(plane);
      share = plane - first;
      lower = offsets[first] ?? NaN;
      upper = offsets[first + 1] ?? NaN;
    }
    const r = row + t * perRow;
    const c = column + t * perColumn;
    const top = Math.floor(r);
    const left = Math.floor(c);
    if (share >= 0 && top >= 0 && left >= 0 && top < height - 1 && left < width - 1) {
      const at = (first * height + top) * width + left;
      let p = inPlane(volume, at, width, r - top, c - left);
      if (share > 1e-6) {
        p += (inPlane(volume, at + height * width, width, r - top, c - left) - p) * share;
      }
      sum += p;
      moment += p * t;
    }
  }
  return { length: sum * step, center: moment / sum };
}

/** Bilinear between the four pixels of a plane of which the first one stands at `at`. */
function inPlane(volume: Float32Array, at: number, width: number, fr: number, fc: number): number {
  return (
    (volume[at]! * (1 - fc) + volume[at + 1]! * fc) * (1 - fr) +
    (volume[at + width]! * (1 - fc) + volume[at + width + 1]! * fc) * fr
  );
}
