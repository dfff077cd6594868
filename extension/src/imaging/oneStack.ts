import { sliceNormal } from './geometry';
import { isOnePlace, sameMatrix } from './images';
import { median } from './median';
import type { SeriesPart } from './seriesParts';
import { stationsOf } from './stations';
import type { SlicePlane } from './types';
import { dot } from './vec3';

/** Slices lie between or beside others of their stack where the gaps are no larger than this many of their steps. */
const BESIDE = 1.5;

/** Offsets along a normal, ascending, mm. */
const offsetsAlong = (images: readonly SlicePlane[], normal: SlicePlane['position']): number[] =>
  images.map(({ position }) => dot(position, normal)).sort((a, b) => a - b);

const stepsOf = (offsets: readonly number[]): number[] =>
  offsets.slice(1).map((offset, i) => offset - offsets[i]!);

/**
 * Whether two pictures are parts of one stack of slices: alike, nowhere at the same place, one station, and between or
 * beside each other, at steps no larger than the wider one's. A repetition is none: it shows the same places.
 */
export function isOneStack(
  a: SeriesPart<unknown, SlicePlane>,
  b: SeriesPart<unknown, SlicePlane>
): boolean {
  const [first, other] = [a.images[0], b.images[0]];
  if (
    !first ||
    !other ||
    a.contrast === 'unknown' ||
    a.contrast !== b.contrast ||
    a.kind !== b.kind
  ) {
    return false;
  }
  const normal = sliceNormal(first);
  const all = [...a.images, ...b.images];
  if (
    !sameMatrix(first, other) ||
    all.some(image => Math.abs(dot(sliceNormal(image), normal)) < 0.9999) ||
    a.images.some(one => b.images.some(two => isOnePlace(one, two))) ||
    stationsOf(all).length > 1
  ) {
    return false;
  }
  const own = [a, b].flatMap(({ images }) => stepsOf(offsetsAlong(images, normal)));
  const joined = stepsOf(offsetsAlong(all, normal));
  // Slices side by side keep their step; those by turns halve it. What was planned anew lies at odd places.
  return (
    own.length > 0 &&
    Math.max(...joined) <= BESIDE * median(own) &&
    joined.every(step => step > median(joined) / BESIDE && step < median(joined) * BESIDE)
  );
}
