import { quantile } from '../../imaging/quantile';
import type { SegmentedStack } from './segment';

/** About so many samples of a volume are looked at, evenly over it. */
const LOOKED_AT = 250_000;

/** Samples of the resampled slices above air where a structure is certain, evenly over the volume. */
export function samplesIn(
  volume: Float32Array,
  { images, air, grid: { width } }: SegmentedStack
): number[] {
  // Not a divisor of the width, or whole columns would never be seen.
  let step = Math.max(1, Math.floor(volume.length / LOOKED_AT));
  while (step > 1 && width % step === 0) {
    step--;
  }
  const samples: number[] = [];
  for (let i = 0; i < volume.length; i += step) {
    if (volume[i]! > 0.9) {
      samples.push(images[i]! - air);
    }
  }
  return samples;
}

/** How bright the fluid of the canal is against marrow, medians above air; NaN where one of them is not seen. */
export function fluidToMarrow(segmentation: SegmentedStack): number {
  const fluid = samplesIn(segmentation.canal, segmentation);
  const marrow = samplesIn(segmentation.vertebra, segmentation);
  return quantile(fluid, 0.5) / quantile(marrow, 0.5);
}
