import type { ImageSeries, Slice } from '../../extension/src/imaging/types';
import type { Vec3 } from '../../extension/src/findings';

/**
 * A slice sampled anew between its pixels, half a pixel to the right and down, as another scan of the same patient might
 * lie: the mean of four neighbors, at the place where that is. One row and one column fewer.
 */
function shiftedSlice(slice: Slice): Slice {
  const { rows, columns, pixels, position, rowDirection, columnDirection } = slice;
  const [height, width] = [rows - 1, columns - 1];
  const mean = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * columns + column;
      mean[row * width + column] =
        (pixels[at]! + pixels[at + 1]! + pixels[at + columns]! + pixels[at + columns + 1]!) / 4;
    }
  }
  const moved = position.map(
    (x, i) =>
      x +
      (rowDirection[i]! * slice.columnSpacing) / 2 +
      (columnDirection[i]! * slice.rowSpacing) / 2
  ) as unknown as Vec3;
  return { ...slice, rows: height, columns: width, position: moved, pixels: mean };
}

/** A series whose slices are sampled half a pixel further along both axes. */
export const shiftedByHalfAPixel = (series: ImageSeries): ImageSeries => ({
  ...series,
  slices: series.slices.map(shiftedSlice),
});
