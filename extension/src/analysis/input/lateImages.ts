import type { ImageSeries, Slice } from '../../imaging/types';
import { unlessCancelled } from '../../messages';
import type { AnalyzeOptions, StudyInput } from '../request';

const keyOf = ({ sopInstanceUID, frameNumber }: Slice): string =>
  `${sopInstanceUID}/${frameNumber ?? ''}`;

const isWithoutSamples = ({ pixels }: Slice): boolean => pixels.length === 0;

const byKey = (slices: readonly Slice[]): ReadonlyMap<string, Slice> =>
  new Map(slices.map(slice => [keyOf(slice), slice]));

/** Images whose samples come later than their headers and places, from which it is chosen what is analyzed. */
export class LateImages {
  private there: ReadonlyMap<string, Slice> = new Map();
  private coming: Promise<void> | null = null;

  constructor({ rest, signal }: Pick<AnalyzeOptions, 'rest' | 'signal'> = {}) {
    if (rest) {
      this.coming = unlessCancelled(rest, signal).then(slices => {
        this.there = byKey(slices);
        this.coming = null;
      });
      // Whoever waits hears of an error.
      this.coming.catch(() => undefined);
    }
  }

  /**
   * Settles when all are there; null where they are.
   * @throws what AnalyzeOptions.rest throws; DeepSpineError 'cancelled'
   */
  get pending(): Promise<void> | null {
    return this.coming;
  }

  /** Images with their samples, as far as those are there. */
  filled(images: readonly Slice[]): readonly Slice[] {
    return images.map(image => this.there.get(keyOf(image)) ?? image);
  }

  /** Waits if some of these images came without samples. Throws as `pending`. */
  async need(images: readonly Slice[]): Promise<void> {
    if (images.some(isWithoutSamples)) {
      await this.pending;
    }
  }
}

/** A study with the samples of its late images; without those that came without and got none. */
export function completed(study: StudyInput, rest: readonly Slice[]): StudyInput {
  const there = byKey(rest);
  const series = study.series.map((one): ImageSeries => {
    const slices = one.slices.map(image => there.get(keyOf(image)) ?? image);
    return { ...one, slices: slices.filter(image => !isWithoutSamples(image)) };
  });
  return { ...study, series: series.filter(({ slices }) => slices.length > 0) };
}
