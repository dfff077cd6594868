import type { Vec3 } from '../../findings';
import { isOnSlice, nearestSliceIndex, patientToPixel } from '../../imaging/geometry';
import type { Stack } from '../../imaging/types';
import { dot } from '../../imaging/vec3';

/**
 * Whether the images show a place: 'partly' at the edge of the sagittal stack, with no slice on its other side;
 * 'cut-off' where the sagittal images end above or below it, or in front of or behind it.
 */
export type Visibility = 'shown' | 'partly' | 'not-shown' | 'cut-off';

/**
 * A place is shown by a slice whose center plane lies at most this far from it, mm: half of the usual distance of
 * sagittal slices, and less than half of a foramen's or a facet joint's extent from side to side (8-12 mm).
 */
const SHOWN_WITHIN_MM = 3;

/** mm from the plane of a stack's nearest slice; null where the point is beside that slice. */
function distanceTo(stack: Stack, point: Vec3): number | null {
  const slice = stack.slices[nearestSliceIndex(stack, point)];
  if (!slice) {
    return null;
  }
  const { column, row, distance } = patientToPixel(slice, point);
  return isOnSlice(slice, column, row) ? Math.abs(distance) : null;
}

/** Axial slices cross a place that lies between two of them, or within the usual distance of one. */
function crosses(stack: Stack, point: Vec3): boolean {
  const distance = distanceTo(stack, point);
  const offset = dot(point, stack.normal);
  const within = offset >= stack.offsets[0]! && offset <= stack.offsets.at(-1)!;
  return distance !== null && (within || distance <= SHOWN_WITHIN_MM);
}

/**
 * What a sagittal stack and any axial ones show of a place (LPS, mm).
 */
export function visibilityOf(point: Vec3, sagittal: Stack, axial: readonly Stack[]): Visibility {
  if (axial.some(stack => crosses(stack, point))) {
    return 'shown';
  }
  const distance = distanceTo(sagittal, point);
  if (distance === null) {
    return 'cut-off';
  }
  if (distance > SHOWN_WITHIN_MM) {
    return 'not-shown';
  }
  const offset = dot(point, sagittal.normal);
  const between = offset >= sagittal.offsets[0]! && offset <= sagittal.offsets.at(-1)!;
  return between ? 'shown' : 'partly';
}
