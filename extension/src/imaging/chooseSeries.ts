import type { ImageSeries, SeriesDescription, SeriesRole } from './types';
import { seriesOrientation, seriesRole, type Plane } from './seriesRole';

/** A series with what it was recognised as. */
export interface RecognisedSeries<S extends SeriesDescription = ImageSeries> {
  readonly series: S;
  readonly role: SeriesRole;
  readonly orientation: ReturnType<typeof seriesOrientation>;
  readonly planes: number;
}

/** Sagittal roles from the best to the one that is better than nothing. */
const SAGITTAL_ORDER: readonly SeriesRole[] = ['sagT2', 'sagSTIR', 'sagT1', 'other'];

const ELSEWHERE =
  /\b(cervical|c-?spine|cspine|hws|neck|thoracic|t-?spine|tspine|bws|brain|head|knee|hip)/i;
const LUMBAR = /\b(lumb|l-?spine|lspine|lws|ls\b|l-?s\b|lendenwirbel)/i;

/** Whether body part or description name another region and not the lumbar spine. */
export function isElsewhere(series: SeriesDescription): boolean {
  const part = (series.bodyPartExamined ?? '').trim();
  const text = `${series.description ?? ''} ${series.protocolName ?? ''}`;
  if (LUMBAR.test(text) || LUMBAR.test(part)) {
    return false;
  }
  return ELSEWHERE.test(text) || ELSEWHERE.test(part) || /^[CT]SPINE$/i.test(part);
}

/** Recognises one series; planes: one per slice. */
export function recognise<S extends SeriesDescription>(
  series: S,
  planes: readonly Plane[]
): RecognisedSeries<S> {
  return {
    series,
    role: seriesRole(series, planes),
    orientation: seriesOrientation(planes),
    planes: planes.length,
  };
}

/** Better first: enough slices, right region, better contrast, then more slices. */
function rank<S extends SeriesDescription>(
  candidates: readonly RecognisedSeries<S>[],
  order: readonly SeriesRole[]
): RecognisedSeries<S>[] {
  const key = (r: RecognisedSeries<S>) => [
    r.planes >= MINIMUM_SLICES ? 0 : 1,
    isElsewhere(r.series) ? 1 : 0,
    order.indexOf(r.role),
    -r.planes,
    r.series.seriesNumber ?? Infinity,
  ];
  return [...candidates].sort((a, b) => {
    const [ka, kb] = [key(a), key(b)];
    const at = ka.findIndex((value, i) => value !== kb[i]);
    return at < 0 ? 0 : ka[at]! - kb[at]!;
  });
}

/** Fewer slices than this do not show a disc from side to side. */
export const MINIMUM_SLICES = 5;

/** All MR series that could serve as the sagittal one, best first. */
export function sagittalCandidates<S extends SeriesDescription>(
  recognised: readonly RecognisedSeries<S>[]
): RecognisedSeries<S>[] {
  const usable = recognised.filter(
    r =>
      r.series.modality === 'MR' && r.orientation === 'sagittal' && SAGITTAL_ORDER.includes(r.role)
  );
  return rank(usable, SAGITTAL_ORDER);
}

/** All MR series that could serve as the axial one (T2), best first. */
export function axialCandidates<S extends SeriesDescription>(
  recognised: readonly RecognisedSeries<S>[]
): RecognisedSeries<S>[] {
  const usable = recognised.filter(r => r.series.modality === 'MR' && r.role === 'axT2');
  return rank(usable, ['axT2']);
}

export interface ChosenSeries<S extends SeriesDescription = ImageSeries> {
  readonly sagittal: RecognisedSeries<S> | null;
  /** In the order of preference; several when the axial images come as one series per disc. */
  readonly axial: readonly RecognisedSeries<S>[];
  /** The asked series, when another one had to be taken instead. */
  readonly replaced: RecognisedSeries<S> | null;
}

/**
 * Chooses the sagittal and the axial series of a study. `sagittalSeriesUID` asks for a sagittal series;
 * it is taken when it is a sagittal T2 or STIR series, or when the study has none of these.
 */
export function chooseSeries<S extends SeriesDescription>(
  recognised: readonly RecognisedSeries<S>[],
  sagittalSeriesUID?: string
): ChosenSeries<S> {
  const candidates = sagittalCandidates(recognised);
  const best = candidates[0] ?? null;
  const asked = recognised.find(r => r.series.seriesInstanceUID === sagittalSeriesUID) ?? null;
  const fluid = (r: RecognisedSeries<S>) => r.role === 'sagT2' || r.role === 'sagSTIR';
  const suitable =
    asked !== null &&
    best !== null &&
    candidates.includes(asked) &&
    asked.planes >= MINIMUM_SLICES &&
    (fluid(asked) || !fluid(best));
  const sagittal = suitable ? asked : best;
  return {
    sagittal,
    axial: axialCandidates(recognised),
    replaced: asked !== null && asked !== sagittal ? asked : null,
  };
}
