import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { mhaSeries, readMha } from '../mha';
import { LEVELS, uidFrom, type Level, type Vec3 } from '../../extension/src/findings';
import type { ImageSeries, Slice } from '../../extension/src/imaging/types';
import { readNpz, type NpyArray } from './readNpz';

/** Real spines beside the repository; see README.md there. */
export const SHARED_DATA = path.resolve(__dirname, '../../../shared/data');

/** A disc that somebody marked: its name and its center, LPS mm. */
export interface TrueDisc {
  readonly level: Level;
  readonly center: Vec3;
}

/** A radiologist's gradings of a disc, as SPIDER writes them. */
export type DiscGradings = Readonly<Record<string, number | null>>;

export interface RealStudy {
  readonly set: 'spider-t2-tse' | 'spider-t1' | 'full-width';
  readonly name: string;
  readonly series: ImageSeries;
  /** How many equal slices the stack has; its one slice stands for all of them. */
  readonly equal: number;
  readonly discs: readonly TrueDisc[];
  readonly gradings: Readonly<Partial<Record<Level, DiscGradings>>>;
}

/** As outside checks feed single slices: so many equal ones, this far apart, mm. */
const EQUAL_SLICES = 7;
const EQUAL_STEP_MM = 4;

interface MidCase {
  readonly patient: string;
  readonly sequence: 't1' | 't2';
  readonly file: string;
  readonly spacing_tag_mm: readonly [number, number];
  readonly spacing_anatomy_mm: number | null;
  readonly spacing_estimate_mm?: number | null;
  readonly boxes: Readonly<Record<string, readonly [number, number, number, number]>>;
  readonly discs: Readonly<Record<string, DiscGradings>>;
}

const levelOf = (name: string): Level | undefined =>
  LEVELS.find(level => level === name.replace('/', '-'));

/** A sagittal series of slices that lie along −x, rows to the feet and columns to the back. */
function sagittalSeries(
  name: string,
  description: string,
  spacing: readonly [row: number, column: number],
  offsets: readonly number[],
  pixelsOf: (index: number) => { rows: number; columns: number; pixels: Uint8Array }
): ImageSeries {
  return {
    seriesInstanceUID: uidFrom(`real series ${name} ${description}`),
    studyInstanceUID: uidFrom(`real study ${name}`),
    modality: 'MR',
    description,
    slices: offsets.map((x, index): Slice => ({
      sopInstanceUID: uidFrom(`real slice ${name} ${description} ${index}`),
      ...pixelsOf(index),
      position: [-x, 0, 0],
      rowDirection: [0, 1, 0],
      columnDirection: [0, 0, -1],
      rowSpacing: spacing[0],
      columnSpacing: spacing[1],
    })),
  };
}

function midStudy(folder: string, one: MidCase, spacing: number): RealStudy {
  const png = PNG.sync.read(readFileSync(path.join(folder, one.file)));
  const { width: columns, height: rows } = png;
  const pixels = Uint8Array.from({ length: rows * columns }, (_, i) => png.data[4 * i]!);
  const offsets = Array.from({ length: EQUAL_SLICES }, (_, i) => i * EQUAL_STEP_MM);
  const middle = -offsets[(EQUAL_SLICES - 1) / 2]!;
  const name = `${one.patient}_${one.sequence}`;
  const gradings = Object.entries(one.discs).flatMap(([disc, values]) => {
    const level = levelOf(disc);
    return level ? [[level, values] as const] : [];
  });
  return {
    set: one.sequence === 't2' ? 'spider-t2-tse' : 'spider-t1',
    name,
    series: sagittalSeries(
      name,
      one.sequence === 't2' ? 't2_tse_sag' : 't1_tse_sag',
      [spacing, spacing],
      offsets,
      () => ({ rows, columns, pixels })
    ),
    equal: EQUAL_SLICES,
    discs: Object.entries(one.boxes).flatMap(([disc, [x0, y0, x1, y1]]): TrueDisc[] => {
      const level = levelOf(disc);
      const center: Vec3 = [middle, ((x0 + x1) / 2) * spacing, -((y0 + y1) / 2) * spacing];
      return level ? [{ level, center }] : [];
    }),
    gradings: Object.fromEntries(gradings),
  };
}

