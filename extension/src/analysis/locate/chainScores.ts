import { median } from '../../imaging/median';
import { meanBetween, MIDDLE } from './bodyBetween';
import type { CanalLine } from './canalLine';
import type { DiscCandidate } from '../segmentation/discCandidates';
import type { SagittalGrid } from '../../imaging/sagittalGrid';
import type { GridPoint, Segmentation } from '../segmentation/segmentation';

/** Usual distance of neighboring disc centers, mm (body 24.5 + disc 8 mm), and its spread as a share of it. */
const STEP_MM = 32;
const STEP_SPREAD = 0.375;
/** A step costs no more than this, however long it is: pixels may be far taller than the header says. */
const STRETCHED_MOST = 2.4;
/** Neighbors nearer than this, mm, or further than so many usual steps are not neighbors. */
const STEP_MIN_MM = 14;
const STEP_MOST = 3.9;
/** At most so many discs may be missing between two that are seen, at this cost each. */
export const MOST_SKIPPED = 2;
const SKIP_COST = 1.2;
/** … and more where a vertebra goes on in the middle, as it does at a fusion, but not at most unseen discs. */
const SKIP_BONE_COST = 1.6;
/** A step of less than so many usual ones holds no further disc. */
const SKIP_FROM = 1.4;
/** Full marks from this cross-section (mm²) and depth (mm) on. */
const FULL_AREA = 130;
const FULL_DEPTH = 22;
/** Depth of an adult's disc, mm. */
const USUAL_DEPTH_MM = 35;
/** A header that enlarges the pixels enlarges all lengths alike, by so much at most. */
const LARGEST_SCALE = 1.7;

const clamp01 = (value: number) => Math.min(1, Math.max(0, value));

/** What is known of the spine before its discs are told from other things. */
export interface SpineSize {
  /** How much larger than usual the discs are; 1 for usual and smaller ones, which a slice aside shows too. */
  readonly scale: number;
  /** Distance of neighboring discs, mm. */
  readonly step: number;
}

/** Between larger candidates with that much vertebra in the middle no disc is missing. */
const SOLID = 0.7;
/** The step is theirs where it was seen so often. */
const STEPS_SEEN = 3;

/**
 * The size of the larger candidates, most of which are discs. Headers may enlarge the pixels, and not alike in both
 * directions.
 */
export function spineSize(
  segmentation: Segmentation,
  candidates: readonly DiscCandidate[]
): SpineSize {
  const bySize = [...candidates].sort((a, b) => b.shape.area - a.shape.area).slice(0, 5);
  const depth = bySize.length ? median(bySize.map(c => c.shape.depth)) : USUAL_DEPTH_MM;
  const scale = Math.min(LARGEST_SCALE, Math.max(1, depth / USUAL_DEPTH_MM));
  const area = bySize.length ? median(bySize.map(c => c.shape.area)) : 0;
  const large = candidates.filter(c => c.shape.area > area / 2).map(c => c.shape.center);
  const steps = large.slice(1).flatMap((lower, i) => {
    const upper = large[i]!;
    const solid = meanBetween(segmentation, segmentation.vertebra, upper, lower, MIDDLE);
    return solid > SOLID ? [Math.hypot(...lower.map((x, k) => x - upper[k]!))] : [];
  });
  const usual = steps.length < STEPS_SEEN ? STEP_MM : median(steps);
  return {
    scale,
    step: Math.min(LARGEST_SCALE * STEP_MM, Math.max(scale * STEP_MM, usual)),
  };
}

/**
 * Distance of a point in the sagittal plane from the line of the canal, mm; positive in front of it. Rows that do not
 * show the canal do not count.
 */
function beforeCanal(
  { u, firstRow, lastRow }: CanalLine,
  grid: SagittalGrid,
  at: GridPoint
): number {
  let [least, ahead] = [Infinity, 0];
  for (let row = firstRow; row <= lastRow; row++) {
    const du = u[row]! - at[0];
    const distance = Math.hypot(du, grid.origin[1] + row * grid.spacing - at[1]);
    if (distance < least) {
      [least, ahead] = [distance, du];
    }
  }
  return ahead < 0 ? -least : least;
}

