import { LEVELS, type Level } from '../findings';
import { placesOn, type SagittalGrid } from '../imaging/sagittalGrid';
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

/**
 * Pixels at most this far (grid pixels) from a cell's first corner are read from it: those in it, and those that lie
 * beyond the grid's border because its size is rounded.
 */
const BESIDE = 2;

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

/** Beside the labels: the corners of a cell leave open what lies in it. */
const OPEN = 255;

/** Cells of one plane of the grid. */
interface Cells {
  /**
   * The label of all that lies in a cell, or OPEN; [height, width], a cell beginning at its upper left pixel and
   * reaching to the next ones.
   */
  readonly cells: Uint8Array;
  /** Of every row of cells the first one that has a label or is open, and the one after the last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * Labels the grid cells of a plane. Almost everywhere there is background alone; and where all corners of a cell are
 * more likely than not of one structure, and have one name, so has everything between them.
 */
function labelCells(
  { grid, vertebra, disc, canal }: Segmentation,
  names: ReturnType<typeof namer>,
  plane: number
): Cells {
  const { height, width, spacing, origin, offsets } = grid;
  const base = plane * height * width;
  const w = offsets[plane]!;
  const pixels = new Uint8Array(height * width);
  for (let row = 0, i = 0; row < height; row++) {
    const v = origin[1] + row * spacing;
    for (let column = 0; column < width; column++, i++) {
      const bone = vertebra[base + i]!;
      const disk = disc[base + i]!;
      const sac = canal[base + i]!;
      if (bone > 0.5) {
        pixels[i] = names.vertebra(origin[0] + column * spacing, v, w);
      } else if (disk > 0.5) {
        pixels[i] = names.disc(origin[0] + column * spacing, v, w);
      } else if (sac > 0.5) {
        pixels[i] = CANAL;
      } else if (bone >= FAINT || disk >= FAINT || sac >= FAINT) {
        pixels[i] = OPEN;
      }
    }
  }
  const cells = new Uint8Array(height * width);
  const from = new Int32Array(height).fill(width);
  const to = new Int32Array(height);
  for (let row = 0; row < height - 1; row++) {
    for (let column = 0; column < width - 1; column++) {
      const at = row * width + column;
      const first = pixels[at]!;
      const right = pixels[at + 1]!;
      const below = pixels[at + width]!;
      const across = pixels[at + width + 1]!;
      if (first | right | below | across) {
        cells[at] = first === right && first === below && first === across ? first : OPEN;
        from[row] = Math.min(from[row]!, column);
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

/** @param used set to 1 at every label that occurs */
function labelSlice(
  segmentation: Segmentation,
  names: ReturnType<typeof namer>,
  slice: Slice,
  plane: number,
  used: Uint8Array
): Uint8Array {
  const { grid } = segmentation;
  const { height, width } = grid;
  const { cells, from, to } = labelCells(segmentation, names, plane);
  const labels = new Uint8Array(slice.rows * slice.columns);

  const { zero, perX, perY } = placesOn(grid, slice);
  const put = (x: number, y: number, r: number, k: number) => {
    const cell = cells[r * width + k]!;
    const label =
      cell === OPEN
        ? openLabel(segmentation, names, plane, {
            row: zero.row + x * perX.row + y * perY.row,
            column: zero.column + x * perX.column + y * perY.column,
            r,
            k,
          })
        : cell;
    labels[y * slice.columns + x] = label;
    used[label] = 1;
  };

  // Where rows of the slice are rows of the grid, as usual, a row's own cells say where to look in it.
  if (Math.abs(perX.row) * slice.columns < 1e-6 && Math.abs(perY.column) * slice.rows < 1e-6) {
    const columns = Int32Array.from({ length: slice.columns }, (_, x) =>
      cellAt(zero.column + x * perX.column, width)
    );
    for (let y = 0; y < slice.rows; y++) {
      const r = cellAt(zero.row + y * perY.row, height);
      if (r < 0) {
        continue;
      }
      const [x0, x1] = reach(from[r]!, to[r]!, zero.column, perX.column, width, slice.columns);
      for (let x = x0; x < x1; x++) {
        const k = columns[x]!;
        if (k >= 0 && cells[r * width + k]) {
          put(x, y, r, k);
        }
      }
    }
    return labels;
  }
  for (let y = 0; y < slice.rows; y++) {
    for (let x = 0; x < slice.columns; x++) {
      const r = cellAt(zero.row + x * perX.row + y * perY.row, height);
      const k = cellAt(zero.column + x * perX.column + y * perY.column, width);
      if (r >= 0 && k >= 0 && cells[r * width + k]) {
        put(x, y, r, k);
      }
    }
  }
  return labels;
}

/** The label at a place (grid pixels) in the cell that begins at pixel (r, k): interpolated, the likeliest, named. */
function openLabel(
  { grid, vertebra: bone, disc: disk, canal: sac }: Segmentation,
  names: ReturnType<typeof namer>,
  plane: number,
  place: { readonly row: number; readonly column: number; readonly r: number; readonly k: number }
): number {
  const { height, width, spacing, origin, offsets } = grid;
  const { row, column, r, k } = place;
  const i = (plane * height + r) * width + k;
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
    return 0;
  }
  if (top === canal) {
    return CANAL;
  }
  const u = origin[0] + column * spacing;
  const v = origin[1] + row * spacing;
  return top === disc ? names.disc(u, v, offsets[plane]!) : names.vertebra(u, v, offsets[plane]!);
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
