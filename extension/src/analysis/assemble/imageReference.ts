import { DeepSpineError, type Vec3 } from '../../findings';
import { nearestPixel } from '../../imaging/geometry';
import type { Stack } from '../../imaging/types';
import type { ImageReference } from '../types';

/** The pixel of a stack at a patient-space point (LPS, mm), on the nearest slice. */
export function referenceTo(stack: Stack, point: Vec3): ImageReference {
  const pixel = nearestPixel([stack], point);
  if (!pixel) {
    throw new DeepSpineError('bad-geometry', 'A series without slices cannot be referred to.');
  }
  const { sopInstanceUID, frameNumber, column, row } = pixel;
  return { sopInstanceUID, ...(frameNumber === undefined ? {} : { frameNumber }), column, row };
}
