import type { Orientation } from './geometry';
import type { GradableKind } from './imageKind';
import { isHeldBy } from './rejoin';
import type { SeriesContent, SeriesPart } from './seriesParts';
import { sortBy } from './sortBy';
import { STATION_MM, t1Partner } from './t1Partner';
import type { SeriesDescription, SlicePlane } from './types';
import { isElsewhere } from './words';

/** Fewer slices than this do not show a disc from side to side. */
export const MINIMUM_SLICES = 5;
/** Axial images come as one series or as one per disc; more than these are repetitions. */
const MOST_AXIAL = 8;
/** Of more pictures than these nobody needs to look at the samples to find a T2. */
const MOST_UNDECIDED = 4;

/** The best first: what shows fluid and disc as the models know them. */
const KINDS: readonly GradableKind[] = ['plain', 'water', 'in-phase', 'reformatted'];

type Part<S, I extends SlicePlane> = SeriesPart<S, I>;

export interface ChosenSeries<S, I extends SlicePlane = SlicePlane> {
  readonly sagittal: Part<S, I> | null;
  /** A plain T1 picture of what the sagittal one shows, if the study has one. */
  readonly sagittalT1: Part<S, I> | null;
  /** In the order of preference; several when the axial images come as one series per disc. */
  readonly axial: readonly Part<S, I>[];
  /** The asked series, when another one had to be taken instead. */
  readonly replaced: Replaced<S> | null;
  /**
   * No header says which of these is a T2: their pictures have to. `sagittal` is the first of them; empty where the
   * headers tell.
   */
  readonly undecided: readonly Part<S, I>[];
  /** Another station of the spine, to turn to where the sagittal one turns out to show no lumbar spine. */
  readonly otherStation: Part<S, I> | null;
}

export interface Replaced<S> {
  readonly series: S;
  /** null: none of its images can be graded. */
  readonly orientation: Orientation | null;
  readonly planes: number;
}

const isFluidBright = ({ contrast }: Part<unknown, SlicePlane>): boolean =>
  contrast === 'T2' || contrast === 'STIR';

const CONTRASTS = ['T2', 'STIR', 'unknown', 'T1', 'other'] as const;

const middleOf = ({ bottom, top }: Part<unknown, SlicePlane>): number => (bottom + top) / 2;

/** What is used whatever lies beside it: enough slices, the right region, the right contrast. */
const quality = <S>(part: Part<S, SlicePlane>): number[] => [
  part.planes >= MINIMUM_SLICES ? 0 : 1,
  isElsewhere(part.description) ? 1 : 0,
  CONTRASTS.indexOf(part.contrast),
];

/** Kind, then places, then what is no reason but makes the order one and the same. */
const details = <S>(part: Part<S, SlicePlane>): (number | string)[] => [
  KINDS.indexOf(part.kind),
  -part.planes,
  part.description.seriesNumber ?? Infinity,
  part.description.seriesInstanceUID,
];

/**
 * Those of sagittal pictures that show a higher station of the spine than others that are as good: the lowest shows the
 * sacrum, from which levels are counted.
 */
export function higherStations<P extends Part<unknown, SlicePlane>>(
  sagittal: readonly P[]
): ReadonlySet<P> {
  const lowest = new Map<string, number>();
  for (const part of sagittal) {
    const key = quality(part).join();
    lowest.set(key, Math.min(lowest.get(key) ?? Infinity, middleOf(part)));
  }
  return new Set(
    sagittal.filter(part => middleOf(part) - lowest.get(quality(part).join())! > STATION_MM)
  );
}

/** All pictures that could serve as the sagittal one, best first; but for those that turned out not to. */
export function sagittalCandidates<S, I extends SlicePlane>(
  contents: readonly SeriesContent<S, I>[],
  refused: readonly Part<S, I>[] = []
): Part<S, I>[] {
  const usable = contents
    .flatMap(({ parts }) => parts)
    .filter(part => part.orientation === 'sagittal' && !refused.includes(part));
  const higher = higherStations(usable);
  return sortBy(usable, part => [...quality(part), higher.has(part) ? 1 : 0, ...details(part)]);
}

