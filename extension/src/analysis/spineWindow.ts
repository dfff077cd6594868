import type { Segmentation } from './segmentation';

/** Columns of a grid. */
export interface ColumnWindow {
  readonly first: number;
  readonly count: number;
}

/** A pixel is taken for spine from this summed probability of its structures on. */
const SPINE = 0.5;
/** mm² of spine that a column must show in all planes together, so that stray pixels do not count. */
const STRAY_MM2 = 5;
/**
 * mm that are kept before and behind the spine: what other planes show beyond it, and surroundings by which the
 * network judges the outermost pixels.
 */
const MARGIN_MM = 36;

/**
 * The columns in which the spine lies, with a margin, as far as the planes of a segmentation tell. They are about the
 * same in all sagittal slices, since a spine bends to the side rather than out of its sagittal plane. All columns
 * where no spine is seen.
 *
 * @param multiple the first column is a multiple of this, and so is the count unless the grid ends before
 */
export function spineWindow(
  { grid, vertebra, disc, canal }: Segmentation,
  multiple: number
): ColumnWindow {
  const { width, spacing } = grid;
  const shown = new Int32Array(width);
  for (let i = 0; i < vertebra.length; i++) {
    if (vertebra[i]! + disc[i]! + canal[i]! > SPINE) {
      shown[i % width]!++;
    }
  }
  const all = { first: 0, count: width };
  const least = STRAY_MM2 / (spacing * spacing);
  const isSpine = (count: number) => count >= least;
  const front = shown.findIndex(isSpine);
  if (front < 0) {
    return all;
  }
  // Whole steps of the network's coarsest level: shifted by less, its answers change a little everywhere.
  const step = multiple * spacing;
  const from = Math.floor((front * spacing - MARGIN_MM) / step) * multiple;
  const to =
    Math.ceil(((shown.findLastIndex(isSpine) + 1) * spacing + MARGIN_MM) / step) * multiple;
  const first = Math.max(0, from);
  return { first, count: Math.min(width, to) - first };
}
