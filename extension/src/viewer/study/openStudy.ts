import { refused } from '../../messages';
import type { DisplaySet, Runtime } from '../host/ohif';
import type { PlacedImage } from '../images/planes';
import {
  choose,
  seriesShowing,
  studyContents,
  studySeriesOf,
  type StudyContent,
  type StudySeries,
} from './seriesChoice';
import type { GradedStudy } from './state';

/** The images that findings are placed on: the analyzed sagittal series. */
export interface Placement {
  readonly images: readonly PlacedImage[];
  readonly frameOfReferenceUID: string;
}

/** What the viewer has of a study, by the pictures in it. */
export const contentsOf = (runtime: Runtime, studyInstanceUID: string): StudyContent[] =>
  studyContents(
    runtime.services.displaySetService.getActiveDisplaySets(),
    studyInstanceUID,
    runtime.dataSource(),
    runtime.cornerstone
  );

/** Every picture of a study that the viewer has. */
export const seriesOf = (runtime: Runtime, studyInstanceUID: string): StudySeries[] =>
  contentsOf(runtime, studyInstanceUID).flatMap(({ parts }) =>
    parts.map(part => studySeriesOf(part, runtime.dataSource()))
  );

/** Whether the viewer has images of a study that can be analyzed, as far as their headers tell. */
export function isGradable(runtime: Runtime, studyInstanceUID: string): boolean {
  try {
    return choose(contentsOf(runtime, studyInstanceUID), undefined).sagittal !== null;
  } catch {
    // What is wrong with the study is said to whoever has it analyzed.
    return false;
  }
}

/** The picture that a study's findings stand on. */
export const sagittalOf = (
  runtime: Runtime,
  { studyInstanceUID, sagittalSeriesUID, levels }: GradedStudy
): StudySeries | undefined =>
  seriesShowing(
    seriesOf(runtime, studyInstanceUID),
    sagittalSeriesUID,
    levels.map(({ sagittalReference }) => sagittalReference)
  );

export const isLoaded = ({ services }: Runtime, seriesInstanceUID: string): boolean =>
  services.displaySetService
    .getActiveDisplaySets()
    .some(set => set.SeriesInstanceUID === seriesInstanceUID);

/** What the active viewport shows. */
export function activeDisplaySet({ services }: Runtime): DisplaySet | undefined {
  const { activeViewportId, viewports } = services.viewportGridService.getState();
  const viewport = activeViewportId ? viewports.get(activeViewportId) : undefined;
  const uid = viewport?.displaySetInstanceUIDs?.[0];
  return uid ? services.displaySetService.getDisplaySetByUID(uid) : undefined;
}

/**
 * The study of the active viewport; where that shows none, the first one that is open.
 * @param compared a study that is open for comparison only
 * @param otherwise goes before the first one where it is open
 */
export function openStudyUID(
  runtime: Runtime,
  compared?: string | null,
  otherwise?: string
): string | undefined {
  const active = activeDisplaySet(runtime)?.StudyInstanceUID;
  if (active !== undefined && active !== compared) {
    return active;
  }
  const open = openStudyUIDs(runtime, compared);
  return open.find(uid => uid === otherwise) ?? open[0];
}

/** The studies that are open, without one that is open for comparison only. */
export const openStudyUIDs = ({ services }: Runtime, compared?: string | null): string[] => [
  ...new Set(
    services.displaySetService
      .getActiveDisplaySets()
      .map(set => set.StudyInstanceUID)
      .filter(uid => uid !== compared)
  ),
];

/**
 * What an analysis starts from; throws DeepSpineError 'no-series' when nothing is open.
 * @param studyInstanceUID the study that the panel is about
 */
export function activeSeries(
  runtime: Runtime,
  studyInstanceUID: string | undefined
): {
  readonly studyInstanceUID: string;
  readonly activeSeriesUID?: string;
} {
  if (!studyInstanceUID) {
    throw refused('no-series', { context: 'none-open' });
  }
  const active = activeDisplaySet(runtime);
  return active?.StudyInstanceUID === studyInstanceUID
    ? { studyInstanceUID, activeSeriesUID: active.SeriesInstanceUID }
    : { studyInstanceUID };
}

export const placementOn = ({ images, frameOfReferenceUID }: StudySeries): Placement => ({
  images,
  frameOfReferenceUID: frameOfReferenceUID ?? '',
});
