/** The studies that are timed: the project's own samples in the matrices that scanners deliver. */
import type { StudyInput } from '../../extension/src/analysis/request';
import { buildStacks } from '../../extension/src/imaging';
import type { ImageSeries, Slice } from '../../extension/src/imaging/types';
import { along, sub } from '../../extension/src/imaging/vec3';
import { readInput } from '../../cli/input';
import { resized, resliced } from '../matrix/images';
import { sampleFolder } from '../node/analyzed';

export interface BenchStudy {
  readonly name: string;
  readonly study: StudyInput;
}

async function sampleSeries(
  sample: Parameters<typeof sampleFolder>[0],
  isWanted: (series: ImageSeries) => boolean
): Promise<ImageSeries> {
  const { study } = await readInput([sampleFolder(sample)]);
  const series = study.series.find(isWanted);
  if (!series) {
    throw new Error(`The sample study ${sample} lacks a series that the benchmark needs.`);
  }
  return series;
}

const named = (word: RegExp) => (series: ImageSeries) => word.test(series.description ?? '');

/** A slice with air (0) around it, so that its field of view is square. */
function squared(slice: Slice): Slice {
  const { rows, columns, pixels, rowSpacing, columnSpacing } = slice;
  const size = Math.max(rows, Math.round((columns * columnSpacing) / rowSpacing));
  const [top, left] = [(size - rows) >> 1, (size - columns) >> 1];
  const wide = new Uint16Array(size * size);
  for (let row = 0; row < rows; row++) {
    wide.set(pixels.subarray(row * columns, (row + 1) * columns), (row + top) * size + left);
  }
  const { position, rowDirection: r, columnDirection: c } = slice;
  const at = (axis: 0 | 1 | 2) =>
    position[axis] - left * columnSpacing * r[axis] - top * rowSpacing * c[axis];
  return { ...slice, rows: size, columns: size, pixels: wide, position: [at(0), at(1), at(2)] };
}

/** Slices with the outermost ones repeated one step further out: a slab that covers more than one disc's height. */
function widened(slices: readonly Slice[]): Slice[] {
  const moved = (slice: Slice, from: Slice): Slice => ({
    ...slice,
    position: [0, 1, 2].map(
      axis => 2 * slice.position[axis]! - from.position[axis]!
    ) as unknown as Slice['position'],
  });
  const [first, second] = [slices[0]!, slices[1]!];
  const [last, former] = [slices.at(-1)!, slices.at(-2)!];
  return [moved(first, second), ...slices, moved(last, former)];
}

/** A series with every slab resampled to `count` slices of `rows` × `columns`; UIDs told apart. */
function remade(
  series: ImageSeries,
  count: number,
  rows: number,
  columns: number,
  slabOf: (slices: readonly Slice[]) => readonly Slice[] = slices => slices
): ImageSeries {
  const { stacks } = buildStacks(series);
  const slices = stacks.flatMap(({ slices: slab }, s) =>
    resliced(slabOf(slab), count).map((slice, i) => ({
      ...resized(slice, rows, columns),
      sopInstanceUID: `${series.seriesInstanceUID}.${s + 1}.${i + 1}`,
    }))
  );
  return { ...series, slices };
}

/**
 * 18 sagittal slices of 448 × 448 and 60 axial ones of 320 × 320 in five slabs: the simulated lumbar spine,
 * whose sagittal field of view is made square with air, as on most scanners.
 */
export async function usualStudy(): Promise<BenchStudy> {
  const sagittal = await sampleSeries('synthetic-asymmetric', named(/sagittal/i));
  const axial = await sampleSeries('synthetic-asymmetric', named(/axial/i));
  const square = { ...sagittal, slices: sagittal.slices.map(squared) };
  const slabs = buildStacks(axial).stacks.length;
  return {
    name: '18 × 448 × 448 sagittal + 60 × 320 × 320 axial',
    study: {
      studyInstanceUID: '2.25.1801',
      series: [remade(square, 18, 448, 448), remade(axial, 60 / slabs, 320, 320, widened)],
    },
  };
}

/** 30 sagittal slices of 640 rows × 512 columns without an axial series: the patient of the samples. */
export async function largeStudy(): Promise<BenchStudy> {
  const sagittal = await sampleSeries('spider-45', () => true);
  return {
    name: '30 × 512 × 640 sagittal',
    study: { studyInstanceUID: '2.25.3001', series: [remade(sagittal, 30, 640, 512)] },
  };
}

/** A study for smoke tests: every second slice of the simulated spine, and its axial slabs. */
export async function shortStudy(): Promise<BenchStudy> {
  const sagittal = await sampleSeries('synthetic-asymmetric', named(/sagittal/i));
  const axial = await sampleSeries('synthetic-asymmetric', named(/axial/i));
  const series = [remade(sagittal, 9, 192, 128), remade(axial, 5, 144, 160)];
  return {
    name: '9 × 128 × 192 sagittal + 25 × 160 × 144 axial',
    study: { studyInstanceUID: '2.25.901', series },
  };
}

/**
 * The large study's field of view with other numbers of slices or another matrix.
 *
 * @param apart times the sample's distance between slices: many in its narrow slab would be taken for repetitions
 */
export async function grownStudy(slices: number, rows: number, apart = 1): Promise<StudyInput> {
  const sagittal = await sampleSeries('spider-45', () => true);
  const columns = Math.round((rows * 4) / 5);
  const grown = remade(sagittal, slices, rows, columns);
  const [first] = grown.slices;
  const moved = grown.slices.map(slice => ({
    ...slice,
    position: along(first!.position, sub(slice.position, first!.position), apart),
  }));
  return { studyInstanceUID: '2.25.3002', series: [{ ...grown, slices: moved }] };
}

/** The usual study's sagittal and axial series six times each, as of a patient who was scanned again and again. */
export async function manySeries(): Promise<StudyInput> {
  const { study } = await usualStudy();
  const series = Array.from({ length: 6 }, (_, i) =>
    study.series.map(one => {
      const seriesInstanceUID = `${one.seriesInstanceUID}.${i + 1}`;
      const slices = one.slices.map(slice => ({
        ...slice,
        sopInstanceUID: `${slice.sopInstanceUID}.${i + 1}`,
      }));
      return { ...one, seriesInstanceUID, slices };
    })
  ).flat();
  return { studyInstanceUID: '2.25.1212', series };
}
