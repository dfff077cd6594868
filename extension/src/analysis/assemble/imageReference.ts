import { type Vec3 } from '../../findings';
import { refused } from '../../messages';
import { nearestPixel } from '../../imaging/geometry';
import type { Stack } from '../../imaging/types';
import type { ImageReference } from '../levelResult';

/** The pixel of a stack at a patient-space point (LPS, mm), on the nearest slice. */
export function referenceTo(stack: Stack, point: Vec3): ImageReference {
  const pixel = nearestPixel([stack], point);
  if (!pixel) {
    throw refused('bad-geometry', { context: 'no-slices' });
  }
  const { sopInstanceUID, frameNumber, column, row } = pixel;
  return { sopInstanceUID, ...(frameNumber === undefined ? {} : { frameNumber }), column, row };
}
