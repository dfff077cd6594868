import type { DiscFrame, LevelMeasurements } from '../../analysis/levelResult';
import type { Level, Vec3 } from '../../findings';
import { along, dot, sub } from '../../imaging/vec3';
import { levelName } from './naming';

/** The plane of an image, LPS mm. */
export interface Plane {
  /** Any point on it. */
  readonly point: Vec3;
  /** Unit vector. */
  readonly normal: Vec3;
}

export interface NamedDisc {
  readonly level: Level;
  readonly frame: DiscFrame;
  readonly measurements: Pick<LevelMeasurements, 'discHeight'>;
}

/** A name beside its disc; `point` lies on the plane. */
export interface NameMark {
  readonly level: Level;
  readonly text: string;
  readonly point: Vec3;
}

export type NamesOnImage =
  /** A plane along the spine: every disc has its name beside it. */
  | { readonly kind: 'along'; readonly marks: readonly NameMark[] }
  /** A plane across the spine: which disc it crosses, or between which it lies. */
  | { readonly kind: 'across'; readonly text: string; readonly level: Level | null };

/** cos 45°: a plane belongs to the axis that its normal is nearer to. */
const NEARER = Math.SQRT1_2;
/** Names stand this far before the disc's center, mm: half its depth, and clear of its edge; never over the canal. */
export const BEFORE_MM = 24;
/** On coronal images, to the patient's left of the disc: half its width, and clear of its edge. */
const BESIDE_MM = 30;
/** Images further to the side than the foramina show no disc, mm. */
const REACH_MM = 28;
/** Where a disc's height could not be measured, mm. */
const USUAL_HEIGHT_MM = 8;

/** mm from the plane, positive on the side that its normal points to. */
export const distanceTo = (plane: Plane, point: Vec3): number =>
  dot(sub(point, plane.point), plane.normal);

/** The point of the plane that is nearest to another point. */
export const onPlane = (plane: Plane, point: Vec3): Vec3 =>
  along(point, plane.normal, -distanceTo(plane, point));

function across(plane: Plane, discs: readonly NamedDisc[], doubt: boolean): NamesOnImage {
  // Headward along the normal, whichever way it points.
  const headward = dot(plane.normal, discs[0]!.frame.normal) < 0 ? -1 : 1;
  const placed = discs.map(({ level, frame, measurements }) => ({
    level,
    above: distanceTo(plane, frame.center) * headward,
    half: (measurements.discHeight.middle?.mm ?? USUAL_HEIGHT_MM) / 2,
  }));
  const crossed = placed
    .filter(({ above, half }) => Math.abs(above) <= half)
    .sort((a, b) => Math.abs(a.above) - Math.abs(b.above))[0];
  if (crossed) {
    return { kind: 'across', text: levelName(crossed.level, doubt), level: crossed.level };
  }
  const upper = placed.filter(({ above }) => above > 0).sort((a, b) => a.above - b.above)[0];
  const lower = placed.filter(({ above }) => above < 0).sort((a, b) => b.above - a.above)[0];
  const [up, down] = [upper, lower].map(disc => disc && levelName(disc.level, doubt));
  const text = up && down ? `between ${up} and ${down}` : up ? `below ${up}` : `above ${down}`;
  return { kind: 'across', text, level: null };
}

/**
 * The names of the discs on an image. On planes along the spine only where the plane passes near the disc, so that
 * nothing is named that is not there to be seen.
 * @param discs of one study, from the top down; in the image's own patient coordinates
 * @param doubt whether the names are in doubt
 */
export function namesOn(plane: Plane, discs: readonly NamedDisc[], doubt: boolean): NamesOnImage {
  const [first] = discs;
  if (!first) {
    return { kind: 'along', marks: [] };
  }
  const toward = (axis: Vec3) => Math.abs(dot(plane.normal, axis));
  const nearest = [...discs].sort(
    (a, b) =>
      Math.abs(distanceTo(plane, a.frame.center)) - Math.abs(distanceTo(plane, b.frame.center))
  )[0]!;
  if (toward(nearest.frame.normal) >= NEARER) {
    return across(plane, discs, doubt);
  }
  const sagittal = toward(first.frame.right) >= NEARER;
  const marks = discs
    .filter(({ frame }) => Math.abs(distanceTo(plane, frame.center)) <= REACH_MM)
    .map(({ level, frame: { center, anterior, right } }) => ({
      level,
      text: levelName(level, doubt),
      point: onPlane(
        plane,
        sagittal ? along(center, anterior, BEFORE_MM) : along(center, right, -BESIDE_MM)
      ),
    }));
  return { kind: 'along', marks };
}