/**
 * The middle slices of SPIDER, each as seven equal slices.
 *
 * @param spacing 'tag': as the header says, which is wrong in four of ten; 'best': by the anatomy
 */
export function* midStudies(sequence: 't1' | 't2', spacing: 'tag' | 'best'): Generator<RealStudy> {
  const folder = path.join(SHARED_DATA, 'spider_mid');
  const cases = JSON.parse(readFileSync(path.join(folder, 'cases.json'), 'utf8')) as MidCase[];
  for (const one of cases.filter(c => c.sequence === sequence)) {
    const best = one.spacing_anatomy_mm ?? one.spacing_estimate_mm ?? one.spacing_tag_mm[0];
    yield midStudy(folder, one, spacing === 'tag' ? one.spacing_tag_mm[0] : best);
  }
}

/** The bodies L5, L4 … from the lowest up: their centers, LPS mm, for voxels of 1 mm. */
function bodyCenters({ data, shape, strides }: NpyArray): Vec3[] {
  const sums = new Map<number, [n: number, x: number, y: number, z: number]>();
  const [rows, columns, planes] = shape as [number, number, number];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let plane = 0; plane < planes; plane++) {
        const label = data[row * strides[0]! + column * strides[1]! + plane * strides[2]!]!;
        if (label > 0) {
          const sum = sums.get(label) ?? [0, 0, 0, 0];
          sums.set(label, sum);
          [1, -plane, column, -row].forEach((value, i) => (sum[i]! += value));
        }
      }
    }
  }
  return [...sums.values()]
    .map(([n, x, y, z]): Vec3 => [x / n, y / n, z / n])
    .sort((a, b) => a[2] - b[2]);
}

/** Halfway between neighboring bodies; L5-S1 lies as far below L5 as L4-L5 above it. */
function discsOf(bodies: readonly Vec3[]): TrueDisc[] {
  const [l5, l4] = bodies;
  const s1 = l5!.map((x, i) => 2 * x - l4![i]!) as unknown as Vec3;
  const all = [s1, ...bodies];
  return all.slice(1).flatMap((upper, i): TrueDisc[] => {
    const level = LEVELS[LEVELS.length - 1 - i];
    const center = upper.map((x, k) => (x + all[i]![k]!) / 2) as unknown as Vec3;
    return level ? [{ level, center }] : [];
  });
}

/** The full-width volumes; `every` n-th of their slices of 1 mm. */
export function* fullWidthStudies(every = 4): Generator<RealStudy> {
  const folder = path.join(SHARED_DATA, 'volumes');
  for (const file of existsSync(folder)
    ? readdirSync(folder)
        .filter(f => f.endsWith('.npz'))
        .sort()
    : []) {
    const arrays = readNpz(path.join(folder, file));
    const [image, mask] = [arrays.get('image')!, arrays.get('mask')!];
    const [rows, columns, planes] = image.shape as [number, number, number];
    const at = (row: number, column: number, plane: number) =>
      row * image.strides[0]! + column * image.strides[1]! + plane * image.strides[2]!;
    const all = Array.from({ length: planes }, (_, i) => i);
    const chosen = all.filter(i => i % every === Math.floor((planes % every) / 2));
    const name = `volume_${path.basename(file, '.npz')}`;
    yield {
      set: 'full-width',
      name,
      series: sagittalSeries(name, 't2_tse_sag', [1, 1], chosen, index => ({
        rows,
        columns,
        pixels: Uint8Array.from(
          { length: rows * columns },
          (_, i) => image.data[at(Math.floor(i / columns), i % columns, chosen[index]!)]!
        ),
      })),
      equal: 1,
      discs: discsOf(bodyCenters(mask)),
      gradings: {},
    };
  }
}

/** The T2 SPACE series of SPIDER as it is. */
export async function spaceSeries(patient: string): Promise<ImageSeries> {
  const file = path.join(SHARED_DATA, 'spider/images', `${patient}_t2_SPACE.mha`);
  return mhaSeries(await readMha(file), file);
}
