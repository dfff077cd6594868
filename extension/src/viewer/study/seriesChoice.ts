import { chooseSeries, recognise, type ChosenSeries } from '../../imaging/chooseSeries';
import { t1Partner } from '../../imaging/t1Partner';
import type { SeriesDescription } from '../../imaging/types';
import { describeSeries, hasImages } from '../images/displaySets';
import { seriesLabel } from './labels';
import type { Cornerstone, DataSource, DisplaySet } from '../host/ohif';
import { ofOneEcho, placeImages, type PlacedImage } from '../images/planes';

/** A series of the study with the display set that shows it and the planes of its images. */
export interface StudySeries extends SeriesDescription {
  readonly displaySet: DisplaySet;
  /** Every image, of all echoes. */
  readonly imageIds: readonly string[];
  /** Those that are analysed and that findings stand on: of several echoes the one chosen (imaging/echoes). */
  readonly images: readonly PlacedImage[];
}

/** Every image series of a study, described from the viewer's metadata alone. */
export function studySeries(
  displaySets: readonly DisplaySet[],
  studyInstanceUID: string,
  dataSource: DataSource,
  cornerstone: Cornerstone
): StudySeries[] {
  return displaySets
    .filter(ds => ds.StudyInstanceUID === studyInstanceUID && hasImages(ds))
    .map(displaySet => {
      const imageIds = [...dataSource.getImageIdsForDisplaySet(displaySet)];
      const images = ofOneEcho(placeImages(cornerstone, imageIds));
      const description = describeSeries(displaySet);
      const echoTime = images[0]?.slice.echoTime ?? description.echoTime;
      return {
        ...description,
        ...(echoTime === undefined ? {} : { echoTime }),
        displaySet,
        imageIds,
        images,
      };
    });
}

/** The series that are analysed. */
export interface ChosenStudy extends ChosenSeries<StudySeries> {
  /** The T1 series beside the sagittal one, if there is one. */
  readonly sagittalT1: StudySeries | null;
}

/** Recognises every series and chooses the sagittal and axial ones (see imaging/chooseSeries). */
export function choose(
  series: readonly StudySeries[],
  activeSeriesUID: string | undefined
): ChosenStudy {
  const recognised = series.map(s =>
    recognise(
      s,
      s.images.map(({ slice }) => slice)
    )
  );
  const chosen = chooseSeries(recognised, activeSeriesUID);
  return { ...chosen, sagittalT1: t1Partner(recognised, chosen.sagittal)?.series ?? null };
}

/** Names the series that are analysed, as the panel shows it. */
export function choiceLabel({ sagittal, axial }: ChosenSeries<StudySeries>): string | null {
  if (!sagittal) {
    return null;
  }
  const first = axial[0] ? ` + ${seriesLabel(axial[0].series)}` : '';
  return `${seriesLabel(sagittal.series)}${first}`;
}
