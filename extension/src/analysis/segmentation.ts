import type { Vec3 } from '../findings';
import { gridToPatient, type SagittalGrid } from '../imaging/sagittalGrid';

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
  while (offsets[low + 1]! < offset) {
    low++;
  }
  return low + (offset - offsets[low]!) / (offsets[low + 1]! - offsets[low]!);
}

/**
 * Probability at a patient-space point (LPS, mm), linear in all three axes; 0 outside the grid.
 */
export function probabilityAt(grid: SagittalGrid, volume: Float32Array, point: Vec3): number {
  const { posterior: a, inferior: b, normal: n, origin, spacing } = grid;
  const [x, y, z] = point;
  const plane = planeAt(grid, x * n[0] + y * n[1] + z * n[2]);
  if (Number.isNaN(plane)) {
    return 0;
  }
  const column = (x * a[0] + y * a[1] + z * a[2] - origin[0]) / spacing;
  const row = (x * b[0] + y * b[1] + z * b[2] - origin[1]) / spacing;
  const p0 = Math.floor(plane);
  const share = plane - p0;
  const below = inPlane(grid, volume, p0, row, column);
  return share < 1e-6
    ? below
    : below * (1 - share) + inPlane(grid, volume, p0 + 1, row, column) * share;
}

/** Bilinear in one plane, 0 outside. */
function inPlane(
  grid: SagittalGrid,
  volume: Float32Array,
  plane: number,
  row: number,
  column: number
): number {
  const { height, width } = grid;
  const r = Math.floor(row);
  const c = Math.floor(column);
  if (r < 0 || c < 0 || r >= height - 1 || c >= width - 1) {
    return 0;
  }
  const at = (plane * height + r) * width + c;
  const fr = row - r;
  const fc = column - c;
  return (
    (volume[at]! * (1 - fc) + volume[at + 1]! * fc) * (1 - fr) +
    (volume[at + width]! * (1 - fc) + volume[at + width + 1]! * fc) * fr
  );
}
