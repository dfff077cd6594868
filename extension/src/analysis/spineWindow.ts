import { components } from './components';
import { MINIMUM_AREA } from './discCandidates';
import type { Segmentation } from './segmentation';

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
 * The columns in which the spine lies, with a margin, as far as one slice tells: they are about the same in all
 * sagittal slices, since a spine bends to the side rather than out of its sagittal plane. null where the slice does not
 * show the spine.
 *
 * @param slice a segmentation of one plane
 * @param multiple the first column is a multiple of this, and so is the count unless the grid ends before
 */
export function spineWindow(slice: Segmentation, multiple: number): ColumnWindow | null {
  const { grid, vertebra, disc, canal } = slice;
  const { width, spacing } = grid;
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
  if (discs < TWO_DISCS_MM2) {
    return null;
  }
  // Whole steps of the network's coarsest level: shifted by less, its answers change a little everywhere.
  const step = multiple * spacing;
  const from = Math.floor((front * spacing - MARGIN_MM) / step) * multiple;
  const to = Math.ceil(((back + 1) * spacing + MARGIN_MM) / step) * multiple;
  const first = Math.max(0, from);
  return { first, count: Math.min(width, to) - first };
}
