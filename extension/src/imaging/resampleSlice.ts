import type { Vec3 } from '../findings';
import { bilinearSum } from './bilinear';
import { gridToPatient, type SagittalGrid } from './sagittalGrid';
import { taps, type Taps } from './taps';
import type { PixelArray, Slice } from './types';
import { dot } from './vec3';

export interface GridSlice {
  /** [height, width] */
  readonly image: Float32Array;
  /**
   * 1 where the pixel's center lies on the slice, 0 where there is no image; [height, width]. Slices may share it.
   */
  readonly inside: Uint8Array;
  /** Whether `inside` is 1 everywhere. */
  readonly everywhere: boolean;
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

/** Pixels. */
const ROUNDING = 1e-9;

/** How the slices of a stack, which mostly lie alike on a grid whose rows are theirs, come onto it. */
interface ResamplingWeights {
  /** Of the map and the slice's size: equal but for rounding, equal weights. */
  readonly numbers: readonly number[];
  readonly across: Taps;
  readonly down: Taps;
  readonly inside: Uint8Array;
  readonly everywhere: boolean;
}

/** Resamples slices of a stack on a grid: area average where the source is finer, else linear. */
export class SliceResampler {
  /** That of the slice before. */
  private weights: ResamplingWeights | null = null;
  private readonly spare: Float32Array[] = [];

  constructor(private readonly grid: SagittalGrid) {}

  /** Takes back the image of a slice that nobody looks at any more: memory that was never used is slow to get. */
  reuse(image: Float32Array): void {
    this.spare.push(image);
  }

  resample(slice: Slice): GridSlice {
    const { grid } = this;
    const image = this.spare.pop() ?? new Float32Array(grid.height * grid.width);
    const map = pixelMap(grid, slice);
    const count = subSamples(grid.spacing, Math.min(slice.rowSpacing, slice.columnSpacing));
    const steps = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count - 0.5);
    return isAligned(map, grid)
      ? resampleAligned(grid, slice, this.weightsOf(map, steps, slice), image)
      : resampleRotated(grid, slice, map, steps, image);
  }

  private weightsOf(
    { column, row }: PixelMap,
    steps: Float64Array,
    { rows, columns }: Slice
  ): ResamplingWeights {
    const { width, height } = this.grid;
    const numbers = [column.base, column.perColumn, row.base, row.perRow, rows, columns];
    if (this.weights?.numbers.every((n, i) => Math.abs(n - numbers[i]!) < ROUNDING)) {
      return this.weights;
    }
    const across = taps(width, column.base, column.perColumn, steps, columns);
    const down = taps(height, row.base, row.perRow, steps, rows);
    const inside = new Uint8Array(height * width);
    for (let r = down.from; r < down.to; r++) {
      inside.fill(1, r * width + across.from, r * width + Math.max(across.from, across.to));
    }
    this.weights = { numbers, across, down, inside, everywhere: !inside.includes(0) };
    return this.weights;
  }
}

/** The usual case, in which the grid's rows are the slice's: one axis after the other. */
function resampleAligned(
  { width }: SagittalGrid,
  slice: Slice,
  { across, down, inside, everywhere }: ResamplingWeights,
  image: Float32Array
): GridSlice {
  const { pixels, columns } = slice;
  if (!everywhere) {
    image.fill(0);
  }
  if (across.perItem === 2 && down.perItem === 2) {
    for (let r = down.from; r < down.to; r++) {
      const start = down.first[r]! * columns;
      betweenRows(pixels, start, columns, down.weights[2 * r + 1]!, across, image, r * width);
    }
  } else {
    const line = new Float64Array(columns);
    for (let r = down.from; r < down.to; r++) {
      combineRows(pixels, down, r, line);
      combineColumns(line, across, image, r * width);
    }
  }
  return { image, inside, everywhere };
}

/** A row of the grid where plain linear interpolation is wanted, the lower row of the slice counting `share`. */
function betweenRows(
  pixels: PixelArray,
  start: number,
  columns: number,
  share: number,
  { first, weights, from, to }: Taps,
  image: Float32Array,
  base: number
): void {
  for (let c = from; c < to; c++) {
    const i = start + first[c]!;
    const j = i + columns;
    const f = weights[2 * c + 1]!;
    const above = pixels[i]! + (pixels[i + 1]! - pixels[i]!) * f;
    const below = pixels[j]! + (pixels[j + 1]! - pixels[j]!) * f;
    image[base + c] = above + (below - above) * share;
  }
}

/** What the rows of a slice that count for item `r` add up to. */
function combineRows(
  pixels: PixelArray,
  { perItem, first, weights }: Taps,
  r: number,
  line: Float64Array
): void {
  const columns = line.length;
  line.fill(0);
  for (let k = 0; k < perItem; k++) {
    const weight = weights[r * perItem + k]!;
    const start = (first[r]! + k) * columns;
    for (let x = 0; weight !== 0 && x < columns; x++) {
      line[x]! += pixels[start + x]! * weight;
    }
  }
}

/** Every item of a row of the grid from the samples of a line. */
function combineColumns(
  line: Float64Array,
  { perItem, first, weights, from, to }: Taps,
  image: Float32Array,
  base: number
): void {
  for (let c = from; c < to; c++) {
    const start = first[c]!;
    const w = c * perItem;
    let sum = 0;
    for (let k = 0; k < perItem; k++) {
      sum += line[start + k]! * weights[w + k]!;
    }
    image[base + c] = sum;
  }
}

function resampleRotated(
  { height, width }: SagittalGrid,
  { rows, columns, pixels }: Slice,
  map: PixelMap,
  steps: Float64Array,
  image: Float32Array
): GridSlice {
  image.fill(0);
  const inside = new Uint8Array(height * width);
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
  return { image, inside, everywhere: !inside.includes(0) };
}
