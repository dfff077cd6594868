import type { StudyInput } from '../../analysis/request';
import type { ImageSeries, PixelArray, Slice } from '../../imaging/types';
import { nextTask } from '../../browser/nextTask';

/** ms of copying after which the page gets a turn; far below the 50 ms of a long task. */
const SLICE_OF_TIME_MS = 8;

export interface StudyCopy {
  readonly study: StudyInput;
  /** The copy's pixel buffers, to be transferred. */
  readonly buffers: ArrayBuffer[];
}

/**
 * A copy of the study whose pixels can be given away: the viewer's cache owns the original ones.
 * Lets other work run in between.
 */
export async function copyStudy(study: StudyInput): Promise<StudyCopy> {
  const buffers: ArrayBuffer[] = [];
  const series: ImageSeries[] = [];
  let since = performance.now();
  for (const original of study.series) {
    const slices: Slice[] = [];
    for (const slice of original.slices) {
      const pixels = copyPixels(slice.pixels);
      buffers.push(pixels.buffer);
      slices.push({ ...slice, pixels });
      if (performance.now() - since > SLICE_OF_TIME_MS) {
        await nextTask();
        since = performance.now();
      }
    }
    series.push({ ...original, slices });
  }
  return { study: { ...study, series }, buffers };
}

/** Also of pixels in shared memory and of views into larger buffers. */
function copyPixels(pixels: PixelArray): PixelArray & { readonly buffer: ArrayBuffer } {
  return pixels.slice() as PixelArray & { readonly buffer: ArrayBuffer };
}
