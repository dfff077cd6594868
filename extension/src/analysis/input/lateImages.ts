import { holderOf } from '../../imaging/rejoin';
import type { SeriesPart } from '../../imaging/seriesParts';
import type { ImageSeries, SeriesDescription, Slice } from '../../imaging/types';
import { unlessCancelled } from '../../messages';
import type { AnalyzeOptions, LateSlice, StudyInput } from '../request';

type Picture = Pick<SeriesPart<ImageSeries, Slice>, 'images' | 'description'>;
type SeriesUID = Pick<SeriesDescription, 'seriesInstanceUID'>;

/** With the series: there are studies in which images of several series have one UID. */
const keyOf = (image: Slice, series: SeriesUID): string =>
  `${holderOf(image, series)}/${image.sopInstanceUID}/${image.frameNumber ?? ''}`;

const isWithoutSamples = ({ pixels }: Slice): boolean => pixels.length === 0;

type ByKey = ReadonlyMap<string, LateSlice>;

const byKey = (rest: readonly LateSlice[]): ByKey =>
  new Map(rest.map(slice => [keyOf(slice, slice), slice]));

/** Images of a series or of a part of one, with the samples that are there by now. */
const filled = (images: readonly Slice[], series: SeriesUID, there: ByKey): Slice[] =>
  images.map(image => {
    const late = there.get(keyOf(image, series));
    return late ? { ...image, rows: late.rows, columns: late.columns, pixels: late.pixels } : image;
  });

/** Images whose samples come later than their headers and places, from which it is chosen what is analyzed. */
export class LateImages {
  private there: ByKey = new Map();
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
  filled({ images, description }: Picture): readonly Slice[] {
    return filled(images, description, this.there);
  }

  /** Waits if some of these images came without samples. Throws as `pending`. */
  async need(images: readonly Slice[]): Promise<void> {
    if (images.some(isWithoutSamples)) {
      await this.pending;
    }
  }
}

/** A study with the samples of its late images; without those that came without and got none. */
export function completed(study: StudyInput, rest: readonly LateSlice[]): StudyInput {
  const there = byKey(rest);
  const series = study.series.map((one): ImageSeries => {
    const slices = filled(one.slices, one, there);
    return { ...one, slices: slices.filter(image => !isWithoutSamples(image)) };
  });
  return { ...study, series: series.filter(({ slices }) => slices.length > 0) };
}
