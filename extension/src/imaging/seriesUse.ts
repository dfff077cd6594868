import { MINIMUM_SLICES } from './chooseSeries';
import { holderOf } from './rejoin';
import { leftOut, type SeriesContent, type SeriesPart } from './seriesParts';
import type { LeftOutImage, LeftOutReason, SeriesDescription, SeriesUse } from './types';
import { isElsewhere } from './words';

type Part = SeriesPart<SeriesDescription>;

/** What is analyzed of a study: one sagittal picture, the axial ones, and a T1 beside them. */
export interface Analyzed {
  readonly sagittal: Part | null;
  readonly sagittalT1: Part | null;
  readonly axial: readonly Part[];
  /** Images of these that were left out all the same, and why. */
  readonly leftOut?: readonly LeftOutImage[];
}

const keyOf = ({
  sopInstanceUID,
  frameNumber,
}: Pick<LeftOutImage, 'sopInstanceUID' | 'frameNumber'>) =>
  `${sopInstanceUID}/${frameNumber ?? ''}`;

/** Why a picture that could be graded is not. */
function reasonOf(part: Part, { sagittal, axial }: Analyzed): LeftOutReason {
  if (part.orientation === 'coronal') {
    return 'other-plane';
  }
  if (isElsewhere(part.description)) {
    return 'other-region';
  }
  const taken = part.orientation === 'sagittal' ? sagittal : axial[0];
  if (
    taken?.series === part.series &&
    taken.contrast === part.contrast &&
    taken.kind === part.kind
  ) {
    return 'other-station';
  }
  if (taken ? part.contrast !== taken.contrast : part.role !== 'axT2') {
    return 'other-contrast';
  }
  const apart = taken && (part.bottom >= taken.top || part.top <= taken.bottom);
  const above = taken && Math.abs(part.bottom + part.top - taken.bottom - taken.top) > 160;
  return part.planes >= MINIMUM_SLICES && (apart || above) ? 'other-station' : 'not-needed';
}

/** The images of a picture that a series holds. */
const heldBy = (part: Part, seriesInstanceUID: string) =>
  part.images.filter(image => holderOf(image, part.description) === seriesInstanceUID);

/** @param all pictures of the whole study: of a stack that was split, a series holds images of another one's */
function useOf(
  { series, leftOut: unusable }: SeriesContent<SeriesDescription>,
  all: readonly Part[],
  analyzed: Analyzed
): SeriesUse {
  const { sagittal, sagittalT1, axial } = analyzed;
  const { seriesInstanceUID, seriesNumber, description } = series;
  const parts = all.filter(part => heldBy(part, seriesInstanceUID).length > 0);
  const taken = (part: Part) => part === sagittal || part === sagittalT1 || axial.includes(part);
  const late = new Map((analyzed.leftOut ?? []).map(image => [keyOf(image), image]));
  const used = parts.filter(taken).flatMap(part => heldBy(part, seriesInstanceUID));
  const dropped = used.flatMap(image => late.get(keyOf(image)) ?? []);
  const images = used.length - dropped.length;
  return {
    seriesInstanceUID,
    ...(seriesNumber === undefined ? {} : { seriesNumber }),
    ...(description === undefined ? {} : { description }),
    use:
      images === 0
        ? 'none'
        : sagittal && parts.includes(sagittal)
          ? 'sagittal'
          : axial.some(part => parts.includes(part))
            ? 'axial'
            : 'sagittal-t1',
    images,
    leftOut: [
      ...unusable,
      ...parts
        .filter(part => !taken(part))
        .flatMap(part => leftOut(heldBy(part, seriesInstanceUID), reasonOf(part, analyzed))),
      ...dropped,
    ],
  };
}

/** What becomes of every image of a study. */
export const seriesUses = (
  contents: readonly SeriesContent<SeriesDescription>[],
  analyzed: Analyzed
): SeriesUse[] => {
  const all = contents.flatMap(({ parts }) => parts);
  return contents.map(content => useOf(content, all, analyzed));
};

/** What is known from the headers alone, with what the analysis of some of the images came to. */
export function mergedUses(all: readonly SeriesUse[], analyzed: readonly SeriesUse[]): SeriesUse[] {
  const byUID = new Map(analyzed.map(use => [use.seriesInstanceUID, use]));
  return all.map(use => {
    const known = byUID.get(use.seriesInstanceUID);
    if (!known) {
      return use;
    }
    const late = new Set(known.leftOut.map(keyOf));
    const before = use.leftOut.filter(image => !late.has(keyOf(image)));
    return { ...use, use: known.use, images: known.images, leftOut: [...before, ...known.leftOut] };
  });
}