/** The next picture as good as the sagittal one, of another station. */
function otherStationOf<S, I extends SlicePlane>(
  candidates: readonly Part<S, I>[],
  sagittal: Part<S, I> | null
): Part<S, I> | null {
  const others = candidates.filter(
    part =>
      sagittal &&
      quality(part).join() === quality(sagittal).join() &&
      Math.abs(middleOf(part) - middleOf(sagittal)) > STATION_MM
  );
  return others[0] ?? null;
}

/** All axial pictures of what a sagittal one shows, best first: T2, or what may be one where none is known to be. */
function axialCandidates<S, I extends SlicePlane>(
  contents: readonly SeriesContent<S, I>[],
  sagittal: Part<S, I> | null
): Part<S, I>[] {
  const axial = contents
    .flatMap(({ parts }) => parts)
    .filter(({ orientation }) => orientation === 'axial');
  const known = axial.filter(({ role }) => role === 'axT2');
  const usable = known.length > 0 ? known : axial.filter(({ contrast }) => contrast === 'unknown');
  const beside = usable.filter(
    part => !sagittal || (part.bottom < sagittal.top && part.top > sagittal.bottom)
  );
  return sortBy(beside.length > 0 ? beside : usable, part => [
    isElsewhere(part.description) ? 1 : 0,
    ...details(part),
  ]).slice(0, MOST_AXIAL);
}

/** What has to be looked at because no header says what it is. */
function undecidedOf<S, I extends SlicePlane>(candidates: readonly Part<S, I>[]): Part<S, I>[] {
  const best = candidates[0];
  if (!best || best.contrast !== 'unknown' || best.planes < MINIMUM_SLICES) {
    return [];
  }
  const [few, elsewhere] = quality(best);
  const alike = candidates.filter(part => {
    const q = quality(part);
    return q[0] === few && q[1] === elsewhere && middleOf(part) - middleOf(best) <= STATION_MM;
  });
  return alike.length > 1 ? alike.slice(0, MOST_UNDECIDED) : [];
}

/**
 * Chooses the sagittal and the axial pictures of a study. `sagittalSeriesUID` asks for a sagittal series; it is taken
 * when it shows the lumbar spine in T2 or STIR, or when the study has no such series.
 * @param refused sagittal pictures in which no lumbar spine was found
 */
export function chooseSeries<S extends SeriesDescription, I extends SlicePlane>(
  contents: readonly SeriesContent<S, I>[],
  sagittalSeriesUID?: string,
  refused: readonly Part<S, I>[] = []
): ChosenSeries<S, I> {
  const candidates = sagittalCandidates(contents, refused);
  const best = candidates[0] ?? null;
  const asked = contents.find(c => c.series.seriesInstanceUID === sagittalSeriesUID);
  const isAsked = (part: Part<S, I>) =>
    asked !== undefined && isHeldBy(part, asked.series.seriesInstanceUID);
  const own = candidates.find(isAsked);
  const suitable =
    own !== undefined &&
    best !== null &&
    own.planes >= MINIMUM_SLICES &&
    Number(isElsewhere(own.description)) <= Number(isElsewhere(best.description)) &&
    middleOf(own) - middleOf(best) <= STATION_MM &&
    (isFluidBright(own) || !isFluidBright(best));
  const sagittal = suitable ? own : best;
  const undecided = undecidedOf(candidates);
  return {
    sagittal,
    sagittalT1: t1Partner(
      contents.flatMap(({ parts }) => parts),
      sagittal
    ),
    axial: axialCandidates(contents, sagittal),
    replaced: asked && sagittal && !isAsked(sagittal) ? replacedBy(asked) : null,
    undecided,
    otherStation: undecided.length > 0 ? null : otherStationOf(candidates, sagittal),
  };
}

function replacedBy<S>({ series, parts }: SeriesContent<S>): Replaced<S> {
  const shown = parts.find(({ orientation }) => orientation === 'sagittal') ?? parts[0];
  return { series, orientation: shown?.orientation ?? null, planes: shown?.planes ?? 0 };
}
