import { sliceNormal } from './geometry';
import type { ImageHeader, SeriesDescription, SlicePlane } from './types';
import { dot, length } from './vec3';

/** Two planes nearer than this, mm, are one place … */
const SAME_OFFSET_MM = 0.05;
/** … where the images also lie nearer than this to each other within the plane, mm. */
const SAME_AREA_MM = 20;
/** Cosine of 0.25°. */
const PARALLEL = Math.cos((0.25 * Math.PI) / 180);

const known = new WeakMap<ImageHeader, Map<string, ImageHeader>>();

/** What is known of an image: its own header, or that of its series; the echo time is always its own. */
export function headerOf(image: SlicePlane, series: SeriesDescription): ImageHeader {
  const header = image.header ?? series;
  if (image.echoTime === undefined || image.echoTime === header.echoTime) {
    return header;
  }
  // The same object for the same header, since images share them by the hundred.
  const byEcho = known.get(header) ?? new Map<string, ImageHeader>();
  known.set(header, byEcho);
  const key = String(image.echoTime);
  const own = byEcho.get(key) ?? { ...header, echoTime: image.echoTime };
  byEcho.set(key, own);
  return own;
}

/** Whether an image says where it lies and how large it is; lengths and right angles included. */
export function hasGeometry(image: SlicePlane): boolean {
  const { position, rowDirection, columnDirection, rowSpacing, columnSpacing } = image;
  return (
    [position, rowDirection, columnDirection].every(
      vector => vector.length === 3 && vector.every(Number.isFinite)
    ) &&
    rowSpacing > 0 &&
    columnSpacing > 0 &&
    Number.isFinite(rowSpacing) &&
    Number.isFinite(columnSpacing) &&
    length(rowDirection) > 0.5 &&
    length(columnDirection) > 0.5 &&
    image.rows >= 1 &&
    image.columns >= 1
  );
}

/** Images in an order that is the same in whatever order they come: of their numbers, then of their UIDs. */
export function byHeader<I extends SlicePlane>(
  images: readonly I[],
  series: SeriesDescription
): I[] {
  const numberOf = (image: I) => headerOf(image, series).instanceNumber ?? Infinity;
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...images].sort((a, b) => {
    const [na, nb] = [numberOf(a), numberOf(b)];
    return na !== nb
      ? na - nb
      : compare(a.sopInstanceUID, b.sopInstanceUID) || (a.frameNumber ?? 0) - (b.frameNumber ?? 0);
  });
}

/** Whether two images show the same place: one plane, and one part of it. */
export function isOnePlace(a: SlicePlane, b: SlicePlane): boolean {
  const normal = sliceNormal(a);
  if (Math.abs(dot(normal, sliceNormal(b))) < PARALLEL) {
    return false;
  }
  const apart = [0, 1, 2].map(i => b.position[i]! - a.position[i]!);
  const across = Math.abs(dot([apart[0]!, apart[1]!, apart[2]!], normal));
  return across < SAME_OFFSET_MM && Math.hypot(...apart) < SAME_AREA_MM;
}

/** Whether two images have as many pixels of about one size. */
export const sameMatrix = (a: SlicePlane, b: SlicePlane): boolean =>
  a.rows === b.rows &&
  a.columns === b.columns &&
  Math.abs(a.rowSpacing / b.rowSpacing - 1) < 0.01 &&
  Math.abs(a.columnSpacing / b.columnSpacing - 1) < 0.01;

/** How many places images show: planes of one direction that lie apart. */
export function placesOf(images: readonly SlicePlane[]): number {
  const offsets = new Map<string, number[]>();
  for (const image of images) {
    const normal = sliceNormal(image);
    const direction = normal.map(x => Math.round(100 * x)).join();
    offsets.set(direction, [...(offsets.get(direction) ?? []), dot(image.position, normal)]);
  }
  let places = 0;
  for (const some of offsets.values()) {
    some.sort((a, b) => a - b);
    places += some.filter((offset, i) => i === 0 || offset - some[i - 1]! > SAME_OFFSET_MM).length;
  }
  return places;
}
