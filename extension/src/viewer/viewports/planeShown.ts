import type { Runtime, Viewport } from '../host/ohif';
import { placeImages, type PlacedImage } from '../images/planes';
import type { Plane } from '../study/levelNames';

/** The image that a stack shows, with its place; undefined for other viewports, and where it is not known. */
export function imageShown({ cornerstone }: Runtime, viewport: Viewport): PlacedImage | undefined {
  const imageId = viewport.type === 'stack' ? viewport.getCurrentImageId?.() : undefined;
  return imageId ? placeImages(cornerstone, [imageId])[0] : undefined;
}

/** The plane that a viewport shows; null where it cannot be known. */
export function planeShown(runtime: Runtime, viewport: Viewport): Plane | null {
  const camera = viewport.getCamera?.();
  const normal = camera?.viewPlaneNormal;
  const point =
    imageShown(runtime, viewport)?.slice.position ??
    (viewport.type === 'stack' ? null : camera?.focalPoint);
  return normal && point ? { point, normal: [normal[0], normal[1], normal[2]] } : null;
}
