import type { Said, Vec3 } from '../findings';
import { refused, said } from '../messages';
import { orientationOf, sliceNormal } from './geometry';
import { byHeader } from './images';
import { median } from './median';
import { misplacedSlices } from './misplaced';
import { slabsOf } from './slabs';
import { stationsOf } from './stations';
import type { ImageSeries, LeftOutImage, LeftOutReason, Slice, Stack } from './types';
import { dot, length, unit } from './vec3';

export type StackWarningCode = 'duplicate-slices' | 'gap-in-slices' | 'misplaced-slices';

export type StackWarning = Said & { readonly code: StackWarningCode };

export interface Stacks {
  /** Stacks with more slices first. */
  readonly stacks: readonly Stack[];
  readonly warnings: readonly StackWarning[];
  /** Images that are in none of the stacks. */
  readonly leftOut: readonly LeftOutImage[];
}

/** Slices belong together while their axes differ by less than 0.25° (1 mm at the image's far corner) … */
const PARALLEL = Math.cos((0.25 * Math.PI) / 180);
/** … and their pixel spacings by less than this share (0.5 mm at the far corner). */
const SAME_SPACING = 0.002;
/** Two planes nearer than this, mm, are one position. */
const SAME_POSITION_MM = 0.05;
/** A step beyond this multiple of the usual one is a gap … */
const GAP = 1.5;
/** … which is a missing slice up to this multiple; in an axial series it ends a slab (imaging/slabs). */
const SPLIT = 3.5;
/** A slice nearer to its neighbor than this share of the usual step was not scanned there. */
const CROWDED = 0.5;
/** Directions are unit vectors (DICOM PS3.3 C.7.6.2.1.1); one shorter than this is none, whatever was rounded. */
const SHORTEST_DIRECTION = 0.5;
/** Rows and columns are orthogonal (ibid.), up to this cosine of the angle between them: 0.6° for what was rounded. */
const MOST_SKEWED = 0.01;

const isFinite3 = (v: Vec3) => v.length === 3 && v.every(Number.isFinite);

/** Checks one slice's plane and returns it with unit directions. */
function checked(slice: Slice, name: string): Slice {
  const { rowDirection, columnDirection, position, rows, columns } = slice;
  const bad = (context: 'no-position' | 'no-spacing' | 'zero-orientation' | 'skewed') =>
    refused('bad-geometry', { context, series: name });
  if (!isFinite3(position) || !isFinite3(rowDirection) || !isFinite3(columnDirection)) {
    throw bad('no-position');
  }
  if (!(slice.rowSpacing > 0) || !(slice.columnSpacing > 0)) {
    throw bad('no-spacing');
  }
  if (length(rowDirection) < SHORTEST_DIRECTION || length(columnDirection) < SHORTEST_DIRECTION) {
    throw bad('zero-orientation');
  }
  const row = unit(rowDirection);
  const column = unit(columnDirection);
  if (Math.abs(dot(row, column)) > MOST_SKEWED) {
    throw bad('skewed');
  }
  if (rows < 1 || columns < 1 || slice.pixels.length !== rows * columns) {
    throw refused('inconsistent-slices', {
      context: 'pixels',
      series: name,
      pixels: slice.pixels.length,
      ...{ rows, columns },
    });
  }
  return { ...slice, rowDirection: row, columnDirection: column };
}

const fits = (a: Slice, b: Slice) =>
  a.rows === b.rows &&
  a.columns === b.columns &&
  Math.abs(a.rowSpacing / b.rowSpacing - 1) < SAME_SPACING &&
  Math.abs(a.columnSpacing / b.columnSpacing - 1) < SAME_SPACING &&
  dot(a.rowDirection, b.rowDirection) > PARALLEL &&
  dot(a.columnDirection, b.columnDirection) > PARALLEL;

/** A slice and its distance along the normal of its stack, mm. */
export interface Placed {
  readonly slice: Slice;
  readonly offset: number;
}

const leftOut = ({ slice }: Placed, reason: LeftOutReason): LeftOutImage => ({
  sopInstanceUID: slice.sopInstanceUID,
  ...(slice.frameNumber === undefined ? {} : { frameNumber: slice.frameNumber }),
  reason,
});

/** From each slice to the next, mm. */
const stepsOf = (placed: readonly Placed[]): number[] =>
  placed.slice(1).map(({ offset }, i) => offset - placed[i]!.offset);

function toStack(series: ImageSeries, normal: Vec3, part: readonly Placed[]): Stack {
  const steps = stepsOf(part);
  const sliceSpacing = steps.length ? median(steps) : (part[0]!.slice.sliceThickness ?? 1);
  return {
    seriesInstanceUID: series.seriesInstanceUID,
    slices: part.map(p => p.slice),
    normal,
    offsets: part.map(p => p.offset),
    sliceSpacing,
  };
}

/** Slices of one direction and size by station, whatever their order. */
function groupsOf(series: ImageSeries, name: string): Slice[][] {
  const groups: Slice[][] = [];
  for (const raw of byHeader(series.slices, series)) {
    const slice = checked(raw, name);
    const group = groups.find(members => fits(members[0]!, slice));
    if (group) {
      group.push(slice);
    } else {
      groups.push([slice]);
    }
  }
  return groups.flatMap(stationsOf);
}

