import type { Level } from '../../findings';
import { dot, scale, sub } from '../../imaging/vec3';
import { expectedCanalPoint } from '../locate/canal';
import type { CanalLine } from '../locate/canalLine';
import { inFrame } from '../locate/discFrame';
import { DISC_EDGE, extent, midlineSides, STEP_MM, type Profile } from '../locate/heightProfile';
import { lineSum, type Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';
import type { LengthMeasurement } from './measurements';
import { isPartlySacral } from './sacralBody';

/** The posterior wall of a body is looked for from this far in front of the disc's own margin, mm … */
const AHEAD_MM = 14;
/** … to this far behind it, and not beyond the middle of the canal. */
const BEHIND_MM = 14;
/** The wall is taken over these distances from the disc, mm, of which so many must show it. */
const WALL_MM = [2, 3, 4, 5, 6, 7] as const;
const WALL_SEEN = 4;
/** Less of a body than this on a line means that it is not there, mm. */
const SEEN_MM = 3;

/**
 * Where the wall above lies against the wall below without a slip, mm: medians of about 110 unslipped discs a level of
 * SPIDER's T2 TSE, found by the segmentation.
 */
const USUAL_MM: Readonly<Record<Level, number>> = {
  'T12-L1': -0.8,
  'L1-L2': -1.1,
  'L2-L3': -1.5,
  'L3-L4': -1.9,
  'L4-L5': -2,
  'L5-S1': -2.7,
};

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What of a disc tells how its neighbors lie. */
export interface SlipGeometry {
  readonly level: Level;
  readonly frame: DiscFrame;
  /** Lateral position of the midline in the frame: mm to the right of its center. */
  readonly midline: number;
  readonly profile: Profile;
}

/** A slip and where it was taken. */
export interface Slip {
  /** Signed: forward is positive. */
  readonly mm: number;
  /** From where the upper wall usually lies against the lower one, to where it does. */
  readonly line: LengthMeasurement;
}

/**
 * How far the vertebra above a disc has slipped against the one below, mm along the disc's plane in the midline;
 * positive: forward. The distance of the posterior walls beside the disc, less the usual one (Meyerding, Surg Gynecol Obstet 1932; 54:
 * 371-377, measures the same at the end plates). null where either body is not segmented, as the sacrum may not be, and
 * where the upper one is labeled as sacrum in part.
 */
export function slip(
  segmentation: Segmentation,
  canal: CanalLine | null,
  { level, frame, midline, profile }: SlipGeometry
): Slip | null {
  const range = extent(profile, DISC_EDGE);
  if (!range || isPartlySacral(segmentation, frame, midline)) {
    return null;
  }
  const { grid, vertebra, sacrum } = segmentation;
  const [back, front] = range;
  const margin = profile.at[back]!;
  const from = margin + AHEAD_MM;
  const middleOfCanal = canal
    ? dot(sub(expectedCanalPoint(segmentation, canal, frame).point, frame.center), frame.anterior)
    : -Infinity;
  const reach = from - Math.max(margin - BEHIND_MM, middleOfCanal);
  const backwards = scale(frame.anterior, -1);
  const sides = midlineSides(grid, frame, midline);
  const thickness = meanOf(Array.from(profile.height.slice(back, front + 1)));
  const middle = meanOf(Array.from(profile.center.slice(back, front + 1)));
  const wall = (volumes: readonly Float32Array[], sign: 1 | -1): number | null => {
    const walls = WALL_MM.flatMap(mm => {
      const height = middle + sign * (thickness / 2 + mm);
      const lengths = sides.map(x => {
        const start = inFrame(frame, x, from, height);
        return volumes.reduce(
          (sum, volume) =>
            sum + lineSum(grid, volume, start, backwards, [STEP_MM / 2, reach, STEP_MM]).length,
          0
        );
      });
      const length = meanOf(lengths);
      return length < SEEN_MM ? [] : [from - length];
    });
    return walls.length < WALL_SEEN ? null : meanOf(walls);
  };
  const upper = wall([vertebra], 1);
  const lower = wall(sacrum ? [vertebra, sacrum] : [vertebra], -1);
  if (upper === null || lower === null) {
    return null;
  }
  const mm = upper - lower - USUAL_MM[level];
  const at = (anterior: number) =>
    inFrame(frame, midline, anterior, middle + thickness / 2 + meanOf(WALL_MM));
  return { mm, line: { mm: Math.abs(mm), from: at(upper - mm), to: at(upper) } };
}
