import type { SpineDisc } from '../locate/spine';
import type { Alignment } from '../result';

const degrees = (radians: number) => (radians * 180) / Math.PI;

/** Largest difference of some angles; null where there are fewer than `least`. */
const range = (angles: readonly number[], least: number): number | null =>
  angles.length < least ? null : Math.max(...angles) - Math.min(...angles);

/** Directions from disc to disc in the coronal plane: their range, degrees; null for fewer than three discs. */
export function coronalCurve(discs: readonly SpineDisc[]): number | null {
  const centers = discs.map(({ frame }) => frame.center);
  const angles = centers.slice(1).map((lower, i) => {
    const upper = centers[i]!;
    return degrees(Math.atan2(lower[0] - upper[0], upper[2] - lower[2]));
  });
  return range(angles, 2);
}

/** Tilt of a disc's plane in the sagittal plane, degrees; positive: the front is the higher end. */
const sagittalTilt = ({ frame: { anterior } }: SpineDisc) =>
  degrees(Math.atan2(anterior[2], -anterior[1]));

/**
 * How the lumbar column is bent. Lordosis is the angle between the mid-planes of the discs L1-L2 and L5-S1: that of
 * Cobb between end plates of L1 and S1 is larger by about half the wedge of both discs and of L1.
 */
export function alignmentOf(discs: readonly SpineDisc[]): Alignment {
  const [upper, lower] = (['L1-L2', 'L5-S1'] as const).map(name =>
    discs.find(({ level }) => level === name)
  );
  return {
    coronalDegrees: coronalCurve(discs),
    lordosisDegrees: upper && lower ? sagittalTilt(upper) - sagittalTilt(lower) : null,
  };
}
