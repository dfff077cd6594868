import { uidFrom, type Vec3 } from '../findings';
import { refused } from '../messages';
import { patientToPixel } from '../imaging/geometry';
import { holderOf } from '../imaging/rejoin';
import type { SlicePlane } from '../imaging/types';
import type { ReportSource, SourceSeries } from './record';
import type { ImageInstance } from './sr/content';

const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';

/** A point on a source image in the pixel convention of SCOORD: the first pixel's center is 0.5\0.5. */
export interface ImagePoint {
  readonly instance: ImageInstance;
  readonly xy: readonly [number, number];
}

/** The image of a series as a reference target. */
export function instanceOf(series: SourceSeries, slice: SlicePlane): ImageInstance {
  return {
    sopClassUID: slice.header?.sopClassUID ?? series.sopClassUID ?? MR_IMAGE_STORAGE,
    sopInstanceUID: slice.sopInstanceUID,
    ...(slice.frameNumber === undefined ? {} : { frameNumber: slice.frameNumber }),
  };
}

/** The instances of a source series that one series holds. */
export interface HeldInstances {
  readonly seriesInstanceUID: string;
  readonly instances: readonly ImageInstance[];
}

/**
 * One entry per stored instance of a source series, frames of a multi-frame instance taken together, by the series that
 * hold them; that of the source itself first.
 */
export function instancesOf(series: SourceSeries): HeldInstances[] {
  const held = new Map<string, Map<string, ImageInstance>>([[series.seriesInstanceUID, new Map()]]);
  for (const slice of series.slices) {
    const uid = holderOf(slice, series);
    const instances = held.get(uid) ?? new Map<string, ImageInstance>();
    held.set(uid, instances);
    const { sopClassUID, sopInstanceUID } = instanceOf(series, slice);
    instances.set(sopInstanceUID, { sopClassUID, sopInstanceUID });
  }
  return [...held]
    .filter(([, instances]) => instances.size > 0)
    .map(([seriesInstanceUID, instances]) => ({
      seriesInstanceUID,
      instances: [...instances.values()],
    }));
}

/**
 * The series' frame of reference. A series that lacks one gets a UID derived from its own, so that its
 * coordinates stay apart from every other series' and come back equal.
 */
export function frameOfReferenceOf(series: SourceSeries): string {
  return series.frameOfReferenceUID || uidFrom('frame of reference', series.seriesInstanceUID);
}

/** Keeps a coordinate on the image and off exactly 0, which OHIF takes for missing. */
const onImage = (value: number, size: number) => Math.min(Math.max(value, 0.01), size - 0.01);

/** Projects a patient-space point (LPS mm) on a slice. */
export function pointOnSlice(slice: SlicePlane, point: Vec3): readonly [number, number] {
  const { column, row } = patientToPixel(slice, point);
  return [onImage(column + 0.5, slice.columns), onImage(row + 0.5, slice.rows)];
}

/**
 * The slice whose plane is nearest to a patient-space point.
 * @throws DeepSpineError when the series has no slices
 */
export function nearestSlice(series: SourceSeries, point: Vec3): SlicePlane {
  let best: SlicePlane | null = null;
  let bestDistance = Infinity;
  for (const slice of series.slices) {
    const distance = Math.abs(patientToPixel(slice, point).distance);
    if (distance < bestDistance) {
      best = slice;
      bestDistance = distance;
    }
  }
  if (!best) {
    throw refused('no-series', { context: 'report-images' });
  }
  return best;
}

/** A patient-space point on the nearest image of a series. */
export function pointOnSeries(series: SourceSeries, point: Vec3): ImagePoint {
  const slice = nearestSlice(series, point);
  return { instance: instanceOf(series, slice), xy: pointOnSlice(slice, point) };
}

/** The image with a given SOP instance (and frame), in the sagittal or the axial series. */
export function findInstance(
  source: ReportSource,
  reference: { readonly sopInstanceUID: string; readonly frameNumber?: number }
): { readonly series: SourceSeries; readonly slice: SlicePlane } | null {
  for (const series of [source.sagittal, source.axial]) {
    const slice = series?.slices.find(
      candidate =>
        candidate.sopInstanceUID === reference.sopInstanceUID &&
        candidate.frameNumber === reference.frameNumber
    );
    if (series && slice) {
      return { series, slice };
    }
  }
  return null;
}
