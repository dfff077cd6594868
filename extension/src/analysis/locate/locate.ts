import { LEVELS, type Level } from '../../findings';
import { median } from '../../imaging/median';
import { meanBetween } from './bodyBetween';
import { canalLine, type CanalLine } from './canalLine';
import { discCandidates, type DiscCandidate } from '../segmentation/discCandidates';
import { discChain } from './discChain';
import { fitDiscPlane, stepsOf, type DiscPlane } from './discPlane';
import { judgeLowest } from './lowestDisc';
import type { GridPoint, Segmentation } from '../segmentation/segmentation';
import { namingOf } from './naming';
import type { Naming } from '../result';
import { warning, type Warning } from '../warning';

/** One disc of the column. */
export interface LocatedDisc {
  /** null above T12-L1. */
  readonly level: Level | null;
  readonly plane: DiscPlane;
  /** Voxels of the grid that were taken for this disc; empty when it was filled in. */
  readonly voxels: Int32Array;
  /** seen: by the segmentation; inferred: filled in between two seen ones that are too far apart. */
  readonly origin: 'seen' | 'inferred';
}

/** The spine as far as it was found. */
export interface Column {
  /** From the top down, unnamed thoracic ones included. */
  readonly discs: readonly LocatedDisc[];
  readonly canal: CanalLine | null;
  readonly warnings: readonly Warning[];
  readonly naming: Naming;
}

const between = (a: GridPoint, b: GridPoint, share: number): GridPoint => [
  a[0] + share * (b[0] - a[0]),
  a[1] + share * (b[1] - a[1]),
  a[2] + share * (b[2] - a[2]),
];

/** Direction (u, v) from front to back at a disc, across the line through its neighbors. */
function expectedAxis(chain: readonly DiscCandidate[], i: number): readonly [number, number] {
  const above = chain[Math.max(0, i - 1)]!.shape.center;
  const below = chain[Math.min(chain.length - 1, i + 1)]!.shape.center;
  const [du, dv] = [below[0] - above[0], below[1] - above[1]];
  const norm = Math.hypot(du, dv);
  return norm > 0 ? [dv / norm, -du / norm] : [1, 0];
}

interface Part {
  readonly plane: DiscPlane;
  readonly voxels: Int32Array;
  readonly origin: LocatedDisc['origin'];
  /** Discs that were not seen below it. */
  readonly skipped: number;
}

/** Puts discs where the chain skipped some. */
function fillGaps(parts: readonly Part[]): Part[] {
  return parts.flatMap((part, i) => {
    const upper = parts[i - 1];
    const missing = upper?.skipped ?? 0;
    if (!upper || missing === 0) {
      return [part];
    }
    const inferred = Array.from({ length: missing }, (_, k): Part => {
      const share = (k + 1) / (missing + 1);
      const normal = between(upper.plane.normal, part.plane.normal, share);
      const size = Math.hypot(...normal);
      return {
        plane: {
          center: between(upper.plane.center, part.plane.center, share),
          normal: [normal[0] / size, normal[1] / size, normal[2] / size],
          depth: (upper.plane.depth + part.plane.depth) / 2,
          thickness: (upper.plane.thickness + part.plane.thickness) / 2,
        },
        voxels: new Int32Array(0),
        origin: 'inferred',
        skipped: 0,
      };
    });
    return [...inferred, part];
  });
}

/** A step of less than this share of the median one is no usual vertebra. */
const SHORT = 0.6;

/** Says where two discs lie so near to each other that one of them may be none: metal, a fragment, a collapse. */
function shortSteps(discs: readonly LocatedDisc[]): Warning[] {
  const steps = stepsOf(discs.map(({ plane }) => plane));
  return steps.flatMap((step, i): Warning[] => {
    const { level } = discs[i + 1]!;
    // Above T12-L1 nothing has a name, and its own is no lumbar one.
    return steps.length > 2 && level && level !== 'T12-L1' && step < SHORT * median(steps)
      ? [warning('naming-short-step', { level })]
      : [];
  });
}

/** Between two neighboring discs lies a vertebra, the label of which fills at least this share of the way. */
const FILLED = 0.5;

/** Says where hardly anything lies between two discs: the edges of a metal void look like discs. */
function emptySteps(segmentation: Segmentation, discs: readonly LocatedDisc[]): Warning[] {
  const { vertebra, sacrum } = segmentation;
  return discs.slice(1).flatMap((disc, i): Warning[] => {
    const upper = discs[i]!;
    const { level } = disc;
    if (!level || level === 'T12-L1' || upper.origin !== 'seen' || disc.origin !== 'seen') {
      return [];
    }
    const between = (volume: Float32Array) =>
      meanBetween(segmentation, volume, upper.plane.center, disc.plane.center);
    return between(vertebra) + (sacrum ? between(sacrum) : 0) < FILLED
      ? [warning('naming-signal-void', { context: 'gap', level })]
      : [];
  });
}

/** Above the uppermost disc a further one would be seen where the images go on for this share of a step. */
const ROOM = 1.3;

/** Fewer discs than a lumbar spine has: the images end at the top, which casts no doubt, or some were not seen. */
function tooFew({ grid }: Segmentation, discs: readonly LocatedDisc[], named: number): Warning {
  const [top, next] = discs.map(({ plane }) => plane.center[1]);
  const room = top! - grid.origin[1];
  if (next !== undefined && room < ROOM * (next - top!)) {
    return warning('level-cut-off', { context: 'top', count: named });
  }
  return warning('naming-few-discs', { count: named });
}

/**
 * Finds the discs of the spine in a segmentation and names them from the lowest one up. An empty list
 * means that no chain of discs was found.
 */
export function locate(segmentation: Segmentation): Column {
  const canal = canalLine(segmentation);
  const candidates = discCandidates(segmentation);
  const { discs: chain, skipped } = discChain(segmentation, candidates, canal);
  const seen = chain.map((candidate, i): Part => ({
    plane: fitDiscPlane(segmentation, candidate, expectedAxis(chain, i)),
    voxels: candidate.voxels,
    origin: 'seen',
    skipped: skipped[i] ?? 0,
  }));
  const left = candidates.filter(candidate => !chain.includes(candidate));
  const judged = judgeLowest(segmentation, seen, left);
  const parts = fillGaps(judged.discs);
  const warnings: Warning[] = [...judged.warnings];

  // LEVELS runs from the top down and so does the column: match them at the lowest level.
  const lowest = LEVELS.indexOf(judged.lowestLevel);
  const discs = parts.map(({ plane, voxels, origin }, i): LocatedDisc => {
    const level = LEVELS[lowest - (parts.length - 1 - i)] ?? null;
    return { level, plane, voxels, origin };
  });
  for (const disc of discs) {
    if (disc.origin === 'inferred' && disc.level) {
      warnings.push(warning('naming-disc-not-seen', { level: disc.level }));
    }
  }
  warnings.push(...shortSteps(discs), ...emptySteps(segmentation, discs));
  const named = discs.filter(d => d.level !== null && d.level !== 'T12-L1').length;
  if (discs.length > 0 && named < 5) {
    warnings.push(tooFew(segmentation, discs, named));
  }
  return { discs, canal, warnings, naming: namingOf(judged.confidence, warnings) };
}
