import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { components } from '../segmentation/components';
import { MINIMUM_AREA } from '../segmentation/discCandidates';
import type { Segmentation } from '../segmentation/segmentation';

/** From the front to the back of the spine in a slice: coordinates along the grid's `posterior`, mm. */
export interface SpineExtent {
  readonly front: number;
  readonly back: number;
}

/** Columns of a grid. */
export interface ColumnWindow {
  readonly first: number;
  readonly count: number;
}

/** A pixel is taken for spine from this summed probability of its structures on. */
const SPINE = 0.5;
/** mm² of disc that a slice through the middle of the column shows at least: two discs. */
export const TWO_DISCS_MM2 = 400;
/**
 * mm that are kept before and behind the spine: the canal and what else other slices show, and surroundings by which
 * the network judges the outermost pixels.
 */
const MARGIN_MM = 36;

/**
 * Where the spine lies from front to back, as far as one slice tells: about the same in all sagittal slices, since a
 * spine bends to the side rather than out of its sagittal plane. null where the slice does not show the spine.
 *
 * @param slice a segmentation of one plane
 */
export function spineExtent({ grid, vertebra, disc, canal }: Segmentation): SpineExtent | null {
  const { width, spacing, origin } = grid;
  const pixelMm2 = spacing * spacing;
  const spine = vertebra.map((bone, i) => bone + disc[i]! + canal[i]!);
  let [front, back, discs] = [width, -1, 0];
  for (const part of components(grid, spine, SPINE, MINIMUM_AREA / pixelMm2)) {
    const here = part.filter(i => disc[i]! > SPINE).length * pixelMm2;
    // What hangs together without a disc is no spine.
    if (here < MINIMUM_AREA) {
      continue;
    }
    discs += here;
    for (const i of part) {
      front = Math.min(front, i % width);
      back = Math.max(back, i % width);
    }
  }
  const edge = origin[0] - spacing / 2;
  return discs < TWO_DISCS_MM2
    ? null
    : { front: edge + front * spacing, back: edge + (back + 1) * spacing };
}

/**
 * The columns of a grid that hold the spine, with a margin.
 *
 * @param multiple the first column is a multiple of this, and so is the count unless the grid ends before
 */
export function windowAround(
  { front, back }: SpineExtent,
  { width, spacing, origin }: Pick<SagittalGrid, 'width' | 'spacing' | 'origin'>,
  multiple: number
): ColumnWindow {
  const edge = origin[0] - spacing / 2;
  // Whole steps of the network's coarsest level: shifted by less, its answers change a little everywhere.
  const step = multiple * spacing;
  const from = Math.floor((front - edge - MARGIN_MM) / step) * multiple;
  const to = Math.ceil((back - edge + MARGIN_MM) / step) * multiple;
  const first = Math.max(0, from);
  return { first, count: Math.min(width, to) - first };
}

/** The columns from the first to the last of both. */
export function unionOf(a: ColumnWindow, b: ColumnWindow): ColumnWindow {
  const first = Math.min(a.first, b.first);
  return { first, count: Math.max(a.first + a.count, b.first + b.count) - first };
}
