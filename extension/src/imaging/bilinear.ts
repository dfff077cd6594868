import type { Vec3 } from '../findings';
import type { PixelArray, Slice } from './types';
import { dot } from './vec3';
import { within, type IndexRange } from './within';

/** Linear interpolation at a fractional pixel, clamped to the border. */
export function bilinear(
  pixels: ArrayLike<number>,
  columns: number,
  rows: number,
  column: number,
  row: number
): number {
  const x = column < 0 ? 0 : column > columns - 1 ? columns - 1 : column;
  const y = row < 0 ? 0 : row > rows - 1 ? rows - 1 : row;
  const x0 = Math.min(Math.floor(x), Math.max(0, columns - 2));
  const y0 = Math.min(Math.floor(y), Math.max(0, rows - 2));
  const x1 = Math.min(x0 + 1, columns - 1);
  const y1 = Math.min(y0 + 1, rows - 1);
  const fx = x - x0;
  const fy = y - y0;
  const a = y0 * columns;
  const b = y1 * columns;
  return (
    (pixels[a + x0]! * (1 - fx) + pixels[a + x1]! * fx) * (1 - fy) +
    (pixels[b + x0]! * (1 - fx) + pixels[b + x1]! * fx) * fy
  );
}

/** Sum of `bilinear` at a fractional pixel moved by each of `by`: column, row, column, row … */
export function bilinearSum(
  pixels: PixelArray,
  columns: number,
  rows: number,
  column: number,
  row: number,
  by: Float64Array
): number {
  let sum = 0;
  for (let i = 0; i < by.length; i += 2) {
    sum += bilinear(pixels, columns, rows, column + by[i]!, row + by[i + 1]!);
  }
  return sum;
}

/** A slice that is read at many places, with what is the same for all of them. */
export class SliceReader {
  private readonly columnBase: number;
  private readonly rowBase: number;

  constructor(private readonly slice: Slice) {
    const { position: p, rowDirection: a, columnDirection: b } = slice;
    this.columnBase = p[0] * a[0] + p[1] * a[1] + p[2] * a[2];
    this.rowBase = p[0] * b[0] + p[1] * b[1] + p[2] * b[2];
  }

  /** The value where a point (LPS, mm) falls on the slice; NaN beyond the outer edges of its pixels. */
  at(x: number, y: number, z: number): number {
    const { rowDirection: a, columnDirection: b, columnSpacing, rowSpacing } = this.slice;
    const column = (x * a[0] + y * a[1] + z * a[2] - this.columnBase) / columnSpacing;
    const row = (x * b[0] + y * b[1] + z * b[2] - this.rowBase) / rowSpacing;
    return this.read(column, row);
  }

  /** The value at a fractional pixel, as in `at`. */
  read(column: number, row: number): number {
    const { columns, rows } = this.slice;
    if (column < -0.5 || row < -0.5 || column > columns - 0.5 || row > rows - 0.5) {
      return NaN;
    }
    return bilinear(this.slice.pixels, columns, rows, column, row);
  }

  /**
   * Reads the points start + n · step (LPS, mm) for n = from … to − 1 into place n of `target`, as `at` does, and
   * blends in the values of the part's upper slice.
   */
  line(start: Vec3, step: Vec3, part: LinePart, target: LineTarget): void {
    const { rowDirection: a, columnDirection: b, columnSpacing, rowSpacing } = this.slice;
    const { columns, rows } = this.slice;
    const column = (dot(start, a) - this.columnBase) / columnSpacing;
    const row = (dot(start, b) - this.rowBase) / rowSpacing;
    const perColumn = dot(step, a) / columnSpacing;
    const perRow = dot(step, b) / rowSpacing;
    const { from, to, upper } = part;
    // Nearly always all of it: what lies among four pixels is read without looking at the border.
    const inner = within(
      row,
      perRow,
      rows - 1,
      within(column, perColumn, columns - 1, { from, to })
    );
    const pixels = { column, row, perColumn, perRow, columns };
    this.clamped(pixels, part, from, inner.from, target);
    readInner(this.slice.pixels, upper.slice.pixels, pixels, part, inner, target);
    this.clamped(pixels, part, inner.to, to, target);
  }

  /** Reads some points of a line, wherever they lie. */
  private clamped(
    { column, row, perColumn, perRow }: PixelLine,
    { upper, share, perStep }: LinePart,
    from: number,
    to: number,
    { values, first, stride }: LineTarget
  ): void {
    for (let n = from; n < to; n++) {
      const c = column + n * perColumn;
      const r = row + n * perRow;
      const value = this.read(c, r);
      values[first + n * stride] = value + (upper.read(c, r) - value) * (share + n * perStep);
    }
  }

  /** Whether another slice has its pixels beside this one's, so that both are read at the same pixel. */
  isAbove({ slice, columnBase, rowBase }: SliceReader): boolean {
    const { rowDirection: a, columnDirection: b, columnSpacing, rowSpacing } = slice;
    const { rowDirection: c, columnDirection: d } = this.slice;
    return (
      slice.columns === this.slice.columns &&
      slice.rows === this.slice.rows &&
      columnSpacing === this.slice.columnSpacing &&
      rowSpacing === this.slice.rowSpacing &&
      a.every((value, i) => value === c[i]) &&
      b.every((value, i) => value === d[i]) &&
      Math.abs(columnBase - this.columnBase) < SAME_PLACE_MM &&
      Math.abs(rowBase - this.rowBase) < SAME_PLACE_MM
    );
  }
}

/** Positions of slices are written with few digits. */
const SAME_PLACE_MM = 1e-3;

/** The points of a line that lie between the same two slices. */
export interface LinePart extends IndexRange {
  /** Of the same place, size and spacing in its plane; the slice itself where it alone is read. */
  readonly upper: SliceReader;
  /** How much the upper slice counts at point n: share + n · perStep. */
  readonly share: number;
  readonly perStep: number;
}

/** Where what is read along a line is written: point n to values[first + n · stride]. */
export interface LineTarget {
  readonly values: Float32Array;
  readonly first: number;
  readonly stride: number;
}

/** A line in pixel coordinates: point n lies at (column + n · perColumn, row + n · perRow). */
interface PixelLine {
  readonly column: number;
  readonly row: number;
  readonly perColumn: number;
  readonly perRow: number;
  /** Of the slice. */
  readonly columns: number;
}

/** Reads points that all lie among four pixels of either slice. */
function readInner(
  lower: PixelArray,
  upper: PixelArray,
  { column, row, perColumn, perRow, columns }: PixelLine,
  { share, perStep }: LinePart,
  { from, to }: IndexRange,
  { values, first, stride }: LineTarget
): void {
  for (let n = from; n < to; n++) {
    const c = column + n * perColumn;
    const r = row + n * perRow;
    const w = share + n * perStep;
    // Neither is negative, where truncation is the floor.
    const left = c | 0;
    const top = r | 0;
    const fx = c - left;
    const i = Math.imul(top, columns) + left;
    const j = i + columns;
    const a = lower[i]! + (upper[i]! - lower[i]!) * w;
    const b = lower[i + 1]! + (upper[i + 1]! - lower[i + 1]!) * w;
    const d = lower[j]! + (upper[j]! - lower[j]!) * w;
    const e = lower[j + 1]! + (upper[j + 1]! - lower[j + 1]!) * w;
    const above = a + (b - a) * fx;
    const below = d + (e - d) * fx;
    values[first + n * stride] = above + (below - above) * (r - top);
  }
}
