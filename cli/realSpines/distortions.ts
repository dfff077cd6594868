import type { Slice } from '../../extension/src/imaging/types';
import type { Vec3 } from '../../extension/src/findings';
import { randomFrom } from './random';
import type { RealStudy, TrueDisc } from './realStudies';

/** A study as another scanner, coil or position of the patient might have given it; what is marked moves along. */
export type Distortion = (study: RealStudy) => RealStudy;

const BRIGHTEST = 255;
/** Standard deviation of the noise, of 255. */
const NOISE = 20;
const SEED = 1;

/** Brings every different picture of a study under `change`; equal ones stay one. */
function withSlices(study: RealStudy, change: (slice: Slice) => Slice): RealStudy {
  const done = new Map<Slice['pixels'], Slice>();
  const changed = (slice: Slice): Slice => {
    const known = done.get(slice.pixels);
    const next = known ?? change(slice);
    done.set(slice.pixels, next);
    const { rows, columns, pixels, position } = next;
    // All slices of these studies lie along x.
    return {
      ...slice,
      rows,
      columns,
      pixels,
      position: [slice.position[0], position[1], position[2]],
    };
  };
  return { ...study, series: { ...study.series, slices: study.series.slices.map(changed) } };
}

/** New values of pixels; row and column are shares of the slice's height and width. */
const shaded =
  (of: (value: number, row: number, column: number) => number): Distortion =>
  study =>
    withSlices(study, slice => ({
      ...slice,
      pixels: Uint8Array.from(slice.pixels, (value, i) => {
        const row = Math.floor(i / slice.columns) / slice.rows;
        const column = (i % slice.columns) / slice.columns;
        return Math.min(Math.max(Math.round(of(value, row, column)), 0), BRIGHTEST);
      }),
    }));

const curve = (gamma: number): Distortion =>
  shaded(value => BRIGHTEST * (value / BRIGHTEST) ** gamma);

/** Normal noise by two uniform numbers (Box and Muller 1958). */
const noisy: Distortion = study => {
  const random = randomFrom(SEED);
  return shaded(
    value => value + NOISE * Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  )(study);
};

/** The mean of (2 · reach + 1)² pixels. */
const blurred =
  (reach: number): Distortion =>
  study =>
    withSlices(study, slice => {
      const { rows, columns, pixels } = slice;
      const mean = (i: number) => {
        const [row, column] = [Math.floor(i / columns), i % columns];
        let [sum, count] = [0, 0];
        for (let r = Math.max(row - reach, 0); r <= Math.min(row + reach, rows - 1); r++) {
          for (
            let c = Math.max(column - reach, 0);
            c <= Math.min(column + reach, columns - 1);
            c++
          ) {
            sum += pixels[r * columns + c]!;
            count++;
          }
        }
        return Math.round(sum / count);
      };
      return { ...slice, pixels: Uint8Array.from({ length: pixels.length }, (_, i) => mean(i)) };
    });

/** The value between four pixels; 0 outside. */
function between({ rows, columns, pixels }: Slice, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const at = (r: number, c: number) =>
    r < 0 || c < 0 || r >= rows || c >= columns ? 0 : pixels[r * columns + c]!;
  return (
    (at(top, left) * (1 - right) + at(top, left + 1) * right) * (1 - down) +
    (at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right) * down
  );
}

/** The patient turned in the sagittal plane about the middle of the slice, head forward where positive. */
export const turned =
  (degrees: number): Distortion =>
  study => {
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const { rows, columns, rowSpacing, columnSpacing } = study.series.slices[0]!;
    const [middleRow, middleColumn] = [(rows - 1) / 2, (columns - 1) / 2];
    const moved = withSlices(study, slice => ({
      ...slice,
      pixels: Uint8Array.from(slice.pixels, (_, i) => {
        const [r, c] = [Math.floor(i / columns) - middleRow, (i % columns) - middleColumn];
        return Math.round(
          between(slice, middleRow + c * sin + r * cos, middleColumn + c * cos - r * sin)
        );
      }),
    }));
    const discs = study.discs.map(({ level, center: [x, y, z] }): TrueDisc => {
      const [r, c] = [-z / rowSpacing - middleRow, y / columnSpacing - middleColumn];
      const center: Vec3 = [
        x,
        (middleColumn + c * cos + r * sin) * columnSpacing,
        -(middleRow - c * sin + r * cos) * rowSpacing,
      ];
      return { level, center };
    });
    return { ...moved, discs };
  };

/** Without a share of the columns in front and at the back. */
const narrowed =
  (front: number, back: number): Distortion =>
  study =>
    withSlices(study, slice => {
      const first = Math.round(slice.columns * front);
      const columns = Math.round(slice.columns * (1 - back)) - first;
      const { rows, pixels, position } = slice;
      return {
        ...slice,
        columns,
        position: [position[0], position[1] + first * slice.columnSpacing, position[2]],
        pixels: Uint8Array.from(
          { length: rows * columns },
          (_, i) => pixels[Math.floor(i / columns) * slice.columns + first + (i % columns)]!
        ),
      };
    });

/** By name. Levels that a distortion takes out of the images are no matter of this: see ambiguities.ts. */
export const DISTORTIONS: Readonly<Record<string, Distortion>> = {
  'as it is': study => study,
  'turned by 10°': turned(10),
  'turned by −10°': turned(-10),
  'turned by 20°': turned(20),
  'turned by −20°': turned(-20),
  'noise of 20 of 255': noisy,
  'tone curve of 1.8': curve(1.8),
  'tone curve of 0.5': curve(0.5),
  'dark in front': shaded((value, _row, column) => value * (0.25 + 1.5 * column)),
  'dark above and below': shaded(
    (value, row) => value * Math.max(0.15, 1 - 1.6 * Math.abs(row - 0.5))
  ),
  'blurred over 3 × 3 pixels': blurred(1),
  'blurred over 5 × 5 pixels': blurred(2),
  'a fifth less in front': narrowed(0.2, 0),
  'a fifth less at the back': narrowed(0, 0.2),
};
