import type { DiscFrame } from '../../../analysis/levelResult';
import type { Vec3 } from '../../../findings';
import { add, cross, dot, scale, unit } from '../../../imaging/vec3';
import type { Viewport } from '../../host/ohif';
import { distanceTo, type Plane } from '../../study/levelNames';

/** A finding or a length is shown on images that pass it within this distance, mm. */
export const NEAR_MM = 4;
/** cos 45°. */
const NEARER = Math.SQRT1_2;

/** What is drawn over an image needs of it. */
export interface MarkedImage {
  readonly viewport: Viewport;
  readonly plane: Plane;
  /** Where a point of patient space is drawn, CSS pixels from the picture's corner. */
  readonly to: (point: Vec3) => readonly [number, number];
  /** Size of words, CSS pixels. */
  readonly letters: number;
  /** CSS pixels to a mm. */
  readonly pixels: number;
}

/** Smallest and largest words, CSS pixels, and how many lines of them a picture's shorter side would hold. */
const [SMALLEST, LARGEST, LINES] = [13, 22, 55];

/** Words grow with the picture: on a large screen it is read from further away. */
export const lettersFor = ({
  clientWidth,
  clientHeight,
}: Pick<HTMLElement, 'clientWidth' | 'clientHeight'>): number =>
  Math.round(Math.max(SMALLEST, Math.min(LARGEST, Math.min(clientWidth, clientHeight) / LINES)));

export function markedImage(viewport: Viewport, plane: Plane): MarkedImage {
  const to = (point: Vec3) => viewport.worldToCanvas!(point);
  const [x, y, z] = plane.normal;
  // Any direction within the plane.
  const within = unit(cross([x, y, z], Math.abs(x) < NEARER ? [1, 0, 0] : [0, 1, 0]));
  const [from, end] = [to(plane.point), to(add(plane.point, scale(within, 10)))];
  const pixels = Math.hypot(end[0] - from[0], end[1] - from[1]) / 10;
  return { viewport, plane, to, pixels, letters: lettersFor(viewport.element) };
}

export const isNear = ({ plane }: Pick<MarkedImage, 'plane'>, point: Vec3): boolean =>
  Math.abs(distanceTo(plane, point)) <= NEAR_MM;

/** Whether an image lies across the spine, as axial ones do. */
export const isAcross = (
  { plane }: Pick<MarkedImage, 'plane'>,
  { normal }: Pick<DiscFrame, 'normal'>
): boolean => Math.abs(dot(plane.normal, normal)) >= NEARER;
