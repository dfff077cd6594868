import type { Vec3 } from '../../findings';
import { gridToPatient, type SagittalGrid } from '../../imaging/sagittalGrid';
import { within, type IndexRange } from '../../imaging/within';
import { along, dot } from '../../imaging/vec3';

/** What every segmentation model labels … */
export const STRUCTURES = ['vertebra', 'disc', 'canal'] as const;
/** … and what some do: the bodies of S1 and S2. */
export const OPTIONAL_STRUCTURES = ['sacrum'] as const;

export type OptionalStructure = (typeof OPTIONAL_STRUCTURES)[number];
export type Structure = (typeof STRUCTURES)[number] | OptionalStructure;

/**
 * What the segmentation model says of a sagittal stack: one probability volume per structure on the
 * grid, [planes, height, width], values 0..1. One that the model does not label is missing.
 */
export interface Segmentation
  extends
    Readonly<Record<(typeof STRUCTURES)[number], Float32Array>>,
    Readonly<Partial<Record<OptionalStructure, Float32Array>>> {
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

/** Of the probabilities along a line, and of each times its place on it in steps; lines are short, and many. */
const SUMS = new Float64Array(2);

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
  const first = along(start, direction, from);
  const line: GridLine = {
    column: (dot(first, posterior) - origin[0]) / spacing,
    row: (dot(first, inferior) - origin[1]) / spacing,
    perColumn: (dot(direction, posterior) / spacing) * step,
    perRow: (dot(direction, inferior) / spacing) * step,
    width,
  };
  const offset = dot(first, normal);
  const perOffset = dot(direction, normal) * step;
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  const inner = within(
    line.row,
    line.perRow,
    height - 1,
    within(line.column, line.perColumn, width - 1, { from: 0, to: count })
  );
  const sums = SUMS.fill(0);
  const size = height * width;
  for (let n = inner.from, end = n; n < inner.to; n = end) {
    const at = offset + n * perOffset;
    const plane = planeAt(grid, at);
    end = n + 1;
    if (Number.isNaN(plane)) {
      continue;
    }
    const lower = Math.floor(plane);
    const [below, above] = [offsets[lower]!, offsets[lower + 1]];
    if (above === undefined || at < below) {
      // Beyond the ends the outermost plane counts.
      addBetween(volume, lower * size, 0, line, { from: n, to: end }, 0, 0, sums);
      continue;
    }
    const ahead = (perOffset > 0 ? above : below) - offset;
    const last = perOffset === 0 ? inner.to : Math.ceil(ahead / perOffset);
    end = Math.max(end, Math.min(inner.to, last));
    const share = (offset - below) / (above - below);
    const perShare = perOffset / (above - below);
    addBetween(volume, lower * size, size, line, { from: n, to: end }, share, perShare, sums);
  }
  const [sum, moment] = [sums[0]!, sums[1]!];
  return { length: sum * step, center: from + (moment / sum) * step };
}

/** Point n of a line lies at (column + n · perColumn, row + n · perRow) of a plane. */
interface GridLine {
  readonly column: number;
  readonly row: number;
  readonly perColumn: number;
  readonly perRow: number;
  readonly width: number;
}

/**
 * Adds what lies at some points of a line, and n times that, to two sums: in the plane that begins at `base` and the
 * one that begins `apart` later, which counts share + n · perShare.
 */
function addBetween(
  volume: Float32Array,
  base: number,
  apart: number,
  { column, row, perColumn, perRow, width }: GridLine,
  { from, to }: IndexRange,
  share: number,
  perShare: number,
  sums: Float64Array
): void {
  let sum = 0;
  let moment = 0;
  for (let n = from; n < to; n++) {
    const c = column + n * perColumn;
    const r = row + n * perRow;
    const w = share + n * perShare;
    // Neither is negative, where truncation is the floor.
    const left = c | 0;
    const top = r | 0;
    const fc = c - left;
    const fr = r - top;
    const i = base + Math.imul(top, width) + left;
    const j = i + apart;
    const a = volume[i]! + (volume[j]! - volume[i]!) * w;
    const b = volume[i + 1]! + (volume[j + 1]! - volume[i + 1]!) * w;
    const d = volume[i + width]! + (volume[j + width]! - volume[i + width]!) * w;
    const e = volume[i + width + 1]! + (volume[j + width + 1]! - volume[i + width + 1]!) * w;
    const upper = a + (b - a) * fc;
    const p = upper + (d + (e - d) * fc - upper) * fr;
    sum += p;
    moment += p * n;
  }
  sums[0]! += sum;
  sums[1]! += moment;
}
