import { median } from '../imaging/median';
import { dot } from '../imaging/vec3';
import { canalSection, expectedCanalPoint } from './canal';
import type { CanalLine } from './canalLine';
import { bodyFrame, inFrame } from './discFrame';
import { lineSum, type Segmentation } from './segmentation';
import type { DiscFrame, LengthMeasurement, LevelMeasurements } from './types';

/** Heights are averaged over slices within this distance of the midline, mm. */
const MIDLINE_MM = 5;
/** Step along the spine and from front to back, mm. */
const STEP_MM = 0.5;
/** Structures end where less than this height of them is left, mm. */
const EDGE_MM = 1;
/** Where heights are taken, as shares of the way from the back to the front. */
const POSITIONS = { anterior: 5 / 6, middle: 1 / 2, posterior: 1 / 6 } as const;
/** Heights are averaged over this share of the depth to either side. */
const WINDOW = 1 / 12;
/** mm of canal that must go on below a level before its width there is trusted. */
const CANAL_BELOW_MM = 12;

/** Heights of a structure from front to back in a frame's midline. */
interface Profile {
  /** mm in front of the frame's centre, one per column, ascending. */
  readonly at: Float64Array;
  /** Summed probability along the normal, mm. */
  readonly height: Float64Array;
  /** Mean position of that probability along the normal, mm. */
  readonly center: Float64Array;
}

const MAX_DEPTH_MM = 34;

/** `reach`: mm along the normal to both sides within which the structure lies. */
function heightProfile(
  { grid }: Segmentation,
  volume: Float32Array,
  frame: DiscFrame,
  side: number,
  reach: number
): Profile {
  const base = dot(frame.center, grid.normal);
  const perMm = dot(frame.right, grid.normal);
  const midline = base + side * perMm;
  const near = grid.offsets
    .filter(offset => Math.abs(offset - midline) <= MIDLINE_MM)
    .map(offset => (offset - base) / perMm);
  const sides = near.length ? near : [side];
  const columns = Math.round((2 * MAX_DEPTH_MM) / STEP_MM) + 1;
  const at = Float64Array.from({ length: columns }, (_, i) => i * STEP_MM - MAX_DEPTH_MM);
  const height = new Float64Array(columns);
  const center = new Float64Array(columns);
  for (let i = 0; i < columns; i++) {
    let moment = 0;
    for (const x of sides) {
      const line = lineSum(grid, volume, inFrame(frame, x, at[i]!, 0), frame.normal, [
        -reach,
        reach,
        STEP_MM,
      ]);
      height[i]! += line.length / sides.length;
      moment += line.length > 0 ? (line.length * line.center) / sides.length : 0;
    }
    center[i] = height[i]! > 0 ? moment / height[i]! : 0;
  }
  return { at, height, center };
}

/** A column belongs to a structure from this share of the height in the middle on: lips do not. */
const DISC_EDGE = 0.3;
const BODY_EDGE = 0.6;

/**
 * First and last column of the run around the centre in which the structure has at least `share` of its
 * height in the middle; null: not there.
 */
function extent({ height }: Profile, share: number): readonly [back: number, front: number] | null {
  const middle = (height.length - 1) / 2;
  let start = middle;
  // The centre may sit in a cleft; look for the structure a few mm to both sides.
  for (let d = 0; d <= 8 / STEP_MM && height[start]! < EDGE_MM; d++) {
    start = height[middle + d]! >= EDGE_MM ? middle + d : middle - d;
  }
  if (height[start]! < EDGE_MM) {
    return null;
  }
  const core = height.slice(start - 6 / STEP_MM, start + 6 / STEP_MM + 1);
  const edge = Math.max(EDGE_MM, share * median(Array.from(core)));
  let back = start;
  let front = start;
  while (back > 0 && height[back - 1]! >= edge) {
    back--;
  }
  while (front < height.length - 1 && height[front + 1]! >= edge) {
    front++;
  }
  return [back, front];
}

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

