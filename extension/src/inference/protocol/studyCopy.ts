import type { StudyInput } from '../../analysis/request';
import type { ImageSeries, PixelArray, Slice } from '../../imaging/types';
import { nextTask } from '../../browser/nextTask';

/** ms of copying after which the page gets a turn; far below the 50 ms of a long task. */
const SLICE_OF_TIME_MS = 8;

/** Copies that can be given away: the viewer's cache owns the originals. */
export interface Copied<T> {
  readonly copy: T;
  /** The copy's pixel buffers, to be transferred. */
  readonly buffers: ArrayBuffer[];
}

/** A copy of slices, pixels included. Lets other work run in between. */
export async function copySlices<S extends Slice>(originals: readonly S[]): Promise<Copied<S[]>> {
  const buffers: ArrayBuffer[] = [];
  const copy: S[] = [];
  let since = performance.now();
  for (const slice of originals) {
    const pixels = copyPixels(slice.pixels);
    buffers.push(pixels.buffer);
    copy.push({ ...slice, pixels });
    if (performance.now() - since > SLICE_OF_TIME_MS) {
      await nextTask();
      since = performance.now();
    }
  }
  return { copy, buffers };
}

/** A copy of a study, pixels included. Lets other work run in between. */
export async function copyStudy(study: StudyInput): Promise<Copied<StudyInput>> {
  const { copy, buffers } = await copySlices(study.series.flatMap(({ slices }) => slices));
  let first = 0;
  const series = study.series.map((original): ImageSeries => {
    const slices = copy.slice(first, first + original.slices.length);
    first += slices.length;
    return { ...original, slices };
  });
  return { copy: { ...study, series }, buffers };
}

/** Also of pixels in shared memory and of views into larger buffers. */
function copyPixels(pixels: PixelArray): PixelArray & { readonly buffer: ArrayBuffer } {
  return pixels.slice() as PixelArray & { readonly buffer: ArrayBuffer };
}
