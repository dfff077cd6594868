import { orientationOf, sliceNormal } from '../../imaging/geometry';
import { seriesRole, type Plane } from '../../imaging/seriesRole';
import type { SeriesRole } from '../../imaging/types';
import { describeSeries, firstInstance, hasImages } from './displaySets';
import type { DisplaySet, HangingProtocolService, Instance } from '../host/ohif';

/** Custom attributes of display sets that hanging protocols may ask for. */
export const ROLE = 'deepspineSeriesRole';
export const PLANE = 'deepspinePlane';

/** The planes of a display set as its metadata states them; multi-frame groups included. */
function planesOf(displaySet: DisplaySet): Plane[] {
  const instances = displaySet.instances ?? displaySet.images ?? [];
  return instances.flatMap(instance => {
    const perFrame = asList(instance.PerFrameFunctionalGroupsSequence);
    const shared = asList(instance.SharedFunctionalGroupsSequence);
    const groups = perFrame.length > 0 ? perFrame : shared;
    const orientations =
      groups.length > 0
        ? groups.map(
            g =>
              asList(g.PlaneOrientationSequence)[0]?.ImageOrientationPatient ??
              asList(shared[0]?.PlaneOrientationSequence)[0]?.ImageOrientationPatient
          )
        : [instance.ImageOrientationPatient];
    return orientations.flatMap(values => toPlane(values) ?? []);
  });
}

function asList(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value)
    ? value
    : value !== null && typeof value === 'object'
      ? [value as Instance]
      : [];
}

function toPlane(values: unknown): Plane | null {
  const v = Array.isArray(values) ? values.map(Number) : [];
  if (v.length !== 6 || !v.every(Number.isFinite)) {
    return null;
  }
  return { rowDirection: [v[0]!, v[1]!, v[2]!], columnDirection: [v[3]!, v[4]!, v[5]!] };
}

/** What a display set shows, recognised from geometry and acquisition (imaging/seriesRole). */
export function displaySetRole(displaySet: DisplaySet): SeriesRole {
  if (
    !hasImages(displaySet) ||
    (displaySet.Modality ?? firstInstance(displaySet)?.Modality) !== 'MR'
  ) {
    return 'other';
  }
  return seriesRole(describeSeries(displaySet), planesOf(displaySet));
}

/** 'sagittal', 'axial' or 'coronal' for MR images that are no localiser; '' for everything else. */
export function displaySetPlane(displaySet: DisplaySet): string {
  const [plane] = planesOf(displaySet);
  const role = displaySetRole(displaySet);
  if (!plane || displaySet.Modality !== 'MR' || role === 'localiser') {
    return '';
  }
  return orientationOf(sliceNormal(plane));
}

/** Lets hanging protocols ask for a series' role and plane; done before a protocol is applied. */
export function addSeriesAttributes(service: HangingProtocolService): void {
  service.addCustomAttribute(ROLE, 'DeepSPINE: what a lumbar series shows', displaySetRole);
  service.addCustomAttribute(PLANE, 'DeepSPINE: anatomical plane', displaySetPlane);
}
