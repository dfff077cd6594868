import { LEVELS, type Level } from '../findings';
import { patientToPixel } from '../imaging/geometry';
import { gridToPatient, type SagittalGrid } from '../imaging/sagittalGrid';
import type { Slice, Stack } from '../imaging/types';
import type { Column, LocatedDisc } from './locate';
import type { Segmentation } from './segmentation';
import type { Segment, SegmentationResult } from './types';

/** Vertebrae from the top down; LEVELS[i] lies between VERTEBRAE[i] and the next one (S1 at the end). */
const VERTEBRAE = ['T12', 'L1', 'L2', 'L3', 'L4', 'L5'] as const;
/** Label numbers: vertebrae 1…6, discs 11…16, canal 20. */
const FIRST_VERTEBRA = 1;
const FIRST_DISC = 11;
const CANAL = 20;
/** A body above the top disc ends at the latest this far above it, mm. */
const BODY_MM = 40;
/** Disc voxels belong to a disc when they lie this near its plane (mm) … */
const DISC_HEIGHT_MM = 10;
/** … and within this share of its depth around its centre. */
const DISC_DEPTH = 0.75;

const vertebraLabel = (level: Level) => FIRST_VERTEBRA + LEVELS.indexOf(level);
const discLabel = (level: Level) => FIRST_DISC + LEVELS.indexOf(level);

/** Of four classes the likeliest has at least this probability. */
const FAINT = 0.25;

type Named = LocatedDisc & { readonly level: Level };

/**
 * Names a grid point (u, v, w in mm) that is part of a vertebra or disc; 0: it belongs to nothing named.
 * Vertebrae are their bodies only: arches and processes lie lower than their own body.
 */
function namer({ discs, canal }: Column, grid: SagittalGrid) {
  const named = discs.filter((d): d is Named => d.level !== null);
  const heightOver = ({ plane }: LocatedDisc, u: number, v: number, w: number) =>
    (u - plane.center[0]) * plane.normal[0] +
    (v - plane.center[1]) * plane.normal[1] +
    (w - plane.center[2]) * plane.normal[2];
  return {
    disc: (u: number, v: number, w: number): number => {
      let best = 0;
      let nearest = DISC_HEIGHT_MM;
      for (const disc of named) {
        const height = Math.abs(heightOver(disc, u, v, w));
        const { center, normal, depth } = disc.plane;
        const along = (v - center[1]) * normal[0] - (u - center[0]) * normal[1];
        if (height < nearest && Math.abs(along) < DISC_DEPTH * depth) {
          nearest = height;
          best = discLabel(disc.level);
        }
      }
      return best;
    },
    vertebra: (u: number, v: number, w: number): number => {
      const row = Math.round((v - grid.origin[1]) / grid.spacing);
      if (canal && u > canal.u[Math.min(canal.u.length - 1, Math.max(0, row))]!) {
        return 0;
      }
      for (const disc of named) {
        const height = heightOver(disc, u, v, w);
        if (height > 0) {
          const first = disc === discs[0];
          return first && height > BODY_MM ? 0 : vertebraAbove(disc, u, v, w);
        }
      }
      return 0;
    },
  };

  /** The body above a disc, unless an unnamed disc lies between (above T12 nothing has a name). */
  function vertebraAbove(disc: Named, u: number, v: number, w: number): number {
    const above = discs[discs.indexOf(disc) - 1];
    return above && heightOver(above, u, v, w) > 0 ? 0 : vertebraLabel(disc.level);
  }
}

/** Cells of one plane, and the first and last row and column of them; infinite where they reach the border. */
interface Cells {
  readonly cells: Uint8Array;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Marks the grid cells (pixel, right, lower and lower right neighbour) of a plane in which some structure
 * has a probability worth a look; [height, width]. Almost everywhere there is background alone.
 */
function cellsToLookAt({ grid, vertebra, disc, canal }: Segmentation, plane: number): Cells {
  const { height, width } = grid;
  let [top, bottom, left, right] = [height, -1, width, -1];
  const cells = new Uint8Array(height * width);
  const base = plane * height * width;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const i = base + at;
      if (vertebra[i]! >= FAINT || disc[i]! >= FAINT || canal[i]! >= FAINT) {
        cells[at] = 1;
        top = Math.min(top, row - 1);
        bottom = Math.max(bottom, row + 1);
        left = Math.min(left, column - 1);
        right = Math.max(right, column + 1);
        if (column > 0) {
          cells[at - 1] = 1;
        }
        if (row > 0) {
          cells[at - width] = 1;
          if (column > 0) {
            cells[at - width - 1] = 1;
          }
        }
      }
    }
  }
  // Pixels beyond the grid are read from its border.
  return {
    cells,
    top: top <= 0 ? -Infinity : top,
    bottom: bottom >= height - 1 ? Infinity : bottom,
    left: left <= 0 ? -Infinity : left,
    right: right >= width - 1 ? Infinity : right,
  };
}

/**
 * First and one past the last source pixel, along one axis, that can fall into a box of grid cells, where the
 * source coordinate is zero + perColumn · column + perRow · row.
 */
