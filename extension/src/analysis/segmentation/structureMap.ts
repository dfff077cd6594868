import { placesOn } from '../../imaging/sagittalGrid';
import type { Slice } from '../../imaging/types';
import type { Segmentation } from './segmentation';
import type { SliceLabels } from '../segmentationResult';

/** What the pixels of a slice show. */
export interface StructureMap {
  /** VERTEBRA, DISC, CANAL, SACRUM or 0; [rows, columns] of the slice. */
  readonly pixels: Uint8Array;
  /** All that is not 0 lies in these rows and columns; the last ones no longer do. */
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

/** What a pixel of a structure map shows; 0: none of them. */
export const VERTEBRA = 1;
export const DISC = 2;
export const CANAL = 3;
export const SACRUM = 4;

/**
 * Pixels at most this far (grid pixels) from a cell's first corner are read from it: those in it, and those that lie
 * beyond the grid's border because its size is rounded.
 */
const BESIDE = 2;

/** Of five classes, background among them, the likeliest has at least this probability. */
const FAINT = 0.2;

/** Beside the structures: the corners of a cell leave open what lies in it. */
const OPEN = 255;

/** Cells of one plane of the grid. */
interface Cells {
  /**
   * The structure of all that lies in a cell, or OPEN; [height, width], a cell beginning at its upper left pixel and
   * reaching to the next ones.
   */
  readonly cells: Uint8Array;
  /** Of every row of cells the first one that has a structure or is open, and the one after the last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * The structures in the grid cells of a plane. Almost everywhere there is background alone; and where all corners of
 * a cell are more likely than not of one structure, so is everything between them.
 */
function cellsOf({ grid, vertebra, disc, canal, sacrum }: Segmentation, plane: number): Cells {
  const { height, width } = grid;
  const size = height * width;
  const base = plane * size;
  const pixels = new Uint8Array(size);
  // Of every row the first pixel that has a structure or is open, and the one after the last.
  const first = new Int32Array(height).fill(width);
  const end = new Int32Array(height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      const bone = vertebra[base + i]!;
      const disk = disc[base + i]!;
      const sac = canal[base + i]!;
      const sacral = sacrum ? sacrum[base + i]! : 0;
      if (bone >= FAINT || disk >= FAINT || sac >= FAINT || sacral >= FAINT) {
        pixels[i] =
          bone > 0.5
            ? VERTEBRA
            : disk > 0.5
              ? DISC
              : sac > 0.5
                ? CANAL
                : sacral > 0.5
                  ? SACRUM
                  : OPEN;
        first[row] = Math.min(first[row]!, column);
        end[row] = column + 1;
      }
    }
  }
  const cells = new Uint8Array(size);
  const from = new Int32Array(height).fill(width);
  const to = new Int32Array(height);
  for (let row = 0; row < height - 1; row++) {
    // Everything else is background.
    const left = Math.max(0, Math.min(first[row]!, first[row + 1]!) - 1);
    const right = Math.min(width - 1, Math.max(end[row]!, end[row + 1]!));
    for (let column = left; column < right; column++) {
      const at = row * width + column;
      const corner = pixels[at]!;
      const beside = pixels[at + 1]!;
      const below = pixels[at + width]!;
      const across = pixels[at + width + 1]!;
      if (corner | beside | below | across) {
        cells[at] = corner === beside && corner === below && corner === across ? corner : OPEN;
        if (column < from[row]!) {
          from[row] = column;
        }
        to[row] = column + 1;
      }
    }
  }
  return { cells, from, to };
}

/** The grid cell in which a coordinate lies, as its first pixel; −1: none, see BESIDE. */
function cellAt(at: number, size: number): number {
  const cell = Math.max(0, Math.min(size - 2, Math.floor(at)));
  return Math.abs(at - cell) > BESIDE ? -1 : cell;
}

/** The likeliest structure at a place (grid pixels) in the cell that begins at pixel (r, k): interpolated. */
function openStructure(
  { grid, vertebra: bone, disc: disk, canal: sac, sacrum: tail }: Segmentation,
  plane: number,
  row: number,
  column: number,
  r: number,
  k: number
): number {
  const i = (plane * grid.height + r) * grid.width + k;
  const j = i + grid.width;
  const fr = Math.min(1, Math.max(0, row - r));
  const fc = Math.min(1, Math.max(0, column - k));
  const a00 = (1 - fr) * (1 - fc);
  const a01 = (1 - fr) * fc;
  const a10 = fr * (1 - fc);
  const a11 = fr * fc;
  const vertebra = bone[i]! * a00 + bone[i + 1]! * a01 + bone[j]! * a10 + bone[j + 1]! * a11;
  const disc = disk[i]! * a00 + disk[i + 1]! * a01 + disk[j]! * a10 + disk[j + 1]! * a11;
  const canal = sac[i]! * a00 + sac[i + 1]! * a01 + sac[j]! * a10 + sac[j + 1]! * a11;
  const sacrum = tail
    ? tail[i]! * a00 + tail[i + 1]! * a01 + tail[j]! * a10 + tail[j + 1]! * a11
    : 0;
  const top = Math.max(vertebra, disc, canal, sacrum);
  if (1 - vertebra - disc - canal - sacrum >= top) {
    return 0;
  }
  return top === canal ? CANAL : top === disc ? DISC : top === vertebra ? VERTEBRA : SACRUM;
}

/**
 * First source pixel of a row, and the one after the last, that fall into the grid's cells `from` … `to` − 1, where
 * pixel x lies at grid column zero + x · per. Pixels beyond the grid's width are read from its border.
 */
function reach(
  from: number,
  to: number,
  zero: number,
  per: number,
  width: number,
  columns: number
): readonly [x0: number, x1: number] {
  if (from >= to) {
    return [0, 0];
  }
  const ends = [
    ((from <= 0 ? -BESIDE : from) - zero) / per,
    ((to >= width - 1 ? width + BESIDE : to) - zero) / per,
  ];
  // A pixel more on either side than rounding could ask for.
  const x0 = Math.floor(Math.min(...ends)) - 1;
  const x1 = Math.ceil(Math.max(...ends)) + 2;
  return [Math.max(0, Math.min(columns, x0)), Math.max(0, Math.min(columns, x1))];
}

/**
 * What the pixels of a slice show: probabilities of its plane are interpolated from the grid, and the likeliest
 * structure taken.
 */
export function structureMap(
  slice: Slice,
  segmentation: Segmentation,
  plane: number
): StructureMap {
  const { grid } = segmentation;
  const { height, width } = grid;
  const { rows, columns } = slice;
  const { cells, from, to } = cellsOf(segmentation, plane);
  const pixels = new Uint8Array(rows * columns);
  const { zero, perX, perY, aligned } = placesOn(grid, slice);
  /** @param row place of pixel (x, y) on the grid, in the cell (r, k) */
  const put = (x: number, y: number, row: number, column: number, r: number, k: number) => {
    const cell = cells[r * width + k]!;
    if (cell) {
      pixels[y * columns + x] =
        cell === OPEN ? openStructure(segmentation, plane, row, column, r, k) : cell;
    }
  };

  // A row's own cells say where to look in it.
  if (aligned) {
    const places = Float64Array.from({ length: columns }, (_, x) => zero.column + x * perX.column);
    const cellOf = Int32Array.from(places, place => cellAt(place, width));
    let [top, bottom, left, right] = [rows, 0, columns, 0];
    for (let y = 0; y < rows; y++) {
      const row = zero.row + y * perY.row;
      const r = cellAt(row, height);
      if (r < 0) {
        continue;
      }
      const [x0, x1] = reach(from[r]!, to[r]!, zero.column, perX.column, width, columns);
      if (x0 < x1) {
        top = Math.min(top, y);
        bottom = y + 1;
        left = Math.min(left, x0);
        right = Math.max(right, x1);
      }
      for (let x = x0; x < x1; x++) {
        const k = cellOf[x]!;
        if (k >= 0) {
          put(x, y, row, places[x]!, r, k);
        }
      }
    }
    return { pixels, rows: [top, bottom], columns: [left, right] };
  }
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const row = zero.row + x * perX.row + y * perY.row;
      const column = zero.column + x * perX.column + y * perY.column;
      const r = cellAt(row, height);
      const k = cellAt(column, width);
      if (r >= 0 && k >= 0) {
        put(x, y, row, column, r, k);
      }
    }
  }
  return { pixels, rows: [0, rows], columns: [0, columns] };
}

/** A slice's labels, with the image that they are of. */
export function labelsOf(slice: Slice, labels: Uint8Array): SliceLabels {
  const { sopInstanceUID, frameNumber, rows, columns } = slice;
  return {
    sopInstanceUID,
    ...(frameNumber === undefined ? {} : { frameNumber }),
    rows,
    columns,
    labels,
  };
}
