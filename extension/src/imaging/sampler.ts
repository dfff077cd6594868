import { bilinear } from './sagittalGrid';
import type { Slice, Stack } from './types';
import { dot } from './vec3';

/** Intensity at a patient-space point (LPS, mm); NaN where the stack has no image. */
export type Sampler = (x: number, y: number, z: number) => number;

/** Neighbouring slices further apart than this multiple of the usual distance are not blended. */
const GAP = 1.6;

/** A slice's samples in the one element type for which the inner loops are compiled. */
const floats = ({ pixels }: Slice): Float32Array =>
  pixels instanceof Float32Array ? pixels : Float32Array.from(pixels);

/** Index of the last but one offset at most that is not above a value between the first and the last. */
function intervalOf(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const half = (low + high) >> 1;
    if (offsets[half]! <= offset) {
      low = half;
    } else {
      high = half;
    }
  }
  return low;
}

/**
 * Reads a stack at any patient-space point: bilinear in the slices, linear between them. Up to half a
 * slice distance beyond the ends, and beside a gap, the nearest slice is read.
 */
export function createSampler(stack: Stack): Sampler {
  const { normal, offsets, slices, sliceSpacing } = stack;
  const planes = slices.map(slice => ({
    slice,
    samples: null as Float32Array | null,
    columnBase: dot(slice.position, slice.rowDirection),
    rowBase: dot(slice.position, slice.columnDirection),
  }));
  const reach = sliceSpacing / 2 + 1e-6;

  const read = (index: number, x: number, y: number, z: number): number => {
    const plane = planes[index]!;
    const { slice, columnBase, rowBase } = plane;
    const { rowDirection: a, columnDirection: b, columns, rows } = slice;
    const column = (x * a[0] + y * a[1] + z * a[2] - columnBase) / slice.columnSpacing;
    const row = (x * b[0] + y * b[1] + z * b[2] - rowBase) / slice.rowSpacing;
    if (column < -0.5 || row < -0.5 || column > columns - 0.5 || row > rows - 0.5) {
      return NaN;
    }
    const samples = (plane.samples ??= floats(slice));
    return bilinear(samples, columns, rows, column, row);
  };

  const last = offsets.length - 1;
  // Neighbouring points mostly lie between the same two slices.
  let low = 0;
  return (x, y, z) => {
    const offset = x * normal[0] + y * normal[1] + z * normal[2];
    if (offset <= offsets[0]!) {
      return offsets[0]! - offset <= reach ? read(0, x, y, z) : NaN;
    }
    if (offset >= offsets[last]!) {
      return offset - offsets[last]! <= reach ? read(last, x, y, z) : NaN;
    }
    if (!(offsets[low]! <= offset && offset < offsets[low + 1]!)) {
      low = intervalOf(offsets, offset);
    }
    const high = low + 1;
    const step = offsets[high]! - offsets[low]!;
    const share = (offset - offsets[low]!) / step;
    if (step > GAP * sliceSpacing) {
      const near = share < 0.5 ? low : high;
      return Math.abs(offset - offsets[near]!) <= reach ? read(near, x, y, z) : NaN;
    }
    const below = read(low, x, y, z);
    const above = read(high, x, y, z);
    return below * (1 - share) + above * share;
  };
}
