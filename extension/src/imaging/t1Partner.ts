import { isElsewhere, type RecognisedSeries } from './chooseSeries';
import type { SeriesDescription } from './types';

/** Contrast agent, or fat suppression: marrow does not look as it does in plain T1. */
const NOT_PLAIN = /\b(gd|gad\w*|contrast|post|km|fs|fat ?sat|dixon|spir|spair)\b|\+\s?c\b/i;

const isPlain = ({ description, protocolName, scanOptions }: SeriesDescription): boolean =>
  !NOT_PLAIN.test(`${description ?? ''} ${protocolName ?? ''}`) && !scanOptions?.includes('FS');

/**
 * The plain sagittal T1 series that shows what a sagittal T2 series shows, by its contrast alone; null where a study
 * has none. Of several the one with most slices.
 */
export function t1Partner<S extends SeriesDescription>(
  recognised: readonly RecognisedSeries<S>[],
  sagittal: RecognisedSeries<S> | null
): RecognisedSeries<S> | null {
  const usable = recognised.filter(
    r =>
      r !== sagittal &&
      r.role === 'sagT1' &&
      r.series.modality === 'MR' &&
      !isElsewhere(r.series) &&
      isPlain(r.series)
  );
  return usable.reduce<RecognisedSeries<S> | null>(
    (best, r) => (best && best.planes >= r.planes ? best : r),
    null
  );
}
