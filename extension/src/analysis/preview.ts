import { placesOn } from '../imaging/sagittalGrid';
import type { Slice } from '../imaging/types';
import type { Segmentation } from './segmentation';
import type { Segment, SliceLabels } from './types';

const VERTEBRA = 1;
const DISC = 2;
const CANAL = 3;

/** Structures of a preview: nothing is located yet, so that nothing has a name of its own. */
export const PREVIEW_SEGMENTS: readonly Segment[] = [
  { label: VERTEBRA, name: 'vertebrae', kind: 'vertebra' },
  { label: DISC, name: 'discs', kind: 'disc' },
  { label: CANAL, name: 'canal', kind: 'canal' },
];

/** The likeliest class of every grid pixel of a plane, [height, width]; 0 background. */
function likeliest({ grid, vertebra, disc, canal }: Segmentation, plane: number): Uint8Array {
  const size = grid.height * grid.width;
  const base = plane * size;
  const classes = new Uint8Array(size);
  for (let at = 0; at < size; at++) {
    const bone = vertebra[base + at]!;
    const disk = disc[base + at]!;
    const sac = canal[base + at]!;
    const top = bone > disk ? (bone > sac ? bone : sac) : disk > sac ? disk : sac;
    if (1 - bone - disk - sac < top) {
      classes[at] = top === sac ? CANAL : top === disk ? DISC : VERTEBRA;
    }
  }
  return classes;
}

/**
 * What the model says of one slice, on the slice's own pixels, while others are still being segmented: the
 * likeliest class of the nearest grid pixel. The result's own labels are interpolated and named (labels.ts);
 * these only have to be there at once.
 */
export function previewSlice(slice: Slice, segmentation: Segmentation, plane: number): SliceLabels {
  const { grid } = segmentation;
  const { height, width } = grid;
  const { rows, columns, sopInstanceUID, frameNumber } = slice;
  const classes = likeliest(segmentation, plane);
  const labels = new Uint8Array(rows * columns);

  const { zero, perX, perY } = placesOn(grid, slice);

  for (let y = 0; y < rows; y++) {
    // Half a pixel more, since truncation then takes the nearest.
    let column = 0.5 + zero.column + y * perY.column;
    let row = 0.5 + zero.row + y * perY.row;
    const start = y * columns;
    for (let x = 0; x < columns; x++) {
      if (row >= 0 && column >= 0 && row < height && column < width) {
        labels[start + x] = classes[(row | 0) * width + (column | 0)]!;
      }
      column += perX.column;
      row += perX.row;
    }
  }
  return {
    sopInstanceUID,
    ...(frameNumber === undefined ? {} : { frameNumber }),
    rows,
    columns,
    labels,
  };
}
