import type { Vec3 } from '../findings';
import { median } from './median';
import { along, length, scale, sub } from './vec3';

/** A slice's position and its distance along the normal of its stack, both in mm. */
interface Placed {
  readonly slice: { readonly position: Vec3 };
  readonly offset: number;
}

/** A scanner places the slices of one stack on a line to a few micrometers. */
const ASTRAY_MM = 1;
/** Of fewer slices nobody can say which one is wrong. */
const MINIMUM = 5;

const medianOf = (points: readonly Vec3[]): Vec3 => [
  median(points.map(p => p[0])),
  median(points.map(p => p[1])),
  median(points.map(p => p[2])),
];

/**
 * Which slices of one stack lie beside the line on which the others follow each other: their headers are
 * wrong, and what they show would be taken for another place. The line is that of the medians of the steps
 * (Theil 1950), so that it may be askew to the planes, as it is in a sheared stack.
 *
 * @param placed distinct slices, offsets ascending
 * @param normal unit normal of the stack
 * @returns true per slice that lies more than 1 mm off
 */
export function misplacedSlices(placed: readonly Placed[], normal: Vec3): boolean[] {
  if (placed.length < MINIMUM) {
    return placed.map(() => false);
  }
  const inPlane = placed.map(({ slice, offset }) => along(slice.position, normal, -offset));
  const slope = medianOf(
    inPlane
      .slice(1)
      .map((p, i) => scale(sub(p, inPlane[i]!), 1 / (placed[i + 1]!.offset - placed[i]!.offset)))
  );
  const straight = inPlane.map((p, i) => along(p, slope, -placed[i]!.offset));
  const middle = medianOf(straight);
  return straight.map(p => length(sub(p, middle)) > ASTRAY_MM);
}
