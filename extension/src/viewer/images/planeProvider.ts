import type { Cornerstone, Instance, Subscription } from '../host/ohif';
import { statedPlane } from './imageFacts';

/** Above the viewer's own provider (9999). */
const PRIORITY = 20_000;

/** The plane of an enhanced object of one frame, as the viewer's image plane; undefined for every other image. */
export function planeOfOneFrame(instance: Instance | undefined): object | undefined {
  const frames = Number(instance?.NumberOfFrames ?? NaN);
  const plane =
    instance && frames === 1 && instance.ImagePositionPatient === undefined
      ? statedPlane(instance, 1)
      : null;
  if (!instance || !plane) {
    return undefined;
  }
  const { rows, columns, position, rowDirection, columnDirection } = plane;
  return {
    frameOfReferenceUID: instance.FrameOfReferenceUID,
    ...{ rows, columns },
    imageOrientationPatient: [...rowDirection, ...columnDirection],
    rowCosines: [...rowDirection],
    columnCosines: [...columnDirection],
    imagePositionPatient: [...position],
    pixelSpacing: [plane.rowSpacing, plane.columnSpacing],
    rowPixelSpacing: plane.rowSpacing,
    columnPixelSpacing: plane.columnSpacing,
    sliceThickness: plane.sliceThickness,
    usingDefaultValues: false,
  };
}

/**
 * Lets the viewer draw enhanced objects of one frame where they lie: it looks into functional groups of objects with
 * several frames only, and takes all others for axial images at the origin, and what is drawn on them with these.
 */
export function providePlanes({ metaData }: Pick<Cornerstone, 'metaData'>): Subscription {
  const provider = (type: string, imageId: string): unknown =>
    type === 'imagePlaneModule' && typeof imageId === 'string'
      ? planeOfOneFrame(metaData.get('instance', imageId) as Instance | undefined)
      : undefined;
  metaData.addProvider?.(provider, PRIORITY);
  return { unsubscribe: () => metaData.removeProvider?.(provider) };
}
