import type { SeriesPart } from './seriesParts';
import type { SeriesDescription, SlicePlane } from './types';
import { isElsewhere, seriesWords } from './words';

/** Contrast agent, or fat suppression: marrow does not look as it does in plain T1. */
const NOT_PLAIN = / (gd|gad\w*|contrast|post|km|fs|fat ?sat\w*|dixon|spir|spair|c) /;

const isPlain = (description: SeriesDescription): boolean =>
  !NOT_PLAIN.test(seriesWords(description)) && !description.scanOptions?.includes('FS');

/**
 * The plain sagittal T1 picture of what a sagittal T2 picture shows, by its contrast alone; null where a study has
 * none. Of several the one with most places.
 */
export function t1Partner<S, I extends SlicePlane>(
  parts: readonly SeriesPart<S, I>[],
  sagittal: SeriesPart<S, I> | null
): SeriesPart<S, I> | null {
  const usable = parts.filter(
    part =>
      part !== sagittal &&
      part.role === 'sagT1' &&
      part.kind === 'plain' &&
      !isElsewhere(part.description) &&
      isPlain(part.description) &&
      sagittal !== null &&
      Math.abs(part.bottom + part.top - sagittal.bottom - sagittal.top) <= 2 * STATION_MM
  );
  return usable.reduce<SeriesPart<S, I> | null>(
    (best, part) => (best && best.planes >= part.planes ? best : part),
    null
  );
}

/** Sagittal pictures whose middles lie further apart than this, mm, show other parts of the spine. */
export const STATION_MM = 80;
