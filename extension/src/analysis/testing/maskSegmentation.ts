import { patientToPixel } from '../../imaging/geometry';
import { gridToPatient, sagittalGrid } from '../../imaging/sagittalGrid';
import type { Stack } from '../../imaging/types';
import type { Segmentation } from '../segmentation';

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
    // Pixel → grid is affine; three points of the grid give its inverse.
    const at = (row: number, column: number) =>
      patientToPixel(slice, gridToPatient(grid, grid.offsets[plane]!, row, column));
    const [zero, perRow, perColumn] = [at(0, 0), at(1, 0), at(0, 1)];
    const [a, b] = [perColumn.column - zero.column, perRow.column - zero.column];
    const [c, d] = [perColumn.row - zero.row, perRow.row - zero.row];
    const determinant = a * d - b * c;
    slice.pixels.forEach((label, index) => {
      const x = (index % slice.columns) - zero.column;
      const y = Math.floor(index / slice.columns) - zero.row;
      const row = Math.round((a * y - c * x) / determinant);
      const column = Math.round((d * x - b * y) / determinant);
      if (row >= 0 && row < height && column >= 0 && column < width) {
        add(row * width + column, label);
      }
    });
    for (let cell = 0; cell < size; cell++) {
      if (total[cell] === 0) {
        const pixel = at(Math.floor(cell / width), cell % width);
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
