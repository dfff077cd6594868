import type { Vec3 } from '../findings';
import type { PixelArray, Slice } from './types';

const converted = new WeakMap<PixelArray, Float32Array>();

/**
 * A slice's samples in the one element type for which the inner loops are compiled; kept for as long as the pixels
 * themselves are, since a slice is read both to be segmented and to be cut.
 */
export function floatSamples({ pixels }: Pick<Slice, 'pixels'>): Float32Array {
  if (pixels instanceof Float32Array) {
    return pixels;
  }
  let samples = converted.get(pixels);
  if (!samples) {
    samples = new Float32Array(pixels);
    converted.set(pixels, samples);
  }
  return samples;
}

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
  pixels: Float32Array,
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
  /** Made when first read: most samplers read few slices. */
  private samples: Float32Array | null = null;
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
    return bilinear(this.floats(), columns, rows, column, row);
  }

  /**
   * Reads the points start + t · direction (LPS, mm) for t = steps[from] … steps[to − 1] into the same places of
   * `values`, as `at` does. With an `upper` slice of the same place, size and spacing in its plane, its values are
   * blended in.
   */
  line(
    [x, y, z]: Vec3,
    [dx, dy, dz]: Vec3,
    steps: Float64Array,
    { from, to, upper, share, perStep }: LinePart,
    values: Float64Array
  ): void {
    const { rowDirection: a, columnDirection: b, columnSpacing, rowSpacing } = this.slice;
    const { columns, rows } = this.slice;
    const column = (x * a[0] + y * a[1] + z * a[2] - this.columnBase) / columnSpacing;
    const row = (x * b[0] + y * b[1] + z * b[2] - this.rowBase) / rowSpacing;
    const perColumn = (dx * a[0] + dy * a[1] + dz * a[2]) / columnSpacing;
    const perRow = (dx * b[0] + dy * b[1] + dz * b[2]) / rowSpacing;
    const below = this.floats();
    const above = upper ? upper.floats() : below;
    for (let n = from; n < to; n++) {
      const c = column + steps[n]! * perColumn;
      const r = row + steps[n]! * perRow;
      if (c >= 0 && r >= 0 && c < columns - 1 && r < rows - 1) {
        // Within, as nearly always: the same as below without its looks at the border.
        const left = Math.floor(c);
        const top = Math.floor(r);
        const fx = c - left;
        const fy = r - top;
        const i = top * columns + left;
        const j = i + columns;
        const a00 = (1 - fx) * (1 - fy);
        const a01 = fx * (1 - fy);
        const a10 = (1 - fx) * fy;
        const a11 = fx * fy;
        let value = below[i]! * a00 + below[i + 1]! * a01 + below[j]! * a10 + below[j + 1]! * a11;
        if (upper) {
          const other =
            above[i]! * a00 + above[i + 1]! * a01 + above[j]! * a10 + above[j + 1]! * a11;
          value += (other - value) * (share + steps[n]! * perStep);
        }
        values[n] = value;
      } else {
        const value = this.read(c, r);
        values[n] = upper
          ? value + (upper.read(c, r) - value) * (share + steps[n]! * perStep)
          : value;
      }
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

  private floats(): Float32Array {
    return (this.samples ??= floatSamples(this.slice));
  }
}

/** Positions of slices are written with few digits. */
const SAME_PLACE_MM = 1e-3;

/** The points of a line that lie between the same two slices. */
export interface LinePart {
  readonly from: number;
  readonly to: number;
  /** null: the slice alone is read. */
  readonly upper: SliceReader | null;
  /** How much the upper slice counts: share + t · perStep. */
  readonly share: number;
  readonly perStep: number;
}
