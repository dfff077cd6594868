import { higherStations } from '../../imaging/chooseSeries';
import { roleOf } from '../../imaging/seriesParts';
import type { SeriesRole } from '../../imaging/types';
import { displaySetContent, hasImages } from './displaySets';
import type { DisplaySet, DisplaySetService, HangingProtocolService } from '../host/ohif';

/** Custom attributes of display sets that hanging protocols may ask for. */
export const ROLE = 'deepspineSeriesRole';
export const PLANE = 'deepspinePlane';

/** What a display set shows, recognized from geometry and acquisition (imaging/seriesParts). */
export const displaySetRole = (displaySet: DisplaySet): SeriesRole =>
  hasImages(displaySet) ? roleOf(displaySetContent(displaySet)) : 'other';

/** 'sagittal', 'axial' or 'coronal' for MR images that are no localiser; '' for everything else. */
export const displaySetPlane = (displaySet: DisplaySet): string =>
  (hasImages(displaySet) && displaySetContent(displaySet).parts[0]?.orientation) || '';

/**
 * The role of a display set among those that are open: a station of the spine above another one of its study has none,
 * since the lowest is analyzed.
 */
export function hungRole(displaySet: DisplaySet, open: readonly DisplaySet[]): SeriesRole {
  const sagittal = (set: DisplaySet) =>
    displaySetContent(set).parts.filter(({ orientation }) => orientation === 'sagittal');
  const role = displaySetRole(displaySet);
  const study = open.filter(
    set => set.StudyInstanceUID === displaySet.StudyInstanceUID && displaySetRole(set) === role
  );
  const higher = higherStations(study.flatMap(sagittal));
  const own = role === 'other' || role === 'localiser' ? [] : sagittal(displaySet);
  return own.length > 0 && own.every(part => higher.has(part)) ? 'other' : role;
}

/** Lets hanging protocols ask for a series' role and plane; done before a protocol is applied. */
export function addSeriesAttributes(
  service: HangingProtocolService,
  displaySets: Pick<DisplaySetService, 'getActiveDisplaySets'>
): void {
  service.addCustomAttribute(ROLE, 'DeepSPINE: what a lumbar series shows', displaySet =>
    hungRole(displaySet, displaySets.getActiveDisplaySets())
  );
  service.addCustomAttribute(PLANE, 'DeepSPINE: anatomical plane', displaySetPlane);
}
