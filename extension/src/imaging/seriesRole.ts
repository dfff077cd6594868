import type { Vec3 } from '../findings';
import { orientationOf, sliceNormal, type Orientation } from './geometry';
import type { SeriesDescription, SeriesRole } from './types';
import { dot } from './vec3';

/** The axes of one slice; all that role recognition needs of it. */
export interface Plane {
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
}

type Contrast = 'T1' | 'T2' | 'STIR' | 'other' | 'unknown';

const words = (series: SeriesDescription) =>
  `${series.description ?? ''} ${series.protocolName ?? ''}`.toLowerCase();

const LOCALISER = /\b(loc|localizer|localiser|scout|survey|topogram|3-?\s?plane|plan scan)/;
const DERIVED =
  /\b(adc|dwi|trace|b[- ]?value|myelo\w*|mip|mpr|sub(traction)?|screen\s?save|report)\b/;

/** Contrast from words; word borders keep "T1" out of "T12" and "T2" out of "T2*". */
function contrastFromWords(text: string): Contrast {
  if (/\b(stir|tirm|t2[_ /-]?stir)\b/.test(text) && !/\bt2\b/.test(text)) {
    return 'STIR';
  }
  if (/\bt2\s?\*|\bt2\s?star\b|\bmedic\b|\bmerge\b|\bpd\b|proton/.test(text)) {
    return 'other';
  }
  if (/(^|[^a-z0-9])t2(w|wi|fs)?([^0-9a-z*]|$)/.test(text)) {
    return 'T2';
  }
  if (/(^|[^a-z0-9])t1(w|wi|fs)?([^0-9a-z]|$)/.test(text)) {
    return 'T1';
  }
  return /\b(stir|tirm)\b/.test(text) ? 'STIR' : 'unknown';
}

/** Contrast from TR, TE and TI (ms); spin echo unless the sequence says gradient echo. */
function contrastFromTimes(series: SeriesDescription): Contrast {
  const { repetitionTime: tr, echoTime: te, inversionTime: ti } = series;
  if (tr === undefined || te === undefined || !(tr > 0) || !(te > 0)) {
    return 'unknown';
  }
  // The null point of fat is 90-250 ms from 0.2 to 3 T; T1 FLAIR inverts at 700 ms and more.
  if (ti !== undefined && ti >= 70 && ti <= 280 && tr > 1200) {
    return 'STIR';
  }
  const gradientEcho =
    series.scanningSequence?.includes('GR') === true && !series.scanningSequence.includes('SE');
  if (te >= 60 && tr >= 700) {
    return 'T2';
  }
  if (te <= 35 && (tr <= 1200 || (ti !== undefined && ti >= 500))) {
    return gradientEcho && (series.flipAngle ?? 90) < 40 && te > 10 ? 'other' : 'T1';
  }
  return 'other';
}

/** The common orientation of a series' planes; null when they point in several directions. */
export function seriesOrientation(planes: readonly Plane[]): Orientation | null {
  const normals = planes.map(sliceNormal);
  const first = normals[0];
  if (!first || !normals.every(n => n.every(Number.isFinite))) {
    return null;
  }
  const orientation = orientationOf(first);
  return normals.every(n => orientationOf(n) === orientation) ? orientation : null;
}

/**
 * What a series shows, from its orientation, its times (TR, TE, TI) and, where those are missing or
 * undecided, its description. Fat-suppressed T2 counts as T2. `planes`: one per slice, any order.
 */
export function seriesRole(series: SeriesDescription, planes: readonly Plane[]): SeriesRole {
  const text = words(series);
  const type = (series.imageType ?? []).map(value => value.toUpperCase());
  const normals = planes.map(sliceNormal);
  const crossed = normals.some(n => Math.abs(dot(n, normals[0]!)) < 0.7);
  if (type.includes('LOCALIZER') || LOCALISER.test(text) || (crossed && planes.length <= 30)) {
    // Axial slabs are angled against each other, but never by 45°.
    return 'localiser';
  }
  const orientation = seriesOrientation(planes);
  const derived = type.some(value => ['ADC', 'MIP', 'PROJECTION IMAGE', 'TRACEW'].includes(value));
  if (orientation === null || orientation === 'coronal' || derived || DERIVED.test(text)) {
    return 'other';
  }
  let contrast = contrastFromTimes(series);
  if (contrast === 'unknown') {
    contrast = contrastFromWords(text);
  } else if (contrast === 'STIR' && /\bflair\b/.test(text)) {
    contrast = 'T1';
  }
  if (orientation === 'sagittal') {
    return contrast === 'T2'
      ? 'sagT2'
      : contrast === 'STIR'
        ? 'sagSTIR'
        : contrast === 'T1'
          ? 'sagT1'
          : 'other';
  }
  return contrast === 'T2' || contrast === 'STIR' ? 'axT2' : contrast === 'T1' ? 'axT1' : 'other';
}
