import { components, shapeOf, type Component, type Shape } from './components';
import type { Segmentation } from './segmentation';

/** A set of voxels that may be a disc. */
export interface DiscCandidate {
  readonly voxels: Component;
  readonly shape: Shape;
}

/** A disc is seen where its probability passes this … */
const SEEN = 0.5;
/** … and suspected where it passes this. */
const SUSPECTED = 0.15;
/** mm². A severely collapsed disc still shows 25 × 2.5 mm in one slice; so much of one is a disc. */
export const MINIMUM_AREA = 25;
/** mm; discs are up to 15 mm high, two that hang together span more than a vertebra. */
const TALL = 22;
/** Fragments of one disc: their centers differ by less than this along the normal and along the disc, mm. */
const FRAGMENT_NORMAL = 7;
const FRAGMENT_ALONG = 30;
/** … and no more than this lies between them from side to side, mm. */
const FRAGMENT_ASIDE = 8;

/** Distance of b's center from a's along a's normal and along a's in-plane axis, and the gap aside; mm, all ≥ 0. */
function separation(a: Shape, b: Shape) {
  const du = b.center[0] - a.center[0];
  const dv = b.center[1] - a.center[1];
  return {
    normal: Math.abs(-du * a.axis[1] + dv * a.axis[0]),
    along: Math.abs(du * a.axis[0] + dv * a.axis[1]),
    aside: Math.max(0, a.side[0] - b.side[1], b.side[0] - a.side[1]),
  };
}

/**
 * Cuts a component that holds several discs (joined by a bridge) at the emptiest place of its profile
 * along the longer axis, and again until no part is taller than a disc can be.
 */
function splitTall(segmentation: Segmentation, voxels: Component): DiscCandidate[] {
  const { grid, disc } = segmentation;
  const shape = shapeOf(grid, disc, voxels);
  if (shape.thickness <= TALL || shape.depth <= TALL) {
    return [{ voxels, shape }];
  }
  const { width, height, spacing, origin } = grid;
  const [axisU, axisV] = shape.axis;
  const along = (index: number) => {
    const column = index % width;
    const row = ((index - column) / width) % height;
    return (
      (origin[0] + column * spacing - shape.center[0]) * axisU +
      (origin[1] + row * spacing - shape.center[1]) * axisV
    );
  };
  const reach = Math.ceil(shape.depth);
  const profile = new Float64Array(2 * reach + 1);
  for (const index of voxels) {
    const bin = Math.round(along(index)) + reach;
    if (bin >= 0 && bin < profile.length) {
      profile[bin]! += disc[index]!;
    }
  }
  // The valley must lie between the parts: within the middle half of the component's extent.
  const margin = Math.round(shape.depth / 4);
  let cut = reach;
  for (let bin = reach - margin; bin <= reach + margin; bin++) {
    if (profile[bin]! < profile[cut]!) {
      cut = bin;
    }
  }
  const parts = [
    voxels.filter(index => along(index) < cut - reach),
    voxels.filter(index => along(index) >= cut - reach),
  ];
  if (parts.some(part => part.length < 0.05 * voxels.length)) {
    return [{ voxels, shape }];
  }
  return parts.flatMap(part => splitTall(segmentation, part));
}

/** Whether b lies where only a part of a could be. */
function sharesDisc(a: Shape, b: Shape): boolean {
  const { normal, along, aside } = separation(a, b);
  return normal < FRAGMENT_NORMAL && along < FRAGMENT_ALONG && aside < FRAGMENT_ASIDE;
}

/** Joins fragments that lie in one disc's plane, larger ones first. */
function mergeFragments(segmentation: Segmentation, found: DiscCandidate[]): DiscCandidate[] {
  const merged: DiscCandidate[] = [];
  for (const candidate of [...found].sort((a, b) => b.shape.area - a.shape.area)) {
    const at = merged.findIndex(({ shape }) => sharesDisc(shape, candidate.shape));
    if (at < 0) {
      merged.push(candidate);
      continue;
    }
    const voxels = new Int32Array(merged[at]!.voxels.length + candidate.voxels.length);
    voxels.set(merged[at]!.voxels);
    voxels.set(candidate.voxels, merged[at]!.voxels.length);
    merged[at] = { voxels, shape: shapeOf(segmentation.grid, segmentation.disc, voxels) };
  }
  return merged;
}

/**
 * Everything that may be a disc, from the top down: what is seen, and what is merely suspected away from
 * it. Which of them are discs of the spine is decided along the whole column (discChain).
 */
export function discCandidates(segmentation: Segmentation): DiscCandidate[] {
  const { grid, disc } = segmentation;
  const pixel = grid.spacing * grid.spacing;
  const minimum = Math.max(4, Math.round(MINIMUM_AREA / 2 / pixel));
  const find = (threshold: number) =>
    components(grid, disc, threshold, minimum).flatMap(part => splitTall(segmentation, part));
  const seen = mergeFragments(segmentation, find(SEEN)).filter(c => c.shape.area >= MINIMUM_AREA);
  const taken = new Uint8Array(disc.length);
  seen.forEach(c => c.voxels.forEach(index => (taken[index] = 1)));
  const suspected = mergeFragments(
    segmentation,
    find(SUSPECTED).filter(c => !c.voxels.some(index => taken[index]))
  ).filter(c => c.shape.area >= MINIMUM_AREA / 2 && !seen.some(s => sharesDisc(s.shape, c.shape)));
  return [...seen, ...suspected].sort((a, b) => a.shape.center[1] - b.shape.center[1]);
}