/** How much one candidate alone looks like a disc: about −0.7 (junk) to 1.3 (a disc before the canal). */
export function nodeScore(
  { shape }: DiscCandidate,
  { scale }: SpineSize,
  canal: CanalLine | null,
  grid: SagittalGrid
): number {
  const quality = clamp01(shape.area / FULL_AREA) * clamp01(shape.depth / FULL_DEPTH);
  let misplaced = 0;
  if (canal) {
    // The center of a disc lies half a disc (18 mm) and half a canal (7 mm) in front of the canal's.
    const ahead = beforeCanal(canal, grid, shape.center) / scale;
    misplaced = Math.min(3, Math.max(0, Math.abs(ahead - 25) / 10 - 1.2));
    // Where the canal is not seen there is nothing to compare with.
    const row = (shape.center[1] - grid.origin[1]) / grid.spacing;
    misplaced *= row > canal.lastRow + 10 || row < canal.firstRow - 10 ? 0.3 : 1;
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

const RADIANS = Math.PI / 180;
/** Neighboring discs turn by up to this much towards lordosis and towards kyphosis, radians … */
const LORDOSIS = 38 * RADIANS;
const KYPHOSIS = 16 * RADIANS;
/** … and beyond that at this cost per radian. */
const TURN_COST = 6;

/** Angle between a disc's normal and the way to its neighbor that costs nothing, radians. */
const LEAN = 24 * RADIANS;
const LEAN_COST = 4;
/** Fragments (mm of depth) have no dependable axis; that costs something too. */
const FRAGMENT_MM = 13;
const FRAGMENT_COST = 0.5;

/** The part of the smaller one's breadth that must lie beside the larger one's, and what it costs to miss it all. */
const BESIDE = 0.5;
const BESIDE_COST = 4;

const isFragment = ({ shape }: DiscCandidate) => shape.depth < FRAGMENT_MM;

/** Share of the narrower one's breadth that lies within the other's: discs lie one above the other. */
function sharedBreadth(a: DiscCandidate, b: DiscCandidate, lean: number): number {
  const [[a0, a1], [b0, b1]] = [a.shape.side, b.shape.side];
  // The column may lean to the side, and with it the whole disc.
  const shared = Math.min(a1, b1) - Math.max(a0, b0) + Math.abs(lean);
  return clamp01(shared / Math.min(a1 - a0, b1 - b0));
}

/** One way from a disc down to the next. */
export interface Link {
  readonly upper: number;
  readonly lower: number;
  /** Discs that were not seen between the two. */
  readonly skipped: number;
  /** From disc to disc, those that were not seen included; mm. */
  readonly usual: number;
  /** Unit vector downwards. */
  readonly direction: GridPoint;
  readonly score: number;
}

/** The column leans to the side by up to this much from one disc to the next, mm per mm. */
const SIDEWAYS = 0.5;

/** The ways from `upper` to `lower`; none where `lower` cannot follow. */
export function linksBetween(
  segmentation: Segmentation,
  candidates: readonly DiscCandidate[],
  { step: expected }: SpineSize,
  upper: number,
  lower: number
): Link[] {
  const [a, b] = [candidates[upper]!, candidates[lower]!];
  const [from, to] = [a.shape.center, b.shape.center];
  const step: GridPoint = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const distance = Math.hypot(...step);
  if (distance < STEP_MIN_MM || distance > STEP_MOST * expected || step[1] < 0.35 * distance) {
    return [];
  }
  const direction: GridPoint = [step[0] / distance, step[1] / distance, step[2] / distance];
  // Discs lie across the column.
  const lean = (c: DiscCandidate) =>
    isFragment(c) ? FRAGMENT_COST : LEAN_COST * Math.max(0, Math.acos(alignment(step, c)) - LEAN);
  const turned = isFragment(a) || isFragment(b) ? 0 : turn(a, b);
  const aside = Math.max(0, Math.abs(direction[2]) - SIDEWAYS);
  const beside =
    Math.max(0, BESIDE - sharedBreadth(a, b, Math.min(SIDEWAYS * distance, Math.abs(step[2])))) /
    BESIDE;
  const bone = meanBetween(segmentation, segmentation.vertebra, from, to);
  const solid = meanBetween(segmentation, segmentation.vertebra, from, to, MIDDLE);
  const score = 2 * (bone - 0.45) - lean(a) - lean(b) - BESIDE_COST * (beside + 2 * aside);
  const most = distance < SKIP_FROM * expected ? 0 : MOST_SKIPPED;
  return Array.from({ length: most + 1 }, (_, skipped): Link => {
    const usual = distance / (skipped + 1);
    const stretched = Math.min(STRETCHED_MOST, ((usual / expected - 1) / STEP_SPREAD) ** 2 / 2);
    const angle = turned / (skipped + 1);
    const bent = TURN_COST * Math.max(0, angle - LORDOSIS, -angle - KYPHOSIS);
    const cost = stretched + bent + skipped * (SKIP_COST + SKIP_BONE_COST * solid);
    return { upper, lower, skipped, usual, direction, score: score - cost };
  });
}

/** Steps differ from one to the next by this much for nothing (natural log of their ratio), beyond it by a spread. */
const EVEN = 0.18;
const UNEVEN_SPREAD = 0.18;
const UNEVEN_MOST = 4.5;
/** The column bends to the side by so much from step to step for nothing, mm per mm, and beyond it at a cost. */
const SIDE_BEND = 0.3;
const SIDE_BEND_COST = 5;
/** The same from front to back, radians. */
const SAGITTAL_BEND = 38 * RADIANS;
const SAGITTAL_BEND_COST = 4;

/** How badly one step follows another: the discs of a column lie evenly on one curve. */
export function bendCost(above: Link, below: Link): number {
  const ratio = Math.abs(Math.log(below.usual / above.usual));
  const uneven = (Math.max(0, ratio - EVEN) / UNEVEN_SPREAD) ** 2 / 2;
  const aside = Math.abs(below.direction[2] - above.direction[2]) - SIDE_BEND;
  const [a, b] = [above.direction, below.direction];
  const bend = Math.abs(Math.atan2(a[0], a[1]) - Math.atan2(b[0], b[1])) - SAGITTAL_BEND;
  return (
    Math.min(UNEVEN_MOST, uneven) +
    SIDE_BEND_COST * Math.max(0, aside) +
    SAGITTAL_BEND_COST * Math.max(0, bend)
  );
}
