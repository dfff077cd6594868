import { part as words } from '../../messages';
import type { MessageValue } from '../../findings';
import { chooseSeries, type ChosenSeries } from '../../imaging/chooseSeries';
import { rejoined } from '../../imaging/rejoin';
import { seriesContent, type SeriesContent, type SeriesPart } from '../../imaging/seriesParts';
import type { LeftOutImage, SeriesDescription, SlicePlane } from '../../imaging/types';
import { describeSeries, hasImages } from '../images/displaySets';
import { imageReference } from '../images/pixels';
import { placeImages, type PlacedImage } from '../images/planes';
import { seriesLabel } from './labels';
import type { Cornerstone, DataSource, DisplaySet } from '../host/ohif';

/** An image of the viewer by its place, as the choice looks at it. */
export interface ViewerImage extends SlicePlane {
  readonly placed: PlacedImage;
  readonly displaySet: DisplaySet;
}

export type StudyContent = SeriesContent<SeriesDescription, ViewerImage>;
export type StudyPart = SeriesPart<SeriesDescription, ViewerImage>;
export type StudyChoice = ChosenSeries<SeriesDescription, ViewerImage>;

/** Images of a series that are one picture of the body, with the display set that shows them. */
export interface StudySeries extends SeriesDescription {
  /** All that share the images, the one that has most of them first. */
  readonly displaySets: readonly [DisplaySet, ...DisplaySet[]];
  /** Every image of these display sets. */
  readonly imageIds: readonly string[];
  /** Those that are analyzed and that findings stand on. */
  readonly images: readonly PlacedImage[];
}

/** The images of a display set whose place is known, and those of which it is not. */
function readDisplaySet(
  displaySet: DisplaySet,
  dataSource: DataSource,
  cornerstone: Cornerstone
): { readonly images: readonly ViewerImage[]; readonly unread: readonly LeftOutImage[] } {
  const imageIds = [...dataSource.getImageIdsForDisplaySet(displaySet)];
  const placed = placeImages(cornerstone, imageIds);
  const known = new Set(placed.map(({ imageId }) => imageId));
  const color = /^(RGB|YBR|PALETTE)/;
  return {
    images: placed.map(image => ({ ...image.slice, placed: image, displaySet })),
    unread: imageIds
      .filter(imageId => !known.has(imageId))
      .flatMap((imageId): LeftOutImage[] => {
        try {
          const instance = displaySet.instances?.[0]?.PhotometricInterpretation;
          const reason = color.test(String(instance ?? '')) ? 'color' : 'no-geometry';
          return [{ ...imageReference(cornerstone, imageId), reason }];
        } catch {
          return [];
        }
      }),
  };
}

/**
 * Every image series of a study by the pictures that it holds, from the viewer's metadata alone. What the viewer shows
 * as several display sets (several classes of objects, several multi-frame objects) is one series again, and a stack
 * that was split over several series is one picture.
 */
export function studyContents(
  displaySets: readonly DisplaySet[],
  studyInstanceUID: string,
  dataSource: DataSource,
  cornerstone: Cornerstone
): StudyContent[] {
  const bySeries = new Map<string, DisplaySet[]>();
  for (const displaySet of displaySets) {
    if (displaySet.StudyInstanceUID === studyInstanceUID && hasImages(displaySet)) {
      const uid = displaySet.SeriesInstanceUID;
      bySeries.set(uid, [...(bySeries.get(uid) ?? []), displaySet]);
    }
  }
  return rejoined(
    [...bySeries.values()].map(sets => {
      const read = sets.map(set => readDisplaySet(set, dataSource, cornerstone));
      return seriesContent(
        describeSeries(sets[0]!),
        read.flatMap(({ images }) => images),
        read.flatMap(({ unread }) => unread)
      );
    })
  );
}

/** A picture as the viewer shows it. */
export function studySeriesOf(part: StudyPart, dataSource: DataSource): StudySeries {
  const counts = new Map<DisplaySet, number>();
  for (const { displaySet } of part.images) {
    counts.set(displaySet, (counts.get(displaySet) ?? 0) + 1);
  }
  const displaySets = [...counts].sort((a, b) => b[1] - a[1]).map(([displaySet]) => displaySet) as [
    DisplaySet,
    ...DisplaySet[],
  ];
  return {
    ...part.description,
    displaySets,
    imageIds: displaySets.flatMap(set => [...dataSource.getImageIdsForDisplaySet(set)]),
    images: part.images.map(({ placed, seriesInstanceUID }) =>
      seriesInstanceUID === undefined
        ? placed
        : { ...placed, slice: { ...placed.slice, seriesInstanceUID } }
    ),
  };
}

/** An image, as findings refer to it. */
type Reference = Pick<SlicePlane, 'sopInstanceUID' | 'frameNumber'>;

/** Whether a picture holds one of some images. */
export const shows = ({ images }: StudySeries, references: readonly Reference[]): boolean =>
  images.some(({ slice }) =>
    references.some(
      ({ sopInstanceUID, frameNumber }) =>
        sopInstanceUID === slice.sopInstanceUID && (frameNumber ?? 1) === (slice.frameNumber ?? 1)
    )
  );

/** Of the pictures of a series the one that some images belong to. */
export function seriesShowing(
  series: readonly StudySeries[],
  seriesInstanceUID: string | null,
  references: readonly Reference[]
): StudySeries | undefined {
  const own = series.filter(one => one.seriesInstanceUID === seriesInstanceUID);
  return own.find(one => shows(one, references)) ?? own[0];
}

/** Chooses the sagittal and axial pictures (see imaging/chooseSeries). */
export const choose = (
  contents: readonly StudyContent[],
  activeSeriesUID: string | undefined,
  refused: readonly StudyPart[] = []
): StudyChoice => chooseSeries(contents, activeSeriesUID, refused);

/** The choice that findings on a sagittal series came from, whichever station of the spine that shows. */
export function choiceOf(
  contents: readonly StudyContent[],
  sagittalSeriesUID: string
): StudyChoice {
  const refused: StudyPart[] = [];
  let chosen = choose(contents, sagittalSeriesUID);
  while (
    chosen.sagittal &&
    chosen.otherStation &&
    chosen.sagittal.series.seriesInstanceUID !== sagittalSeriesUID
  ) {
    refused.push(chosen.sagittal);
    chosen = choose(contents, sagittalSeriesUID, refused);
  }
  return chosen;
}

/** Names the series that are analyzed, as the panel shows it. */
export function choiceLabel({
  sagittal,
  axial,
}: Pick<StudyChoice, 'sagittal' | 'axial'>): MessageValue | null {
  if (!sagittal) {
    return null;
  }
  const named = seriesLabel(sagittal.description);
  return axial[0] ? words('plus', { a: named, b: seriesLabel(axial[0].description) }) : named;
}
