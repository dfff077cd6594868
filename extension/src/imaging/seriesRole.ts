import { roleOf, seriesContent } from './seriesParts';
import type { SeriesDescription, SeriesRole, SlicePlane } from './types';

/** What a series shows, from its images' places, headers and names; see imaging/seriesParts. */
export const seriesRole = (series: SeriesDescription, images: readonly SlicePlane[]): SeriesRole =>
  roleOf(seriesContent(series, images));
