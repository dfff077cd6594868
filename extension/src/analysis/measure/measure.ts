import { distance } from '../../imaging/vec3';
import { median } from '../../imaging/median';
import { canalSection, expectedCanalPoint, widestCanal, type CanalSection } from '../locate/canal';
import type { CanalLine } from '../locate/canalLine';
import { bodyFrame, inFrame } from '../locate/discFrame';
import { discBulge, discDepth, discHeightRatio } from '../locate/discShape';
import {
  BODY_EDGE,
  DISC_EDGE,
  EDGE_MM,
  extent,
  heightProfile,
  STEP_MM,
  type Profile,
} from '../locate/heightProfile';
import type { Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';
import type { LengthMeasurement, LevelMeasurements } from './measurements';
import { isPartlySacral } from './sacralBody';

/** Where heights are taken, as shares of the way from the back to the front. */
const POSITIONS = { anterior: 5 / 6, middle: 1 / 2, posterior: 1 / 6 } as const;
/** Heights are averaged over this share of the depth to either side. */
const WINDOW = 1 / 12;
/** mm of canal that must go on below a level before its width there is trusted. */
const CANAL_BELOW_MM = 12;
/** A canal narrower than this share of its neighbors is narrow for a reason: something narrows it, or the sac ends … */
const NARROW = 0.85;
/** … unless it is as deep as this, mm: by published diameters no stenosis, whatever it is compared with. */
const DEEP_MM = 12;
/** What something narrows is this many times as wide again below it: from CLEAR_MM below the disc … */
const WIDENS = 1.15;
const CLEAR_MM = 3;
/** … to this far below its center, about the middle of S1. */
const WIDENS_MM = 25;

type Heights = LevelMeasurements['discHeight'];

const NO_HEIGHTS: Heights = { anterior: null, middle: null, posterior: null };

function heights(frame: DiscFrame, side: number, profile: Profile, edge: number): Heights {
  const range = extent(profile, edge);
  if (!range || (range[1] - range[0]) * STEP_MM < 8) {
    return NO_HEIGHTS;
  }
  const [back, front] = range;
  const measure = (share: number): LengthMeasurement | null => {
    const depth = front - back;
    const from = Math.round(back + (share - WINDOW) * depth);
    const to = Math.round(back + (share + WINDOW) * depth);
    let [mm, center, count] = [0, 0, 0];
    for (let i = from; i <= to; i++) {
      mm += profile.height[i]!;
      center += profile.center[i]!;
      count++;
    }
    mm /= count;
    center /= count;
    const at = profile.at[Math.round(back + share * depth)]!;
    return mm < EDGE_MM
      ? null
      : {
          mm,
          from: inFrame(frame, side, at, center + mm / 2),
          to: inFrame(frame, side, at, center - mm / 2),
        };
  };
  return {
    anterior: measure(POSITIONS.anterior),
    middle: measure(POSITIONS.middle),
    posterior: measure(POSITIONS.posterior),
  };
}

/** Mean height; null where one of the three is missing. */
function meanHeight({ anterior, middle, posterior }: Heights): number | null {
  return anterior && middle && posterior ? (anterior.mm + middle.mm + posterior.mm) / 3 : null;
}

/** Mean height of a disc over that of the body above it (the disc height index of Masuda et al., 2004, for one body). */
function heightIndex(disc: Heights, body: Heights): number | null {
  const [upper, lower] = [meanHeight(disc), meanHeight(body)];
  return upper !== null && lower !== null ? upper / lower : null;
}

/** Why the canal is not measured at a level: it is not seen below it, or the sac tapers to its end there. */
export type CanalUnmeasured = 'canal-ends' | 'sac-tapers';

export interface Measured {
  readonly measurements: LevelMeasurements;
  /** undefined where the canal is measured, or not seen at all. */
  readonly canalUnmeasured: CanalUnmeasured | undefined;
}

/** What levelMeasurer needs of a level and its neighbors. */
export interface LevelGeometry {
  readonly frame: DiscFrame;
  /** Mean height of the disc, mm. */
  readonly thickness: number;
  /** Lateral position of the midline in the frame: mm to the right of its center. */
  readonly midline: number;
  /** See discProfile. */
  readonly profile: Profile;
}

/** The canal at the mid-level of the body below levels[index]; null where there is no body or no canal. */
type BodySection = (index: number) => CanalSection | null;

/** Every body is a neighbor of up to four levels, but looked at once. */
function bodySections(
  segmentation: Segmentation,
  canal: CanalLine,
  levels: readonly LevelGeometry[]
): BodySection {
  const known = new Map<number, CanalSection | null>();
  return index => {
    const [upper, lower] = [levels[index]?.frame, levels[index + 1]?.frame];
    if (!upper || !lower) {
      return null;
    }
    let section = known.get(index);
    if (section === undefined) {
      const body = bodyFrame(segmentation.grid, upper, lower);
      section = canalSection(segmentation, canal, body, 2);
      known.set(index, section);
    }
    return section;
  };
}

/** A value over the median of its neighbors; null where there is none to compare or to compare with. */
function ratioTo(neighbors: readonly number[], value: number | null): number | null {
  return value !== null && neighbors.length > 0 ? value / median(neighbors) : null;
}

type CanalMeasurements = Pick<
  LevelMeasurements,
  'canalAp' | 'canalRatio' | 'canalArea' | 'canalAreaRatio'
>;

const NO_CANAL: CanalMeasurements = {
  canalAp: null,
  canalRatio: null,
  canalArea: null,
  canalAreaRatio: null,
};

/**
 * Whether the canal only tapers at the lowest disc: narrow, and no wider again behind the sacrum. Disc or ligament
 * narrow it at one height; the end of the sac does so from there on.
 */
function tapers(
  segmentation: Segmentation,
  canal: CanalLine,
  { frame, thickness }: LevelGeometry,
  { canalAp, canalRatio }: CanalMeasurements
): boolean {
  if (!canalAp || canalAp.mm >= DEEP_MM || canalRatio === null || canalRatio >= NARROW) {
    return false;
  }
  const below = [-WIDENS_MM, -(thickness / 2 + CLEAR_MM)] as const;
  return widestCanal(segmentation, canal, frame, below) < WIDENS * canalAp.mm;
}

function measureCanal(
  segmentation: Segmentation,
  canal: CanalLine,
  { frame, thickness }: LevelGeometry,
  neighbors: readonly CanalSection[]
): CanalMeasurements {
  const section = canalSection(segmentation, canal, frame, Math.max(2, thickness / 2));
  if (!section) {
    return NO_CANAL;
  }
  const { width, center, area } = section;
  const widths = neighbors.map(neighbor => neighbor.width);
  const areas = neighbors.flatMap(neighbor => neighbor.area ?? []);
  const half = (sign: number) => inFrame({ ...frame, center }, 0, (sign * width) / 2, 0);
  return {
    canalAp: { mm: width, from: half(1), to: half(-1) },
    canalRatio: ratioTo(widths, width),
    canalArea: area,
    canalAreaRatio: ratioTo(areas, area),
  };
}

/**
 * Measures levels in the midline: disc heights, how flat the disc is and how far it bulges; the heights of the body
 * above it; the canal's antero-posterior diameter and cross-section behind the disc (the least within the disc's
 * height), and their ratios to the medians at the mid-levels of the two vertebrae above and the two below. The canal
 * is not measured where it ends below, nor where the sac only tapers to its end: it narrows there like a stenosis; nor
 * is a body of which a part is labeled as sacrum.
 *
 * @param levels from the top down
 * @returns what measures levels[index]
 */
export function levelMeasurer(
  segmentation: Segmentation,
  canal: CanalLine | null,
  levels: readonly LevelGeometry[]
): (index: number) => Measured {
  const { grid, vertebra } = segmentation;
  const bodySection = canal ? bodySections(segmentation, canal, levels) : () => null;

  const canalAt = (index: number): CanalMeasurements | CanalUnmeasured => {
    const level = levels[index]!;
    const row = canal && expectedCanalPoint(segmentation, canal, level.frame).row;
    if (!canal || row === null || (canal.lastRow - row) * grid.spacing < CANAL_BELOW_MM) {
      return 'canal-ends';
    }
    const neighbors = [-2, -1, 0, 1].flatMap(shift => bodySection(index + shift) ?? []);
    const measured = measureCanal(segmentation, canal, level, neighbors);
    const lowest = index === levels.length - 1;
    return lowest && tapers(segmentation, canal, level, measured) ? 'sac-tapers' : measured;
  };

  return index => {
    const level = levels[index]!;
    const { frame, midline, profile } = level;
    const discHeight = heights(frame, midline, profile, DISC_EDGE);

    const upper = levels[index - 1];
    let bodyHeight = NO_HEIGHTS;
    if (upper && !isPartlySacral(segmentation, frame, midline)) {
      const body = bodyFrame(grid, upper.frame, frame);
      const step = distance(upper.frame.center, frame.center);
      const side = (upper.midline + midline) / 2;
      const bodyProfile = heightProfile(segmentation, vertebra, body, side, 0.55 * step);
      bodyHeight = heights(body, side, bodyProfile, BODY_EDGE);
    }

    const canalHere = canalAt(index);
    const unmeasured = typeof canalHere === 'string';
    return {
      measurements: {
        discHeight,
        discHeightRatio: discHeightRatio(profile),
        discDepth: discDepth(profile),
        discHeightIndex: heightIndex(discHeight, bodyHeight),
        discBulge: discBulge(segmentation, canal, frame, midline, profile),
        ...(unmeasured ? NO_CANAL : canalHere),
        bodyHeight,
      },
      canalUnmeasured: unmeasured ? canalHere : undefined,
    };
  };
}
