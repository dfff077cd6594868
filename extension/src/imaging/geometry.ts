import type { Vec3 } from '../findings';
import type { Slice, SlicePlane, Stack } from './types';
import { along, cross, dot, sub, unit } from './vec3';

/** Where a patient-space point falls on a slice. */
export interface SlicePoint {
  /** 0-based pixel centers, fractional. */
  readonly column: number;
  readonly row: number;
  /** Signed distance from the slice's plane along its normal, mm. */
  readonly distance: number;
}

/** Unit normal of a slice: rowDirection × columnDirection. */
export function sliceNormal(slice: Pick<Slice, 'rowDirection' | 'columnDirection'>): Vec3 {
  return unit(cross(slice.rowDirection, slice.columnDirection));
}

/** Patient-space point (LPS, mm) of a pixel position (DICOM PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1). */
export function pixelToPatient(slice: SlicePlane, column: number, row: number): Vec3 {
  return along(
    along(slice.position, slice.rowDirection, column * slice.columnSpacing),
    slice.columnDirection,
    row * slice.rowSpacing
  );
}

/** The inverse of pixelToPatient for the point's projection on the slice's plane. */
export function patientToPixel(slice: SlicePlane, point: Vec3): SlicePoint {
  const offset = sub(point, slice.position);
  return {
    column: dot(offset, slice.rowDirection) / slice.columnSpacing,
    row: dot(offset, slice.columnDirection) / slice.rowSpacing,
    distance: dot(offset, sliceNormal(slice)),
  };
}

/** Whether a pixel position lies on the slice, half a pixel of border included. */
export function isOnSlice(slice: SlicePlane, column: number, row: number): boolean {
  return column >= -0.5 && row >= -0.5 && column <= slice.columns - 0.5 && row <= slice.rows - 0.5;
}

/** Index of the slice of a stack whose plane is nearest to a patient-space point. */
export function nearestSliceIndex(stack: Stack, point: Vec3): number {
  const offset = dot(point, stack.normal);
  let best = 0;
  for (let i = 1; i < stack.offsets.length; i++) {
    if (Math.abs(stack.offsets[i]! - offset) < Math.abs(stack.offsets[best]! - offset)) {
      best = i;
    }
  }
  return best;
}

/** A pixel of a stored image, and how far the asked point lies from that image's plane. */
export interface NearestPixel {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly column: number;
  readonly row: number;
  /** Signed, mm along the stack's normal. */
  readonly distance: number;
  /** False when the point projects outside the image. */
  readonly onSlice: boolean;
}

/**
 * Maps a patient-space point (LPS, mm) to the nearest slice among the given stacks and to the pixel
 * there. Stacks on which the point projects inside the image win over nearer ones on which it does not.
 */
export function nearestPixel(stacks: readonly Stack[], point: Vec3): NearestPixel | null {
  let best: NearestPixel | null = null;
  for (const stack of stacks) {
    const slice = stack.slices[nearestSliceIndex(stack, point)];
    if (!slice) {
      continue;
    }
    const { column, row, distance } = patientToPixel(slice, point);
    const onSlice = isOnSlice(slice, column, row);
    const closer = !best || Math.abs(distance) < Math.abs(best.distance);
    if (!best || (onSlice && !best.onSlice) || (onSlice === best.onSlice && closer)) {
      const frame = slice.frameNumber === undefined ? {} : { frameNumber: slice.frameNumber };
      best = { sopInstanceUID: slice.sopInstanceUID, ...frame, column, row, distance, onSlice };
    }
  }
  return best;
}

export type Orientation = 'sagittal' | 'axial' | 'coronal';

/** The anatomical plane nearest to a normal in patient space. */
export function orientationOf(normal: Vec3): Orientation {
  const [x, y, z] = [Math.abs(normal[0]), Math.abs(normal[1]), Math.abs(normal[2])];
  if (x >= y && x >= z) {
    return 'sagittal';
  }
  return z >= y ? 'axial' : 'coronal';
}
