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
  if (length(rowDirection) < 0.5 || length(columnDirection) < 0.5) {
    throw bad('zero-orientation');
  }
  const row = unit(rowDirection);
  const column = unit(columnDirection);
  if (Math.abs(dot(row, column)) > 0.01) {
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

function toStack(series: ImageSeries, normal: Vec3, part: readonly Placed[]): Stack {
  const steps = part.slice(1).map((p, i) => p.offset - part[i]!.offset);
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

/**
 * Sorts a series' slices into stacks of parallel slices, whatever their order in the file system.
 * Slices are placed by projecting Image Position (Patient) on the slice normal (DICOM PS3.3 C.7.6.2);
 * of several slices at one position the first by instance number is kept, and sagittal ones whose positions
 * contradict the others' are left out. Overlapping axial slabs become a stack each. Throws DeepSpineError
 * 'bad-geometry' or 'inconsistent-slices' for images that cannot be placed.
 */
export function buildStacks(series: ImageSeries): Stacks {
  const name = series.description ? `“${series.description}”` : series.seriesInstanceUID;
  const stacks: Stack[] = [];
  const out: LeftOutImage[] = [];
  let gaps = 0;
  let crowded = 0;
  for (const group of groupsOf(series, name)) {
    const normal = sliceNormal(group[0]!);
    // A stable sort keeps the first of several slices at one position first.
    const placed = group
      .map((slice): Placed => ({ slice, offset: dot(slice.position, normal) }))
      .sort((a, b) => a.offset - b.offset);
    const apart: Placed[] = [];
    for (const p of placed) {
      const last = apart[apart.length - 1];
      if (last && p.offset - last.offset < SAME_POSITION_MM) {
        out.push(leftOut(p, 'same-place'));
      } else {
        apart.push(p);
      }
    }
    if (orientationOf(normal) !== 'sagittal') {
      // Axial slabs of one angle are shifted against each other: there no line is to be expected.
      stacks.push(...slabsOf(apart).map(slab => toStack(series, normal, slab)));
      continue;
    }
    const wrong = misplacedSlices(apart, normal);
    out.push(...apart.filter((_, i) => wrong[i]).map(p => leftOut(p, 'misplaced')));
    const distinct = apart.filter((_, i) => !wrong[i]);
    const steps = distinct.slice(1).map((p, i) => p.offset - distinct[i]!.offset);
    const usual = steps.length ? median(steps) : Infinity;
    crowded += steps.filter(step => step < CROWDED * usual).length;
    let start = 0;
    steps.forEach((step, i) => {
      if (step > SPLIT * usual) {
        stacks.push(toStack(series, normal, distinct.slice(start, i + 1)));
        start = i + 1;
      } else if (step > GAP * usual) {
        gaps += Math.round(step / usual) - 1;
      }
    });
    stacks.push(toStack(series, normal, distinct.slice(start)));
  }
  const duplicates = out.filter(({ reason }) => reason === 'same-place').length;
  const left = out.filter(({ reason }) => reason === 'misplaced').length;
  stacks.sort((a, b) => b.slices.length - a.slices.length);

  const warnings: StackWarning[] = [];
  if (duplicates > 0) {
    warnings.push(said('duplicate-slices', { series: name, count: duplicates }));
  }
  if (gaps > 0) {
    warnings.push(said('gap-in-slices', { series: name, count: gaps }));
  }
  if (left > 0 || crowded > 0) {
    warnings.push(
      left > 0
        ? said('misplaced-slices', { context: 'left-out', series: name, count: left })
        : said('misplaced-slices', { context: 'crowded', series: name, count: crowded })
    );
  }
  return { stacks, warnings, leftOut: out };
}
