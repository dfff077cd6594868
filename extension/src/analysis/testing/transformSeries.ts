import type { Vec3 } from '../../findings';
import { pixelToPatient } from '../../imaging/geometry';
import { bilinear } from '../../imaging/bilinear';
import type { ImageSeries, PixelArray, Slice } from '../../imaging/types';
import { add, scale } from '../../imaging/vec3';

/** Ways in which the same patient may be stored; every one keeps each sample at its place. */

const likeArray = (pixels: PixelArray, length: number) =>
  new (pixels.constructor as { new (length: number): PixelArray })(length);

const mapSlices = (
  series: ImageSeries,
  change: (slice: Slice, i: number) => Slice
): ImageSeries => ({
  ...series,
  slices: series.slices.map(change),
});

/** Stores columns from the other side. */
export const flipColumns = (series: ImageSeries): ImageSeries =>
  mapSlices(series, slice => {
    const pixels = slice.pixels.map(
      (_, i) =>
        slice.pixels[
          Math.floor(i / slice.columns) * slice.columns + slice.columns - 1 - (i % slice.columns)
        ]!
    ) as PixelArray;
    return {
      ...slice,
      pixels,
      position: pixelToPatient(slice, slice.columns - 1, 0),
      rowDirection: scale(slice.rowDirection, -1),
    };
  });

/** Stores rows and columns the other way round. */
export const transpose = (series: ImageSeries): ImageSeries =>
  mapSlices(series, slice => {
    const pixels = slice.pixels.map(
      (_, i) => slice.pixels[(i % slice.rows) * slice.columns + Math.floor(i / slice.rows)]!
    ) as PixelArray;
    return {
      ...slice,
      pixels,
      rows: slice.columns,
      columns: slice.rows,
      rowDirection: slice.columnDirection,
      columnDirection: slice.rowDirection,
      rowSpacing: slice.columnSpacing,
      columnSpacing: slice.rowSpacing,
    };
  });

/** Another file order, the same for every run. */
export const shuffle = (series: ImageSeries): ImageSeries => ({
  ...series,
  slices: [...series.slices].sort((a, b) => order(a) - order(b)),
});

const order = ({ sopInstanceUID }: Slice) =>
  [...sopInstanceUID].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) % 9973, 7);

/** Keeps every n-th slice, as a scan with gaps between its slices would. */
export const thin = (series: ImageSeries, n: number): ImageSeries => ({
  ...series,
  slices: series.slices.filter((_, i) => i % n === Math.floor(n / 2) % n),
});

/** Resamples each slice to other pixels of `spacing` mm; `nearest` for labels. */
export const resample = (series: ImageSeries, spacing: number, nearest: boolean): ImageSeries =>
  mapSlices(series, slice => {
    const columns = Math.floor((slice.columns * slice.columnSpacing) / spacing);
    const rows = Math.floor((slice.rows * slice.rowSpacing) / spacing);
    const pixels = likeArray(slice.pixels, rows * columns);
    for (let i = 0; i < pixels.length; i++) {
      const x = ((i % columns) * spacing) / slice.columnSpacing;
      const y = (Math.floor(i / columns) * spacing) / slice.rowSpacing;
      pixels[i] = nearest
        ? slice.pixels[Math.round(y) * slice.columns + Math.round(x)]!
        : Math.round(bilinear(slice.pixels, slice.columns, slice.rows, x, y));
    }
    return { ...slice, rows, columns, pixels, rowSpacing: spacing, columnSpacing: spacing };
  });

/** A rotation (rows of a matrix) and a shift (mm): the patient lies otherwise in the scanner. */
export interface Motion {
  readonly rows: readonly [Vec3, Vec3, Vec3];
  readonly shift: Vec3;
}

export const turned = ({ rows }: Motion, v: Vec3): Vec3 =>
  [0, 1, 2].map(i => rows[i]!.reduce((sum, m, k) => sum + m * v[k]!, 0)) as unknown as Vec3;

export const moved = (motion: Motion, p: Vec3): Vec3 => add(turned(motion, p), motion.shift);

/** Rotation by degrees about x (bending forward), y (leaning aside) and z (turning), in this order. */
export function motion(degrees: Vec3, shift: Vec3): Motion {
  const [a, b, c] = degrees.map(value => (value * Math.PI) / 180) as [number, number, number];
  const about = [
    (v: Vec3): Vec3 => [
      v[0],
      v[1] * Math.cos(a) - v[2] * Math.sin(a),
      v[1] * Math.sin(a) + v[2] * Math.cos(a),
    ],
    (v: Vec3): Vec3 => [
      v[0] * Math.cos(b) + v[2] * Math.sin(b),
      v[1],
      -v[0] * Math.sin(b) + v[2] * Math.cos(b),
    ],
    (v: Vec3): Vec3 => [
      v[0] * Math.cos(c) - v[1] * Math.sin(c),
      v[0] * Math.sin(c) + v[1] * Math.cos(c),
      v[2],
    ],
  ];
  const columns = (
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const
  ).map(e => about.reduce((v: Vec3, turn) => turn(v), e));
  const row = (i: number): Vec3 => [columns[0]![i]!, columns[1]![i]!, columns[2]![i]!];
  return { rows: [row(0), row(1), row(2)], shift };
}

/** Moves a patient in the scanner: the images stay, their planes move. */
export const move = (series: ImageSeries, by: Motion): ImageSeries =>
  mapSlices(series, slice => ({
    ...slice,
    position: moved(by, slice.position),
    rowDirection: turned(by, slice.rowDirection),
    columnDirection: turned(by, slice.columnDirection),
  }));

/** Takes every optional header away. */
export const anonymize = ({ slices, modality }: ImageSeries): ImageSeries => ({
  seriesInstanceUID: '2.25.1',
  studyInstanceUID: '2.25.2',
  modality,
  description: 'T2',
  slices: slices.map((slice, i) => ({
    ...slice,
    sliceThickness: undefined,
    sopInstanceUID: `2.25.3.${i}`,
  })),
});
