import type { Level } from '../../findings';
import { quantile } from '../../imaging/quantile';
import type { Stack } from '../../imaging/types';
import type { SegmentedStack } from '../segment/segment';
import { fluidToMarrow, marrowOf } from '../segment/tissues';
import { planeAt, type Segmentation } from '../segmentation/segmentation';
import { namedDiscs, type Spine, type SpineDisc } from '../locate/spine';
import { coronalCurve } from '../measure/alignment';
import { TWO_DISCS_MM2 } from '../segment/spineWindow';
import { warning, type Warning } from '../warning';
import { likeTraining } from './likeTraining';

/**
 * What the pixels say against the images being such as the networks were made for. Every check has its
 * threshold here; none of them stops an analysis, since a person sees more than a threshold does.
 */
export const LIMITS = {
  /** Cerebrospinal fluid is brighter than marrow in T2; in T1 it is about half as bright. */
  fluidToMarrow: 0.8,
  /** Beyond all images with radiologists' gradings (at most 3.8): with fat suppression, six times as bright and more. */
  fluidToSuppressed: 4.5,
  /** Range of the column's directions in the coronal plane, degrees; scoliosis begins at 10. */
  curveDegrees: 20,
  /** Share of a vertebral body's samples without signal, which metal and cement leave. */
  voidShare: 0.2,
  /** Less than this share of bright marrow is no signal. */
  voidSignal: 0.12,
  /** How far the discs jump from slice to slice and back, mm: the patient moved between packages. */
  jumpMm: 3,
} as const;

/** mm from the line between two discs within which their vertebral body lies for certain. */
const BODY_MM = [-9, -6, -3, 0, 3, 6, 9];
const BODY_SHARES = [0.3, 0.4, 0.5, 0.6, 0.7];

/** Samples of the body between two discs, wherever the segmentation saw bone. */
function bodySamples(
  { grid }: Segmentation,
  images: Float32Array,
  upper: SpineDisc,
  lower: SpineDisc
): number[] {
  const { posterior, inferior, normal, origin, spacing, width, height } = grid;
  const on = (axis: readonly number[], p: readonly number[]) =>
    axis[0]! * p[0]! + axis[1]! * p[1]! + axis[2]! * p[2]!;
  const samples: number[] = [];
  for (const share of BODY_SHARES) {
    const p = upper.frame.center.map((x, i) => x + share * (lower.frame.center[i]! - x));
    for (const aside of BODY_MM) {
      const plane = Math.round(planeAt(grid, on(normal, p) + aside));
      for (const ahead of BODY_MM) {
        const column = Math.round((on(posterior, p) + ahead - origin[0]) / spacing);
        const row = Math.round((on(inferior, p) - origin[1]) / spacing);
        if (plane >= 0 && column >= 0 && row >= 0 && column < width && row < height) {
          samples.push(images[(plane * height + row) * width + column]!);
        }
      }
    }
  }
  return samples;
}

/** Shifts within the plane that are tried, grid pixels (about 1 mm). */
const REACH = 10;

/** Of the pixels of a slice's discs at least so many are compared, evenly over them. */
const COMPARED = 400;

/** Pixels of a plane, ascending, that are disc; null where it shows too little of the discs. */
function discPixels({ grid, disc }: Segmentation, plane: number): Int32Array | null {
  const { width, height, spacing } = grid;
  const size = width * height;
  const pixels = new Int32Array(size);
  let count = 0;
  for (let i = 0; i < size; i++) {
    if (disc[plane * size + i]! > 0.5) {
      pixels[count++] = i;
    }
  }
  return count * spacing * spacing < TWO_DISCS_MM2 ? null : pixels.subarray(0, count);
}

/** So many pixels are compared at a time before it is asked whether the rest could still matter. */
const AT_A_TIME = 50;

/**
 * Sum of probabilities (of two planes: 0..2 each) at some places moved by `by`. Not all of them are added where even
 * the highest ones would not give more than `least`.
 */