/** mm in front of a disc's centre where the disc ends at the back, in the midline; null: not seen. */
export function posteriorMargin(
  segmentation: Segmentation,
  frame: DiscFrame,
  side: number
): number | null {
  const profile = heightProfile(segmentation, segmentation.disc, frame, side, DISC_REACH_MM);
  const range = extent(profile, DISC_EDGE);
  return range ? profile.at[range[0]]! : null;
}

/** Discs lie within this distance of their mid-plane, mm. */
const DISC_REACH_MM = 12;

export interface Measured {
  readonly measurements: LevelMeasurements;
  /** False where the canal is not seen below the level, so that its width is not to be trusted. */
  readonly canalGoesOn: boolean;
}

/** What measureLevel needs of a level and its neighbours. */
export interface LevelGeometry {
  readonly frame: DiscFrame;
  /** Mean height of the disc, mm. */
  readonly thickness: number;
  /** Lateral position of the midline in the frame: mm to the right of its centre. */
  readonly midline: number;
}

/** Canal widths (mm) at the mid-levels of the two bodies above and the two below a disc, where seen. */
function neighbourWidths(
  segmentation: Segmentation,
  canal: CanalLine,
  frames: readonly DiscFrame[],
  index: number
): number[] {
  return [-2, -1, 0, 1].flatMap(shift => {
    const upper = frames[index + shift];
    const lower = frames[index + shift + 1];
    if (!upper || !lower) {
      return [];
    }
    const body = bodyFrame(segmentation.grid, upper, lower);
    const section = canalSection(segmentation, canal, body, 2);
    return section ? [section.width] : [];
  });
}

/**
 * Measures one level: disc heights and the heights of the body above it in the midline, the canal's
 * antero-posterior diameter behind the disc (the least within the disc's height), and its ratio to the
 * median at the neighbouring vertebral mid-levels. `levels` runs from the top down.
 */
export function measureLevel(
  segmentation: Segmentation,
  canal: CanalLine | null,
  levels: readonly LevelGeometry[],
  index: number
): Measured {
  const { grid, disc, vertebra } = segmentation;
  const { frame, thickness, midline } = levels[index]!;
  const frames = levels.map(level => level.frame);
  const discHeight = heights(
    frame,
    midline,
    heightProfile(segmentation, disc, frame, midline, DISC_REACH_MM),
    DISC_EDGE
  );

  const upper = levels[index - 1];
  let bodyHeight = NO_HEIGHTS;
  if (upper) {
    const body = bodyFrame(grid, upper.frame, frame);
    const step = Math.hypot(...frame.center.map((c, i) => c - upper.frame.center[i]!));
    const side = (upper.midline + midline) / 2;
    const profile = heightProfile(segmentation, vertebra, body, side, 0.55 * step);
    bodyHeight = heights(body, side, profile, BODY_EDGE);
  }

  if (!canal) {
    const measurements = { discHeight, canalAp: null, canalRatio: null, bodyHeight };
    return { measurements, canalGoesOn: false };
  }
  const section = canalSection(segmentation, canal, frame, Math.max(2, thickness / 2));
  const { row } = expectedCanalPoint(segmentation, canal, frame);
  const canalGoesOn = (canal.lastRow - row) * grid.spacing >= CANAL_BELOW_MM;
  const neighbours = neighbourWidths(segmentation, canal, frames, index);
  const canalAp: LengthMeasurement | null = section && {
    mm: section.width,
    from: inFrame({ ...frame, center: section.center }, 0, section.width / 2, 0),
    to: inFrame({ ...frame, center: section.center }, 0, -section.width / 2, 0),
  };
  const canalRatio =
    section && canalGoesOn && neighbours.length > 0 ? section.width / median(neighbours) : null;
  return { measurements: { discHeight, canalAp, canalRatio, bodyHeight }, canalGoesOn };
}
