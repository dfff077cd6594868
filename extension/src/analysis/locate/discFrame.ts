import type { Vec3 } from '../../findings';
import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { add, along, cross, middle, reject, unit } from '../../imaging/vec3';
import type { DiscPlane } from './discPlane';
import { directionToPatient, toPatient } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';

/** Right-handed frame whose `right` is the slices' own left-right axis made orthogonal to `normal`. */
function frameOf(grid: SagittalGrid, center: Vec3, normal: Vec3): DiscFrame {
  // A stack's normal points to either side, depending on how its slices are stored.
  const side: Vec3 =
    grid.normal[0] <= 0 ? grid.normal : [-grid.normal[0], -grid.normal[1], -grid.normal[2]];
  const right = unit(reject(side, normal));
  return { center, right, anterior: cross(normal, right), normal };
}

/** The frame of a located disc in patient space. */
export function discFrame(grid: SagittalGrid, plane: DiscPlane): DiscFrame {
  return frameOf(grid, toPatient(grid, plane.center), directionToPatient(grid, plane.normal));
}

/** The frame of the vertebral body between two discs: halfway in place and direction. */
export function bodyFrame(grid: SagittalGrid, above: DiscFrame, below: DiscFrame): DiscFrame {
  const normal = unit(add(above.normal, below.normal));
  return frameOf(grid, middle(above.center, below.center), normal);
}

/** The point at right, anterior and normal mm from a frame's center. */
export function inFrame(frame: DiscFrame, right: number, anterior: number, normal: number): Vec3 {
  return along(
    along(along(frame.center, frame.right, right), frame.anterior, anterior),
    frame.normal,
    normal
  );
}
