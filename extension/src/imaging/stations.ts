import type { Vec3 } from '../findings';
import { pixelToPatient } from './geometry';
import type { SlicePlane } from './types';
import { dot, sub } from './vec3';

/**
 * Images of one station have their middles nearer to each other within their planes than this, mm; stations of a
 * spine lie 200 mm apart and more, and neighboring slices of a sheared stack some millimeters.
 */
const STATION_MM = 60;

const middleOf = (slice: SlicePlane): Vec3 =>
  pixelToPatient(slice, (slice.columns - 1) / 2, (slice.rows - 1) / 2);

/**
 * Parallel images by the part of the body that they show: chains of images of which each has another one near to it
 * within its plane, wherever they lie across the planes.
 * @param images parallel, in any order, which they keep within their station
 */
export function stationsOf<I extends SlicePlane>(images: readonly I[]): I[][] {
  const first = images[0];
  if (!first) {
    return [];
  }
  const middles = images.map(image => {
    const offset = sub(middleOf(image), first.position);
    return [dot(offset, first.rowDirection), dot(offset, first.columnDirection)] as const;
  });
  const station = new Array<number>(images.length).fill(-1);
  let count = 0;
  for (let i = 0; i < images.length; i++) {
    if (station[i] !== -1) {
      continue;
    }
    station[i] = count;
    const open = [i];
    while (open.length > 0) {
      const [x, y] = middles[open.pop()!]!;
      middles.forEach(([u, v], k) => {
        if (station[k] === -1 && Math.hypot(u - x, v - y) < STATION_MM) {
          station[k] = count;
          open.push(k);
        }
      });
    }
    count++;
  }
  return Array.from({ length: count }, (_, n) => images.filter((_, i) => station[i] === n));
}

/** Lowest and highest point that images show, mm towards the head. */
export function extentOf(images: readonly SlicePlane[]): {
  readonly bottom: number;
  readonly top: number;
} {
  const heights = images.flatMap(image =>
    [0, image.columns - 1].flatMap(column =>
      [0, image.rows - 1].map(row => pixelToPatient(image, column, row)[2])
    )
  );
  return {
    bottom: heights.reduce((a, b) => Math.min(a, b), Infinity),
    top: heights.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}
