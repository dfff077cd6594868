import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { dot } from '../../imaging/vec3';
import { inFrame } from '../locate/discFrame';
import { midlineSides } from '../locate/heightProfile';
import { planeAt, type Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';

/** Label of the sacrum that is counted. */
const SACRUM = 0.5;
/**
 * So much of it above a disc, mm² in one slice, is a part of the body there, whose label then ends within it. Of 200 real
 * studies six have 106 to 474 above L5-S1, all others none.
 */
const PART_MM2 = 70;

/** Label of the sacrum above a plane in one slice of the grid, mm². */
function areaAbove(grid: SagittalGrid, sacrum: Float32Array, frame: DiscFrame, plane: number) {
  const { width, height, spacing, origin, offsets, posterior, inferior } = grid;
  const { center, normal } = frame;
  const perColumn = dot(posterior, normal);
  const perRow = dot(inferior, normal);
  const zero =
    origin[0] * perColumn +
    origin[1] * perRow +
    offsets[plane]! * dot(grid.normal, normal) -
    dot(center, normal);
  let pixels = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const above = zero + (row * perRow + column * perColumn) * spacing > 0;
      if (above && sacrum[(plane * height + row) * width + column]! > SACRUM) {
        pixels++;
      }
    }
  }
  return pixels * spacing ** 2;
}

/**
 * Whether a part of the body above a disc is labeled as sacrum, which happens to L5: what is measured from its label
 * would show a fracture or a slip that is none.
 *
 * @param midline mm to the right of the disc's center
 */
export function isPartlySacral(
  { grid, sacrum }: Segmentation,
  frame: DiscFrame,
  midline: number
): boolean {
  if (!sacrum) {
    return false;
  }
  return midlineSides(grid, frame, midline).some(side => {
    const plane = Math.round(planeAt(grid, dot(inFrame(frame, side, 0, 0), grid.normal)));
    return !Number.isNaN(plane) && areaAbove(grid, sacrum, frame, plane) >= PART_MM2;
  });
}
