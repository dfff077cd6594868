import type { Vec3 } from '../../findings';
import { sliceNormal } from '../../imaging/geometry';
import type { SlicePlane } from '../../imaging/types';
import { along, dot, sub } from '../../imaging/vec3';
import type { Plane } from '../study/levelNames';
import { NEARLY_PARALLEL } from './watchedStacks';

type Slice = Pick<
  SlicePlane,
  | 'position'
  | 'rowDirection'
  | 'columnDirection'
  | 'rows'
  | 'columns'
  | 'rowSpacing'
  | 'columnSpacing'
>;

/** The corners of an image in order, LPS mm. */
function cornersOf({ position, rowDirection, columnDirection, ...size }: Slice): readonly Vec3[] {
  const width = (size.columns - 1) * size.columnSpacing;
  const height = (size.rows - 1) * size.rowSpacing;
  const right = along(position, rowDirection, width);
  const below = along(position, columnDirection, height);
  return [position, right, along(right, columnDirection, height), below];
}

/**
 * Where an image cuts another plane, as the two ends of the cut (LPS, mm); null where it does not, or where the two
 * are so nearly parallel that a line would say nothing.
 */
export function cutOf(slice: Slice, plane: Plane): readonly [Vec3, Vec3] | null {
  if (Math.abs(dot(sliceNormal(slice), plane.normal)) >= NEARLY_PARALLEL) {
    return null;
  }
  const corners = cornersOf(slice);
  const distances = corners.map(corner => dot(sub(corner, plane.point), plane.normal));
  const ends = corners.flatMap((corner, i): Vec3[] => {
    const j = (i + 1) % corners.length;
    const [a, b] = [distances[i]!, distances[j]!];
    // A corner that lies on the plane belongs to one of its two edges.
    return a < 0 !== b < 0 ? [along(corner, sub(corners[j]!, corner), a / (a - b))] : [];
  });
  const [from, to] = ends;
  return from && to ? [from, to] : null;
}
