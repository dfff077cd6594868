import type { Vec3 } from '../findings';
import { sliceNormal } from './geometry';
import { isOnePlace, sameMatrix } from './images';
import { median } from './median';
import type { SeriesPart } from './seriesParts';
import { stationsOf } from './stations';
import type { SlicePlane } from './types';
import { distance, dot, scale, sub } from './vec3';

/** Slices lie between or beside others of their stack where the gaps are no larger than this many of their steps. */
const BESIDE = 1.5;
/** Cosine of 0.8°: slices of one stack are parallel. */
const PARALLEL = 0.9999;
/** Repetition and echo times of one acquisition differ by no more than this share. */
const SAME_TIMES = 0.01;

type Part = SeriesPart<unknown, SlicePlane>;

/** Offsets along a normal, ascending, mm. */
const offsetsAlong = (images: readonly SlicePlane[], normal: SlicePlane['position']): number[] =>
  images.map(({ position }) => dot(position, normal)).sort((a, b) => a - b);

/** mm by which images of one stack lie off the straight line on which it goes through the body. */
const OFF_LINE_MM = 2;

/** Whether images follow a straight line, along the normal or, where a stack is sheared, aslant. */
function areInLine(images: readonly SlicePlane[], normal: Vec3): boolean {
  const sorted = [...images].sort((a, b) => dot(a.position, normal) - dot(b.position, normal));
  const first = sorted[0]!.position;
  const whole = sub(sorted.at(-1)!.position, first);
  const thickness = dot(whole, normal);
  return images.every(({ position }) => {
    const part = sub(position, first);
    const expected = scale(whole, dot(part, normal) / thickness);
    return distance(part, expected) <= OFF_LINE_MM;
  });
}

const stepsOf = (offsets: readonly number[]): number[] =>
  offsets.slice(1).map((offset, i) => offset - offsets[i]!);

/** Whether two pictures may come from one acquisition of one station, as far as their headers and places tell. */
export function isOneAcquisition(a: Part, b: Part): boolean {
  const sameTime = (['repetitionTime', 'echoTime', 'inversionTime', 'flipAngle'] as const).every(
    name => {
      const [one, other] = [a.description[name], b.description[name]];
      return (
        one === undefined ||
        other === undefined ||
        Math.abs(one - other) <= SAME_TIMES * Math.max(Math.abs(one), Math.abs(other))
      );
    }
  );
  return (
    a.orientation === b.orientation &&
    a.contrast !== 'unknown' &&
    a.contrast === b.contrast &&
    a.kind === b.kind &&
    sameTime &&
    sameMatrix(a.images[0]!, b.images[0]!) &&
    stationsOf([a.images[0]!, b.images[0]!]).length === 1
  );
}

/**
 * Whether pictures of one acquisition are parts of one stack of slices: parallel, nowhere at the same place, one
 * station, and between or beside each other, at steps no larger than those within them. A repetition is none: it shows
 * the same places.
 */
export function isOneStack(parts: readonly Part[]): boolean {
  const all = parts.flatMap(({ images }) => images);
  const normal = sliceNormal(all[0]!);
  const own = parts.flatMap(({ images }) => stepsOf(offsetsAlong(images, normal)));
  const joined = stepsOf(offsetsAlong(all, normal));
  const step = median(joined);
  // What costs most comes last: many series are tried in many ways.
  return (
    all.every(image => Math.abs(dot(sliceNormal(image), normal)) >= PARALLEL) &&
    // Slices side by side keep their step; those by turns divide it. What was planned anew lies at odd places.
    (own.length === 0 || Math.max(...joined) <= BESIDE * median(own)) &&
    joined.every(one => one > step / BESIDE && one < step * BESIDE) &&
    areInLine(all, normal) &&
    stationsOf(all).length === 1 &&
    !parts.some((a, i) =>
      parts.slice(i + 1).some(b => a.images.some(one => b.images.some(two => isOnePlace(one, two))))
    )
  );
}
