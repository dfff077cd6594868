import type { Vec3 } from '../findings';
import { bilinearSum, floatSamples } from './bilinear';
import { gridToPatient, type SagittalGrid } from './sagittalGrid';
import { taps } from './taps';
import type { Slice } from './types';
import { dot } from './vec3';

export interface GridSlice {
  /** [height, width] */
  readonly image: Float32Array;
  /** 1 where the pixel's centre lies on the slice, 0 where there is no image; [height, width]. */
  readonly inside: Uint8Array;
}

/** Sub-samples per grid pixel and axis, so that a finer source is averaged and not decimated. */
const subSamples = (gridSpacing: number, sourceSpacing: number) =>
  Math.min(5, Math.max(1, Math.round(gridSpacing / sourceSpacing)));

/** Source coordinate along one stored axis: base + perRow · row + perColumn · column of the grid. */
interface PixelAxis {
  readonly base: number;
  readonly perRow: number;
  readonly perColumn: number;
}

interface PixelMap {
  readonly column: PixelAxis;
  readonly row: PixelAxis;
}

/**
 * Affine map from grid pixels to source pixels. The slice's own position is used, so that stacks sheared along the
 * normal map right.
 */
function pixelMap(grid: SagittalGrid, slice: Slice): PixelMap {
  const start = gridToPatient(grid, dot(slice.position, grid.normal), 0, 0);
  const axis = (direction: Vec3, spacing: number) => ({
    base: (dot(start, direction) - dot(slice.position, direction)) / spacing,
    perRow: (grid.spacing * dot(grid.inferior, direction)) / spacing,
    perColumn: (grid.spacing * dot(grid.posterior, direction)) / spacing,
  });
  return {
    column: axis(slice.rowDirection, slice.columnSpacing),
    row: axis(slice.columnDirection, slice.rowSpacing),
  };
}

/** Drift over the whole grid, in source pixels, that is rounding and not a rotation. */
const ALIGNED = 1e-4;

const isAligned = ({ column, row }: PixelMap, { height, width }: SagittalGrid) =>
  Math.abs(column.perRow) * height < ALIGNED && Math.abs(row.perColumn) * width < ALIGNED;

/** Resamples one slice of the stack on the grid: area average where the source is finer, else linear. */
export function resampleSlice(grid: SagittalGrid, slice: Slice): GridSlice {
  const map = pixelMap(grid, slice);
  const count = subSamples(grid.spacing, Math.min(slice.rowSpacing, slice.columnSpacing));
  const steps = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count - 0.5);
  const size = grid.height * grid.width;
  const target = { image: new Float32Array(size), inside: new Uint8Array(size) };
  const resample = isAligned(map, grid) ? resampleAligned : resampleRotated;
  resample(grid, { ...slice, pixels: floatSamples(slice) }, map, steps, target);
  return target;
}

type FloatSlice = Pick<Slice, 'rows' | 'columns'> & { readonly pixels: Float32Array };

/** The usual case, in which the grid's rows are the slice's: one axis after the other. */
function resampleAligned(
  { height, width }: SagittalGrid,
  { rows, columns, pixels }: FloatSlice,
  map: PixelMap,
  steps: Float64Array,
  { image, inside }: GridSlice
): void {
  const across = taps(width, map.column.base, map.column.perColumn, steps, columns);
  const down = taps(height, map.row.base, map.row.perRow, steps, rows);
  const { first, weights, perItem, stride, from, to } = across;
  const line = new Float32Array(columns);
  for (let r = down.from; r < down.to; r++) {
    line.fill(0);
    for (let k = 0; k < down.perItem; k++) {
      const weight = down.weights[r * down.stride + k]!;
      if (weight !== 0) {
        const start = (down.first[r]! + k) * columns;
        for (let x = 0; x < columns; x++) {
          line[x]! += pixels[start + x]! * weight;
        }
      }
    }
    for (let c = from; c < to; c++) {
      const start = first[c]!;
      const w = c * stride;
      let sum = 0;
      for (let k = 0; k < perItem; k++) {
        sum += line[start + k]! * weights[w + k]!;
      }
      image[r * width + c] = sum;
    }
    inside.fill(1, r * width + from, r * width + Math.max(from, to));
  }
}

function resampleRotated(
  { height, width }: SagittalGrid,
  { rows, columns, pixels }: FloatSlice,
  map: PixelMap,
  steps: Float64Array,
  { image, inside }: GridSlice
): void {
  const { base: columnBase, perRow: columnPerRow, perColumn: columnPerColumn } = map.column;
  const { base: rowBase, perRow: rowPerRow, perColumn: rowPerColumn } = map.row;
  const count = steps.length;
  const part = 1 / (count * count);
  // Where the sub-samples lie around a sample, in pixels of the source: column, row, column, row …
  const around = new Float64Array(2 * count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      around[2 * (i * count + j)] = columnPerRow * steps[i]! + columnPerColumn * steps[j]!;
      around[2 * (i * count + j) + 1] = rowPerRow * steps[i]! + rowPerColumn * steps[j]!;
    }
  }
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const column = columnBase + columnPerRow * r + columnPerColumn * c;
      const row = rowBase + rowPerRow * r + rowPerColumn * c;
      if (column < -0.5 || row < -0.5 || column > columns - 0.5 || row > rows - 0.5) {
        continue;
      }
      const index = r * width + c;
      image[index] = bilinearSum(pixels, columns, rows, column, row, around) * part;
      inside[index] = 1;
    }
  }
}
