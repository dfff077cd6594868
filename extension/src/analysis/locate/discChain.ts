import type { CanalLine } from './canalLine';
import type { DiscCandidate } from '../segmentation/discCandidates';
import { planeAt, type GridPoint, type Segmentation } from '../segmentation/segmentation';

/** Usual distance of neighbouring disc centres, mm, and its spread (facts: body 24.5 + disc 8 mm). */
const STEP_MM = 32;
const STEP_SPREAD_MM = 12;
/** Neighbours nearer or further than this are not neighbours, mm. */
const STEP_MIN_MM = 14;
const STEP_MAX_MM = 125;
/** A step longer than this, mm, jumps over a disc that was not seen. */
export const SKIP_MM = 52;
const SKIP_COST = 1.2;
/** Full marks from this cross-section (mm²) and depth (mm) on. */
const FULL_AREA = 130;
const FULL_DEPTH = 22;

const clamp01 = (value: number) => Math.min(1, Math.max(0, value));

/** Vertebra is looked for on the line between two discs and this far to its sides, mm. */
const ASIDE_MM = [-6, 0, 6];

/**
 * Mean of a probability volume around the middle part of the line between two points, 0..1; the best of
 * three slices, since the body between two discs of a crooked spine lies aside.
 */
export function meanBetween(
  { grid }: Segmentation,
  volume: Float32Array,
  a: GridPoint,
  b: GridPoint
): number {
  const { width, height, spacing, origin } = grid;
  let best = 0;
  for (const aside of ASIDE_MM) {
    let sum = 0;
    let count = 0;
    for (const share of [0.35, 0.42, 0.5, 0.58, 0.65]) {
      const [u, v, w] = a.map((x, i) => x + share * (b[i]! - x)) as [number, number, number];
      const plane = Math.round(planeAt(grid, w + aside));
      const row = Math.round((v - origin[1]) / spacing);
      for (const shift of [-6, -3, 0, 3, 6]) {
        const column = Math.round((u + shift - origin[0]) / spacing);
        count++;
        if (plane >= 0 && row >= 0 && row < height && column >= 0 && column < width) {
          sum += volume[(plane * height + row) * width + column]!;
        }
      }
    }
    best = Math.max(best, sum / count);
  }
  return best;
}

/** How much one candidate alone looks like a disc: about −0.7 (junk) to 1.3 (a disc before the canal). */
function nodeScore(
  { shape }: DiscCandidate,
  canal: CanalLine | null,
  rowOf: (v: number) => number
) {
  const quality = clamp01(shape.area / FULL_AREA) * clamp01(shape.depth / FULL_DEPTH);
  let misplaced = 0;
  if (canal) {
    // The centre of a disc lies half a disc (18 mm) and half a canal (7 mm) in front of the canal's.
    const row = Math.min(canal.u.length - 1, Math.max(0, Math.round(rowOf(shape.center[1]))));
    const ahead = canal.u[row]! - shape.center[0];
    misplaced = Math.min(3, Math.max(0, Math.abs(ahead - 25) / 10 - 1.2));
    // Below the seen canal the line is a guess.
    misplaced *= row > canal.lastRow + 10 ? 0.3 : 1;
  }
  return 2 * quality - 0.7 - misplaced;
}

/** Cosine of the angle between a step (downwards) and a candidate's own normal, in the sagittal plane. */
function alignment(step: GridPoint, { shape }: DiscCandidate): number {
  const [u, v] = shape.axis;
  return Math.abs(-step[0] * v + step[1] * u) / Math.hypot(step[0], step[1]);
}

/**
 * Angle (radians) by which the lower of two discs is turned against the upper one; positive when its front
 * end goes down, as lordosis turns it.
 */
function turn(upper: DiscCandidate, lower: DiscCandidate): number {
  const [a, b] = [upper.shape.axis, lower.shape.axis];
  // The axis points to the back, so a front end that goes down turns it towards −v.
  return Math.asin(Math.min(1, Math.max(-1, a[1] * b[0] - a[0] * b[1])));
}

/** Neighbouring discs turn by up to this much towards lordosis and towards kyphosis, radians … */
const LORDOSIS = (32 * Math.PI) / 180;
const KYPHOSIS = (16 * Math.PI) / 180;
/** … and beyond that at this cost per radian. */
const TURN_COST = 6;

/** Angle between a disc's normal and the way to its neighbour that costs nothing, radians. */
const LEAN = (24 * Math.PI) / 180;
const LEAN_COST = 4;
/** Fragments (mm of depth) have no dependable axis; that costs something too. */
const FRAGMENT_MM = 13;
const FRAGMENT_COST = 0.5;

const isFragment = ({ shape }: DiscCandidate) => shape.depth < FRAGMENT_MM;

/** How well `lower` follows `upper` as the next disc down; −Infinity when it cannot. */
function stepScore(segmentation: Segmentation, upper: DiscCandidate, lower: DiscCandidate): number {
  const [a, b] = [upper.shape.center, lower.shape.center];
  const step: GridPoint = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const distance = Math.hypot(...step);
  if (distance < STEP_MIN_MM || distance > STEP_MAX_MM || step[1] < 0.35 * distance) {
    return -Infinity;
  }
  const skipped = distance > SKIP_MM ? Math.round(distance / STEP_MM) - 1 : 0;
  const usual = distance / (skipped + 1);
  const stretched = ((usual - STEP_MM) / STEP_SPREAD_MM) ** 2 / 2;
  // Discs lie across the column.
  const lean = (c: DiscCandidate) =>
    isFragment(c) ? FRAGMENT_COST : LEAN_COST * Math.max(0, Math.acos(alignment(step, c)) - LEAN);
  const angle = isFragment(upper) || isFragment(lower) ? 0 : turn(upper, lower) / (skipped + 1);
  const turned = TURN_COST * Math.max(0, angle - LORDOSIS, -angle - KYPHOSIS);
  const bone = meanBetween(segmentation, segmentation.vertebra, a, b);
  return 2 * (bone - 0.45) - stretched - lean(upper) - lean(lower) - turned - skipped * SKIP_COST;
}

/**
 * The best chain of candidates from the top down by dynamic programming: each a likely disc by itself,
 * each a plausible distance below the last, with vertebra between them (a pictorial structure in the
 * sense of Felzenszwalb and Huttenlocher, IJCV 2005, on a chain). `candidates` in ascending v.
 */
export function discChain(
  segmentation: Segmentation,
  candidates: readonly DiscCandidate[],
  canal: CanalLine | null
): DiscCandidate[] {
  const { origin, spacing } = segmentation.grid;
  const rowOf = (v: number) => (v - origin[1]) / spacing;
  const best: number[] = [];
  const previous: number[] = [];
  candidates.forEach((candidate, i) => {
    const own = nodeScore(candidate, canal, rowOf);
    best[i] = own;
    previous[i] = -1;
    for (let j = 0; j < i; j++) {
      const score = best[j]! + own + stepScore(segmentation, candidates[j]!, candidate);
      if (score > best[i]!) {
        best[i] = score;
        previous[i] = j;
      }
    }
  });
  const chain: DiscCandidate[] = [];
  let at = best.indexOf(Math.max(...best));
  if (at < 0 || best[at]! <= 0) {
    return [];
  }
  for (; at >= 0; at = previous[at]!) {
    chain.unshift(candidates[at]!);
  }
  return chain;
}