function reach(
  box: Omit<Cells, 'cells'>,
  zero: number,
  perColumn: number,
  perRow: number,
  size: number
): readonly [from: number, to: number] {
  // Axes that run alike up to rounding do not depend on the other one.
  const times = (factor: number, at: number) => (Math.abs(factor) < 1e-9 ? 0 : factor * at);
  const columns = [times(perColumn, box.left), times(perColumn, box.right)];
  const rows = [times(perRow, box.top), times(perRow, box.bottom)];
  const ends = columns.flatMap(u => rows.map(v => zero + u + v));
  if (box.bottom < box.top || ends.some(Number.isNaN)) {
    return [0, box.bottom < box.top ? 0 : size];
  }
  // A pixel more on either side than rounding could ask for.
  const from = Math.floor(Math.min(...ends)) - 1;
  const to = Math.ceil(Math.max(...ends)) + 2;
  return [Math.max(0, Math.min(size, from)), Math.max(0, Math.min(size, to))];
}

/** @param used set to 1 at every label that occurs */
function labelSlice(
  segmentation: Segmentation,
  names: ReturnType<typeof namer>,
  slice: Slice,
  plane: number,
  used: Uint8Array
): Uint8Array {
  const { grid } = segmentation;
  const { height, width, spacing, origin, offsets } = grid;
  const { cells, ...box } = cellsToLookAt(segmentation, plane);
  const labels = new Uint8Array(slice.rows * slice.columns);
  const base = plane * height * width;
  const { vertebra: bone, disc: disk, canal: sac } = segmentation;

  // Grid pixel → source pixel is affine; invert it once for the whole slice.
  const at = (row: number, column: number) =>
    patientToPixel(slice, gridToPatient(grid, offsets[plane]!, row, column));
  const zero = at(0, 0);
  const perRow = at(1, 0);
  const perColumn = at(0, 1);
  const [a, b] = [perColumn.column - zero.column, perRow.column - zero.column];
  const [c, d] = [perColumn.row - zero.row, perRow.row - zero.row];
  const determinant = a * d - b * c;

  const [x0, x1] = reach(box, zero.column, a, b, slice.columns);
  const [y0, y1] = reach(box, zero.row, c, d, slice.rows);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const column = (d * (x - zero.column) - b * (y - zero.row)) / determinant;
      const row = (a * (y - zero.row) - c * (x - zero.column)) / determinant;
      const r = Math.max(0, Math.min(height - 2, Math.floor(row)));
      const k = Math.max(0, Math.min(width - 2, Math.floor(column)));
      if (!cells[r * width + k]) {
        continue;
      }
      const i = base + r * width + k;
      const j = i + width;
      const fr = Math.min(1, Math.max(0, row - r));
      const fc = Math.min(1, Math.max(0, column - k));
      const a00 = (1 - fr) * (1 - fc);
      const a01 = (1 - fr) * fc;
      const a10 = fr * (1 - fc);
      const a11 = fr * fc;
      const vertebra = bone[i]! * a00 + bone[i + 1]! * a01 + bone[j]! * a10 + bone[j + 1]! * a11;
      const disc = disk[i]! * a00 + disk[i + 1]! * a01 + disk[j]! * a10 + disk[j + 1]! * a11;
      const canal = sac[i]! * a00 + sac[i + 1]! * a01 + sac[j]! * a10 + sac[j + 1]! * a11;
      const top = Math.max(vertebra, disc, canal);
      if (1 - vertebra - disc - canal >= top) {
        continue;
      }
      const u = origin[0] + column * spacing;
      const v = origin[1] + row * spacing;
      const label =
        top === canal
          ? CANAL
          : top === disc
            ? names.disc(u, v, offsets[plane]!)
            : names.vertebra(u, v, offsets[plane]!);
      labels[y * slice.columns + x] = label;
      used[label] = 1;
    }
  }
  return labels;
}

/**
 * The segmentation on the pixels of the sagittal stack: probabilities are interpolated from the grid, the
 * likeliest class taken, and named after the located column.
 */
export function sourceLabels(
  stack: Stack,
  segmentation: Segmentation,
  column: Column
): SegmentationResult {
  const names = namer(column, segmentation.grid);
  const used = new Uint8Array(CANAL + 1);
  const slices = stack.slices.map((slice, plane) => ({
    sopInstanceUID: slice.sopInstanceUID,
    ...(slice.frameNumber === undefined ? {} : { frameNumber: slice.frameNumber }),
    rows: slice.rows,
    columns: slice.columns,
    labels: labelSlice(segmentation, names, slice, plane, used),
  }));
  const all: Segment[] = [
    ...LEVELS.map((level, i): Segment => {
      return { label: vertebraLabel(level), name: VERTEBRAE[i]!, kind: 'vertebra' };
    }),
    ...LEVELS.map((level): Segment => ({ label: discLabel(level), name: level, kind: 'disc' })),
    { label: CANAL, name: 'canal', kind: 'canal' },
  ];
  return {
    seriesInstanceUID: stack.seriesInstanceUID,
    slices,
    segments: all.filter(segment => used[segment.label]),
  };
}
