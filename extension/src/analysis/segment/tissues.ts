import { quantile } from '../../imaging/quantile';
import type { SegmentedStack } from './segment';

/** About so many samples of a volume are looked at, evenly over it. */
const LOOKED_AT = 250_000;

/** Samples of the resampled slices above air where a structure is certain, evenly over the volume. */
function samplesIn(
  volume: Float32Array,
  { images, air, grid: { width } }: SegmentedStack
): Float64Array {
  // Not a divisor of the width, or whole columns would never be seen.
  let step = Math.max(1, Math.floor(volume.length / LOOKED_AT));
  while (step > 1 && width % step === 0) {
    step--;
  }
  const samples = new Float64Array(Math.ceil(volume.length / step));
  let count = 0;
  for (let i = 0; i < volume.length; i += step) {
    if (volume[i]! > 0.9) {
      samples[count++] = images[i]! - air;
    }
  }
  return samples.subarray(0, count);
}

/** What a stack shows of marrow, wherever it is certain. */
export const marrowOf = (segmentation: SegmentedStack): Float64Array =>
  samplesIn(segmentation.vertebra, segmentation);

/** How bright the fluid of the canal is against marrow, medians above air; NaN where one of them is not seen. */
export function fluidToMarrow(segmentation: SegmentedStack, marrow: Float64Array): number {
  const fluid = samplesIn(segmentation.canal, segmentation);
  return quantile(fluid, 0.5) / quantile(marrow, 0.5);
}
