import { patientToPixel } from '../../imaging/geometry';
import { gridToPatient, placesOn, sagittalGrid } from '../../imaging/sagittalGrid';
import type { Stack } from '../../imaging/types';
import type { Segmentation } from '../segmentation/segmentation';

const isDisc = (label: number) => label >= 201;
const isCanal = (label: number) => label === 100;

/**
 * For tests of geometry: a segmentation that is right by construction. `stack` holds an expert's mask with
 * the labels of SPIDER (van der Graaf et al., Scientific Data 2024); each grid pixel gets the share of
 * every structure among the mask's pixels within it, or that of the nearest one where none lies within.
 */
export function maskSegmentation(stack: Stack, spacing = 0.9375): Segmentation {
  const grid = sagittalGrid(stack, spacing);
  const { planes, height, width } = grid;
  const size = height * width;
  const vertebra = new Float32Array(planes * size);
  const disc = new Float32Array(planes * size);
  const canal = new Float32Array(planes * size);
  stack.slices.forEach((slice, plane) => {
    const total = new Float32Array(size);
    const add = (cell: number, label: number) => {
      total[cell]!++;
      if (label > 0) {
        (isDisc(label) ? disc : isCanal(label) ? canal : vertebra)[plane * size + cell]!++;
      }
    };
    const { zero, perX, perY } = placesOn(grid, slice);
    slice.pixels.forEach((label, index) => {
      const x = index % slice.columns;
      const y = Math.floor(index / slice.columns);
      const row = Math.round(zero.row + x * perX.row + y * perY.row);
      const column = Math.round(zero.column + x * perX.column + y * perY.column);
      if (row >= 0 && row < height && column >= 0 && column < width) {
        add(row * width + column, label);
      }
    });
    for (let cell = 0; cell < size; cell++) {
      if (total[cell] === 0) {
        const place = gridToPatient(
          grid,
          grid.offsets[plane]!,
          Math.floor(cell / width),
          cell % width
        );
        const pixel = patientToPixel(slice, place);
        const [x, y] = [Math.round(pixel.column), Math.round(pixel.row)];
        if (x >= 0 && y >= 0 && x < slice.columns && y < slice.rows) {
          add(cell, slice.pixels[y * slice.columns + x]!);
        }
      }
      for (const volume of [vertebra, disc, canal]) {
        volume[plane * size + cell]! /= Math.max(1, total[cell]!);
      }
    }
  });
  return { grid, vertebra, disc, canal };
}