/** Slices along the normal; of several at one position the first, the others apart. */
function placedOnce(
  group: readonly Slice[],
  normal: Vec3
): { readonly placed: readonly Placed[]; readonly repeated: readonly Placed[] } {
  const placed: Placed[] = [];
  const repeated: Placed[] = [];
  // A stable sort keeps the first of several slices at one position first.
  const sorted = group
    .map((slice): Placed => ({ slice, offset: dot(slice.position, normal) }))
    .sort((a, b) => a.offset - b.offset);
  for (const one of sorted) {
    const last = placed.at(-1);
    const isRepeated = last && one.offset - last.offset < SAME_POSITION_MM;
    (isRepeated ? repeated : placed).push(one);
  }
  return { placed, repeated };
}

/** Stacks of slices of one direction and size, and what was noticed on the way. */
interface Sorted {
  readonly stacks: readonly Stack[];
  readonly leftOut: readonly LeftOutImage[];
  /** Slices that are missing in between. */
  readonly gaps: number;
  /** Slices that are nearer to the one before than they can have been scanned. */
  readonly crowded: number;
}

/** One stack, cut where more than a few slices are missing. `placed` is not empty. */
function sagittalStacks(
  series: ImageSeries,
  normal: Vec3,
  placed: readonly Placed[]
): Omit<Sorted, 'leftOut'> {
  const steps = stepsOf(placed);
  const usual = steps.length ? median(steps) : Infinity;
  const isCut = (step: number) => step > SPLIT * usual;
  const cuts = steps.flatMap((step, i) => (isCut(step) ? [i + 1] : []));
  const starts = [0, ...cuts];
  const gaps = steps
    .filter(step => step > GAP * usual && !isCut(step))
    .reduce((sum, step) => sum + Math.round(step / usual) - 1, 0);
  return {
    stacks: starts.map((start, i) => toStack(series, normal, placed.slice(start, starts[i + 1]))),
    gaps,
    crowded: steps.filter(step => step < CROWDED * usual).length,
  };
}

function sortedGroup(series: ImageSeries, group: readonly Slice[]): Sorted {
  const normal = sliceNormal(group[0]!);
  const { placed, repeated } = placedOnce(group, normal);
  const repetitions = repeated.map(one => leftOut(one, 'same-place'));
  if (orientationOf(normal) !== 'sagittal') {
    // Axial slabs of one angle are shifted against each other: there no line is to be expected.
    const stacks = slabsOf(placed).map(slab => toStack(series, normal, slab));
    return { stacks, leftOut: repetitions, gaps: 0, crowded: 0 };
  }
  const isWrong = misplacedSlices(placed, normal);
  const misplaced = placed.filter((_, i) => isWrong[i]).map(one => leftOut(one, 'misplaced'));
  const inLine = placed.filter((_, i) => !isWrong[i]);
  return {
    ...sagittalStacks(series, normal, inLine),
    leftOut: [...repetitions, ...misplaced],
  };
}

/** What is said of a series' stacks; of slices that lie wrong in one way only. */
function warningsOf(
  series: string,
  { leftOut, gaps, crowded }: Omit<Sorted, 'stacks'>
): StackWarning[] {
  const count = (wanted: LeftOutReason) => leftOut.filter(({ reason }) => reason === wanted).length;
  const [duplicates, misplaced] = [count('same-place'), count('misplaced')];
  const wrong =
    misplaced > 0
      ? ({ context: 'left-out', series, count: misplaced } as const)
      : ({ context: 'crowded', series, count: crowded } as const);
  return [
    ...(duplicates > 0 ? [said('duplicate-slices', { series, count: duplicates })] : []),
    ...(gaps > 0 ? [said('gap-in-slices', { series, count: gaps })] : []),
    ...(wrong.count > 0 ? [said('misplaced-slices', wrong)] : []),
  ];
}

/**
 * Sorts a series' slices into stacks of parallel slices, whatever their order in the file system.
 * Slices are placed by projecting Image Position (Patient) on the slice normal (DICOM PS3.3 C.7.6.2);
 * of several slices at one position the first by instance number is kept, and sagittal ones whose positions
 * contradict the others' are left out. Overlapping axial slabs become a stack each. Throws DeepSpineError
 * 'bad-geometry' or 'inconsistent-slices' for images that cannot be placed.
 */
export function buildStacks(series: ImageSeries): Stacks {
  const name = series.description ? `“${series.description}”` : series.seriesInstanceUID;
  const sorted = groupsOf(series, name).map(group => sortedGroup(series, group));
  const sum = (of: (one: Sorted) => number) => sorted.reduce((total, one) => total + of(one), 0);
  const out = sorted.flatMap(one => one.leftOut);
  return {
    stacks: sorted
      .flatMap(({ stacks }) => stacks)
      .sort((a, b) => b.slices.length - a.slices.length),
    warnings: warningsOf(name, {
      leftOut: out,
      gaps: sum(({ gaps }) => gaps),
      crowded: sum(({ crowded }) => crowded),
    }),
    leftOut: out,
  };
}
