import { dot, scale, sub } from '../../imaging/vec3';
import { expectedCanalPoint } from './canal';
import type { CanalLine } from './canalLine';
import { inFrame } from './discFrame';
import {
  DISC_EDGE,
  extent,
  heightProfile,
  midlineSides,
  STEP_MM,
  type Profile,
} from './heightProfile';
import { lineSum, type Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';

/** Discs lie within this distance of their mid-plane, mm. */
const DISC_REACH_MM = 12;

/** How high the disc stands over its mid-plane from front to back, in the midline. */
export function discProfile(segmentation: Segmentation, frame: DiscFrame, side: number): Profile {
  return heightProfile(segmentation, segmentation.disc, frame, side, DISC_REACH_MM);
}

/** mm in front of a disc's center where the disc ends at the back, in the midline; null: not seen. */
export function posteriorMargin(profile: Profile): number | null {
  const range = extent(profile, DISC_EDGE);
  return range ? profile.at[range[0]]! : null;
}

/** Antero-posterior depth of a disc in the midline, mm; null: no disc seen. */
export function discDepth(profile: Profile): number | null {
  const range = extent(profile, DISC_EDGE);
  return range ? (range[1] - range[0] + 1) * STEP_MM : null;
}

/** Mean height of a disc over its antero-posterior depth; null: no disc seen. */
export function discHeightRatio(profile: Profile): number | null {
  const range = extent(profile, DISC_EDGE);
  if (!range) {
    return null;
  }
  const [back, front] = range;
  const columns = front - back + 1;
  const height = profile.height.slice(back, front + 1).reduce((sum, mm) => sum + mm, 0) / columns;
  return height / (columns * STEP_MM);
}

/** Share of the disc's depth at the back over which the height of its posterior part is taken. */
const POSTERIOR = 1 / 4;
/** Margins are looked for from this far in front of the disc's own margin, mm … */
const AHEAD_MM = 8;
/** … to this far behind it, and not beyond the middle of the canal. */
const BEHIND_MM = 12;
/** Less of a structure than this on that line means that it is not there, mm. */
const SEEN_MM = 3;
/** The posterior corner of a body is its margin over these distances from the disc, mm … */
const CORNER_MM = [2, 3, 4, 5, 6] as const;
/** … of which at least this many must show the body (its end plate may belong to neither). */
const CORNER_SEEN = 3;
/** The disc's margin is searched over this share of its height to both sides of its middle. */
const CORE = 0.3;

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How far a disc reaches behind the line that joins the posterior corners of the bodies above and below,
 * in the midline (mm; negative: it stays in front). Margins are where the summed probability of a
 * structure ends, so that blurred edges count in part. null where a body is not segmented, as the sacrum
 * may not be.
 */
export function discBulge(
  segmentation: Segmentation,
  canal: CanalLine | null,
  frame: DiscFrame,
  side: number,
  profile: Profile
): number | null {
  const range = extent(profile, DISC_EDGE);
  if (!range) {
    return null;
  }
  const { grid, disc, vertebra } = segmentation;
  const [back, front] = range;
  const from = profile.at[back]! + AHEAD_MM;
  const canalMiddle = canal
    ? dot(sub(expectedCanalPoint(segmentation, canal, frame).point, frame.center), frame.anterior)
    : -Infinity;
  const reach = from - Math.max(profile.at[back]! - BEHIND_MM, canalMiddle);
  const sides = midlineSides(grid, frame, side);
  const backwards = scale(frame.anterior, -1);
  /** mm in front of the disc's center where a structure ends at the back, `height` mm above its plane. */
  const marginAt = (volume: Float32Array, height: number): number => {
    const lengths = sides.map(x => {
      const start = inFrame(frame, x, from, height);
      return lineSum(grid, volume, start, backwards, [STEP_MM / 2, reach, STEP_MM]).length;
    });
    const length = meanOf(lengths);
    return length < SEEN_MM ? NaN : from - length;
  };

  const part = Math.max(1, Math.round(POSTERIOR * (front - back)));
  const thickness = meanOf(Array.from(profile.height.slice(back, back + part)));
  const middle = meanOf(Array.from(profile.center.slice(back, back + part)));
  const corner = (sign: 1 | -1) => {
    const seen = CORNER_MM.map(mm => middle + sign * (thickness / 2 + mm))
      .map(height => ({ height, margin: marginAt(vertebra, height) }))
      .filter(({ margin }) => Number.isFinite(margin));
    return seen.length < CORNER_SEEN
      ? null
      : { height: meanOf(seen.map(s => s.height)), margin: meanOf(seen.map(s => s.margin)) };
  };
  const [upper, lower] = [corner(1), corner(-1)];
  if (!upper || !lower) {
    return null;
  }
  const line = (height: number) =>
    lower.margin +
    ((upper.margin - lower.margin) * (height - lower.height)) / (upper.height - lower.height);

  const steps = Math.floor(CORE * thickness);
  const excess = Array.from({ length: 2 * steps + 3 }, (_, i) => {
    const height = middle + i - steps - 1;
    return line(height) - marginAt(disc, height);
  });
  const smooth = excess
    .slice(1, -1)
    .map((value, i) => (excess[i]! + value + excess[i + 2]!) / 3)
    .filter(Number.isFinite);
  return smooth.length ? Math.max(...smooth) : null;
}