function overlap(around: Float64Array, places: Int32Array, by: number, least: number): number {
  let sum = 0;
  for (let i = 0; i < places.length;) {
    if (sum + 2 * (places.length - i) <= least) {
      return sum;
    }
    for (const end = Math.min(places.length, i + AT_A_TIME); i < end; i++) {
      sum += around[places[i]! + by]!;
    }
  }
  return sum;
}

/**
 * The shift, mm, that brings the discs of a slice (`pixels`) best onto those of its neighbors. Overlap is
 * compared and not centers, since a slice may miss a disc.
 */
function shiftOf({ grid, disc }: Segmentation, plane: number, pixels: Int32Array): number {
  const { width, height, spacing } = grid;
  const size = width * height;
  // Both neighbors at once, with room for every shift at either end.
  const room = REACH * width + REACH;
  const around = new Float64Array(size + 2 * room);
  const [before, after] = [(plane - 1) * size, (plane + 1) * size];
  for (let i = 0; i < size; i++) {
    around[room + i] = disc[before + i]! + disc[after + i]!;
  }
  const step = Math.max(1, Math.floor(pixels.length / COMPARED));
  const places = pixels.filter((_, i) => i % step === 0);
  let [best, shift] = [overlap(around, places, room, 0), 0];
  for (let down = -REACH; down <= REACH; down++) {
    for (let back = -REACH; back <= REACH; back++) {
      const found = overlap(around, places, room + down * width + back, best);
      if (found > best) {
        [best, shift] = [found, Math.hypot(down, back) * spacing];
      }
    }
  }
  return shift;
}

/** Whether the median distance of the discs of a slice from those of its neighbors is beyond a limit, mm. */
function jumps(segmentation: Segmentation, limit: number): boolean {
  const inner = Array.from({ length: Math.max(0, segmentation.grid.planes - 2) }, (_, k) => k + 1);
  const shown = inner.flatMap(plane => {
    const pixels = discPixels(segmentation, plane);
    return pixels ? [{ plane, pixels }] : [];
  });
  if (shown.length < 3) {
    return false;
  }
  // Most patients lie still: as soon as more than half of the slices do, so does the median.
  let still = 0;
  for (const { plane, pixels } of shown) {
    if (shiftOf(segmentation, plane, pixels) <= limit) {
      still++;
    }
    if (still > Math.floor(shown.length / 2)) {
      return false;
    }
  }
  return true;
}

/**
 * Looks for signs that the images are not what the networks were made for: another contrast, a curve
 * beyond what they have seen, metal, movement between slices. The limits stand in LIMITS.
 */
export function checkImages(
  sagittal: Stack,
  segmentation: SegmentedStack,
  spine: Spine
): Warning[] {
  const { images, air } = segmentation;
  const marrow = marrowOf(segmentation);

  const warnings: Warning[] = [];
  const fluid = fluidToMarrow(segmentation, marrow);
  if (fluid > LIMITS.fluidToSuppressed) {
    warnings.push(warning('fat-suppressed'));
  }
  if (fluid < LIMITS.fluidToMarrow) {
    warnings.push(warning('contrast-unusual'));
  }
  const curve = coronalCurve(spine.discs) ?? 0;
  if (curve > LIMITS.curveDegrees) {
    warnings.push(warning('column-curved', { degrees: Math.round(curve) }));
  }
  const bright = quantile(marrow, 0.75);
  const empty = spine.discs.slice(1).flatMap((lower, i): Level[] => {
    const samples = bodySamples(segmentation, images, spine.discs[i]!, lower);
    const dark = samples.filter(value => value - air < LIMITS.voidSignal * bright).length;
    return lower.level && dark > LIMITS.voidShare * samples.length ? [lower.level] : [];
  });
  warnings.push(...empty.map(level => warning('signal-void', { level })));
  if (jumps(segmentation, LIMITS.jumpMm)) {
    warnings.push(warning('slices-shifted'));
  }
  return [...warnings, ...likeTraining(sagittal, namedDiscs(spine))];
}
