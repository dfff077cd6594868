import type { Vec3 } from '../../findings';
import { isOnSlice, patientToPixel, pixelToPatient } from '../../imaging/geometry';
import { seriesContent } from '../../imaging/seriesParts';
import type { SeriesDescription, SlicePlane } from '../../imaging/types';
import type { Cornerstone } from '../host/ohif';
import { imagePlane } from './pixels';

/** One displayable image and its plane in patient space. */
export interface PlacedImage {
  readonly imageId: string;
  readonly slice: SlicePlane;
}

/** The images whose plane the viewer knows; others (a screenshot in the series, say) are left out. */
export function placeImages(cornerstone: Cornerstone, imageIds: readonly string[]): PlacedImage[] {
  return imageIds.flatMap(imageId => {
    try {
      return [{ imageId, slice: imagePlane(cornerstone, imageId) }];
    } catch {
      return [];
    }
  });
}

/** Those that show the same as most of them do: not the odd localizer, another echo, or fat alone. */
export function ofOnePicture(images: readonly PlacedImage[]): readonly PlacedImage[] {
  const { parts } = seriesContent(
    NO_SERIES,
    images.map(image => ({ ...image.slice, image }))
  );
  const [first] = parts;
  const alike = parts.filter(part => part.role === first?.role && part.kind === first.kind);
  return first ? alike.flatMap(part => part.images.map(({ image }) => image)) : images;
}

/** Every image speaks for itself. */
const NO_SERIES: SeriesDescription = { seriesInstanceUID: '', studyInstanceUID: '', modality: '' };

export interface NearestImage {
  readonly index: number;
  readonly imageId: string;
  /** mm from the image's plane. */
  readonly distance: number;
  /** The point's projection on the image's plane, LPS mm. */
  readonly projected: Vec3;
}

/**
 * The image whose plane is nearest to a patient-space point (LPS, mm). Images on which the point
 * projects inside the picture win over nearer ones on which it does not: of several tilted slabs the
 * one through the disc is meant, not the one whose endless plane happens to pass by.
 */
export function nearestImage(images: readonly PlacedImage[], point: Vec3): NearestImage | null {
  let best: (NearestImage & { readonly inside: boolean }) | null = null;
  images.forEach(({ imageId, slice }, index) => {
    const pixel = patientToPixel(slice, point);
    const distance = Math.abs(pixel.distance);
    const inside = isOnSlice(slice, pixel.column, pixel.row);
    if (!best || (inside === best.inside ? distance < best.distance : inside)) {
      const projected = pixelToPatient(slice, pixel.column, pixel.row);
      best = { index, imageId, distance, projected, inside };
    }
  });
  return best;
}
