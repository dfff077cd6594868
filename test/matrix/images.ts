/** Other pictures of the same patient: resampled, thinned out, thickened, repeated. */
import type { Vec3 } from '../../extension/src/findings';
import type { Slice } from '../../extension/src/imaging/types';

const along = (a: Vec3, b: Vec3, t: number): Vec3 => [
  a[0] + t * b[0],
  a[1] + t * b[1],
  a[2] + t * b[2],
];

/** Bilinear value at a fractional pixel; outside, that of the border. */
function valueAt({ pixels, rows, columns }: Slice, row: number, column: number): number {
  const r = Math.min(rows - 1, Math.max(0, row));
  const c = Math.min(columns - 1, Math.max(0, column));
  const [r0, c0] = [Math.floor(r), Math.floor(c)];
  const [r1, c1] = [Math.min(rows - 1, r0 + 1), Math.min(columns - 1, c0 + 1)];
  const [fr, fc] = [r - r0, c - c0];
  const [upper, lower] = [r0 * columns, r1 * columns];
  return (
    (1 - fr) * ((1 - fc) * pixels[upper + c0]! + fc * pixels[upper + c1]!) +
    fr * ((1 - fc) * pixels[lower + c0]! + fc * pixels[lower + c1]!)
  );
}

/** The same field of view in another matrix; downwards by the mean of what falls on a pixel. */
export function resized(slice: Slice, rows: number, columns: number): Slice {
  const rowSpacing = (slice.rowSpacing * slice.rows) / rows;
  const columnSpacing = (slice.columnSpacing * slice.columns) / columns;
  const [down, across] = [slice.rows / rows, slice.columns / columns];
  const samples = (factor: number) => Math.max(1, Math.round(factor));
  const [m, n] = [samples(down), samples(across)];
  const pixels = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          const y = (row + (i + 0.5) / m) * down - 0.5;
          const x = (column + (j + 0.5) / n) * across - 0.5;
          sum += valueAt(slice, y, x);
        }
      }
      pixels[row * columns + column] = Math.round(sum / (m * n));
    }
  }
  // The field of view stays, so the center of its first pixel moves.
  const corner = along(slice.position, slice.columnDirection, (rowSpacing - slice.rowSpacing) / 2);
  const position = along(corner, slice.rowDirection, (columnSpacing - slice.columnSpacing) / 2);
  return { ...slice, rows, columns, rowSpacing, columnSpacing, position, pixels };
}

/** `count` slices over the same width, each the mean of its neighbors by distance. */
export function resliced(slices: readonly Slice[], count: number): Slice[] {
  const step = (slices.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => {
    const at = i * step;
    const [below, above] = [slices[Math.floor(at)]!, slices[Math.ceil(at)]!];
    const share = at - Math.floor(at);
    const position = below.position.map(
      (x, axis) => x + share * (above.position[axis]! - x)
    ) as unknown as Vec3;
    const pixels = Uint16Array.from(below.pixels, (value, k) =>
      Math.round(value + share * (above.pixels[k]! - value))
    );
    return { ...below, position, pixels };
  });
}

/** The rows and columns of the middle part, so that many slices stay a small study. */
export function cropped(slice: Slice, rows: number, columns: number): Slice {
  const [top, left] = [(slice.rows - rows) >> 1, (slice.columns - columns) >> 1];
  const pixels = new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = (row + top) * slice.columns + left;
    pixels.set(slice.pixels.slice(from, from + columns) as Uint16Array, row * columns);
  }
  const corner = along(slice.position, slice.columnDirection, top * slice.rowSpacing);
  const position = along(corner, slice.rowDirection, left * slice.columnSpacing);
  return { ...slice, rows, columns, position, pixels };
}
