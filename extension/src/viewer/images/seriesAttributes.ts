import { roleOf } from '../../imaging/seriesParts';
import type { SeriesRole } from '../../imaging/types';
import { displaySetContent, hasImages } from './displaySets';
import type { DisplaySet, HangingProtocolService } from '../host/ohif';

/** Custom attributes of display sets that hanging protocols may ask for. */
export const ROLE = 'deepspineSeriesRole';
export const PLANE = 'deepspinePlane';

/** What a display set shows, recognised from geometry and acquisition (imaging/seriesParts). */
export const displaySetRole = (displaySet: DisplaySet): SeriesRole =>
  hasImages(displaySet) ? roleOf(displaySetContent(displaySet)) : 'other';

/** 'sagittal', 'axial' or 'coronal' for MR images that are no localiser; '' for everything else. */
export const displaySetPlane = (displaySet: DisplaySet): string =>
  (hasImages(displaySet) && displaySetContent(displaySet).parts[0]?.orientation) || '';

/** Lets hanging protocols ask for a series' role and plane; done before a protocol is applied. */
export function addSeriesAttributes(service: HangingProtocolService): void {
  service.addCustomAttribute(ROLE, 'DeepSPINE: what a lumbar series shows', displaySetRole);
  service.addCustomAttribute(PLANE, 'DeepSPINE: anatomical plane', displaySetPlane);
}
