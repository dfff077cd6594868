import type { Vec3 } from '../../extension/src/findings';
import type { ImageSeries, PixelArray, Slice } from '../../extension/src/imaging';

/** Rotation matrix, rows first. */
export type Rotation = readonly [Vec3, Vec3, Vec3];

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const along = (a: Vec3, b: Vec3, t: number): Vec3 => [
  a[0] + t * b[0],
  a[1] + t * b[1],
  a[2] + t * b[2],
];
const negated = (v: Vec3): Vec3 => [-v[0], -v[1], -v[2]];
const mirror = (v: Vec3): Vec3 => [-v[0], v[1], v[2]];

/** Rotation by an angle in degrees about x, then about z. */
export function rotation(aboutX: number, aboutZ: number): Rotation {
  const [a, b] = [aboutX, aboutZ].map(degrees => (degrees * Math.PI) / 180) as [number, number];
  const [cx, sx, cz, sz] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return [
    [cz, -sz * cx, sz * sx],
    [sz, cz * cx, -cz * sx],
    [0, sx, cx],
  ];
}

export function rotated(matrix: Rotation, v: Vec3): Vec3 {
  return [dot(matrix[0], v), dot(matrix[1], v), dot(matrix[2], v)];
}

function remapped(
  slice: Slice,
  rows: number,
  columns: number,
  source: (row: number, column: number) => number
): PixelArray {
  const pixels = slice.pixels.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pixels[row * columns + column] = slice.pixels[source(row, column)]!;
    }
  }
  return pixels;
}

/** The same picture at the same place, stored with rows and columns exchanged. */
export function transposed(slice: Slice): Slice {
  const { rows, columns, rowDirection, columnDirection, rowSpacing, columnSpacing } = slice;
  return {
    ...slice,
    rows: columns,
    columns: rows,
    rowDirection: columnDirection,
    columnDirection: rowDirection,
    rowSpacing: columnSpacing,
    columnSpacing: rowSpacing,
    pixels: remapped(slice, columns, rows, (row, column) => column * columns + row),
  };
}

/** The same picture at the same place, stored from its last column and its last row on. */
export function turned(slice: Slice): Slice {
  const { rows, columns, rowDirection, columnDirection, rowSpacing, columnSpacing } = slice;
  const lastColumn = along(slice.position, rowDirection, (columns - 1) * columnSpacing);
  return {
    ...slice,
    position: along(lastColumn, columnDirection, (rows - 1) * rowSpacing),
    rowDirection: negated(rowDirection),
    columnDirection: negated(columnDirection),
    pixels: remapped(
      slice,
      rows,
      columns,
      (row, column) => (rows - 1 - row) * columns + (columns - 1 - column)
    ),
  };
}

/**
 * The mirror image of the patient, about the plane x = 0: what lay on the left lies on the right. Rows that
 * ran to the left are stored from their last column on, as a scanner stores them.
 */
export function mirrored(slice: Slice): Slice {
  const { rows, columns, columnSpacing } = slice;
  const [position, row, column] = [
    mirror(slice.position),
    mirror(slice.rowDirection),
    mirror(slice.columnDirection),
  ];
  const mirrorImage = { ...slice, position, rowDirection: row, columnDirection: column };
  if (Math.abs(row[0]) < 0.5) {
    return mirrorImage;
  }
  return {
    ...mirrorImage,
    position: along(position, row, (columns - 1) * columnSpacing),
    rowDirection: negated(row),
    pixels: remapped(slice, rows, columns, (r, c) => r * columns + (columns - 1 - c)),
  };
}

/** The patient lay otherwise in the scanner: every point is rotated. */
export function moved(slice: Slice, matrix: Rotation, shift: Vec3): Slice {
  return {
    ...slice,
    position: along(rotated(matrix, slice.position), shift, 1),
    rowDirection: rotated(matrix, slice.rowDirection),
    columnDirection: rotated(matrix, slice.columnDirection),
  };
}

/** Another order of the slices, the same for each run. */
export function shuffled(series: ImageSeries): ImageSeries {
  const { slices } = series;
  const step = slices.length % 7 === 0 ? 5 : 7;
  return { ...series, slices: slices.map((_, i) => slices[(i * step) % slices.length]!) };
}

export function eachSlice(series: ImageSeries, change: (slice: Slice) => Slice): ImageSeries {
  return { ...series, slices: series.slices.map(change) };
}

/** As a strict anonymizer leaves it: pixels, geometry and new UIDs. */
export function anonymized(series: ImageSeries): ImageSeries {
  return {
    seriesInstanceUID: '2.25.1',
    studyInstanceUID: '2.25.2',
    modality: series.modality,
    slices: series.slices.map((slice, i) => ({ ...slice, sopInstanceUID: `2.25.3.${i + 1}` })),
  };
}
