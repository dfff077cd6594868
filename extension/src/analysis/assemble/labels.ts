import { LEVELS, type Level, type ModelIdentity } from '../../findings';
import { placesOn, type SagittalGrid } from '../../imaging/sagittalGrid';
import type { Slice, Stack } from '../../imaging/types';
import type { Column } from '../locate/locate';
import type { GridPoint } from '../segmentation/segmentation';
import {
  CANAL,
  DISC,
  labelsOf,
  SACRUM,
  VERTEBRA,
  type StructureMap,
} from '../segmentation/structureMap';
import type { Segment, SegmentationResult } from '../segmentationResult';

/** Vertebrae from the top down; LEVELS[i] lies between VERTEBRAE[i] and the next one (S1 at the end). */
const VERTEBRAE = ['T12', 'L1', 'L2', 'L3', 'L4', 'L5'] as const;
/** Label numbers: vertebrae 1…6, discs 11…16, canal 20, sacrum 21. */
const FIRST_VERTEBRA = 1;
const FIRST_DISC = 11;
const CANAL_LABEL = 20;
const SACRUM_LABEL = 21;
/** A body above the top disc ends at the latest this far above it, mm. */
const BODY_MM = 40;
/** Disc voxels belong to a disc when they lie this near its plane (mm) … */
const DISC_HEIGHT_MM = 10;
/** … and within this share of its depth around its center. */
const DISC_DEPTH = 0.75;

const vertebraLabel = (level: Level) => FIRST_VERTEBRA + LEVELS.indexOf(level);
const discLabel = (level: Level) => FIRST_DISC + LEVELS.indexOf(level);

/** Lengths, one for each of some discs, that are linear in the pixels of a plane of the grid; mm. */
class Ramps {
  private readonly zero: Float64Array;
  private readonly perRow: Float64Array;
  private readonly perColumn: Float64Array;

  /** Lengths in a direction from a point for each disc. */
  constructor(
    { spacing, origin, offsets }: SagittalGrid,
    plane: number,
    from: readonly GridPoint[],
    direction: readonly GridPoint[]
  ) {
    this.zero = Float64Array.from(
      from,
      ([u, v, w], i) =>
        (origin[0] - u) * direction[i]![0] +
        (origin[1] - v) * direction[i]![1] +
        (offsets[plane]! - w) * direction[i]![2]
    );
    this.perRow = Float64Array.from(direction, d => spacing * d[1]);
    this.perColumn = Float64Array.from(direction, d => spacing * d[0]);
  }

  /** That of the disc with an index, at a pixel. */
  at(index: number, row: number, column: number): number {
    return this.zero[index]! + row * this.perRow[index]! + column * this.perColumn[index]!;
  }
}

type NameOf = (row: number, column: number) => number;

/**
 * Names the pixels of one plane of the grid that are part of a vertebra or disc; 0: it belongs to nothing named.
 * Vertebrae are their bodies only: arches and processes lie lower than their own body.
 */
function namesOn(
  { discs, canal }: Column,
  grid: SagittalGrid,
  plane: number
): { readonly disc: NameOf; readonly vertebra: NameOf } {
  const { spacing, origin } = grid;
  const centers = discs.map(disc => disc.plane.center);
  const normals = discs.map(disc => disc.plane.normal);
  const backwards = normals.map(([u, v]): GridPoint => [-v, u, 0]);
  const height = new Ramps(grid, plane, centers, normals);
  const along = new Ramps(grid, plane, centers, backwards);
  const reach = Float64Array.from(discs, disc => DISC_DEPTH * disc.plane.depth);
  const label = Uint8Array.from(discs, ({ level }) => (level === null ? 0 : discLabel(level)));
  const above = Uint8Array.from(discs, ({ level }) => (level === null ? 0 : vertebraLabel(level)));
  return {
    disc: (row, column) => {
      let best = 0;
      let nearest = DISC_HEIGHT_MM;
      for (let i = 0; i < label.length; i++) {
        const aside = Math.abs(height.at(i, row, column));
        if (label[i] && aside < nearest && Math.abs(along.at(i, row, column)) < reach[i]!) {
          nearest = aside;
          best = label[i]!;
        }
      }
      return best;
    },
    vertebra: (row, column) => {
      if (canal && origin[0] + column * spacing > canal.u[Math.min(canal.u.length - 1, row)]!) {
        return 0;
      }
      for (let i = 0; i < above.length; i++) {
        const over = height.at(i, row, column);
        if (above[i] && over > 0) {
          // Above T12 nothing has a name.
          const beyond = i > 0 ? height.at(i - 1, row, column) > 0 : over > BODY_MM;
          return beyond ? 0 : above[i]!;
        }
      }
      return 0;
    },
  };
}

/** The pixel of the grid nearest to a coordinate. */
const nearest = (at: number, size: number): number =>
  Math.min(size - 1, Math.max(0, Math.floor(at + 0.5)));

/** A pixel of the grid whose name nobody has asked for yet. */
const UNASKED = 255;

/**
 * Names what the pixels of a slice show, in place. Each takes the name that its structure has at the nearest pixel of
 * the grid.
 *
 * @param known room for a name of every structure at every pixel of the grid
 * @param used set to 1 at every label that occurs
 */
function nameStructures(
  { pixels, rows, columns }: StructureMap,
  slice: Slice,
  grid: SagittalGrid,
  names: ReturnType<typeof namesOn>,
  known: Uint8Array,
  used: Uint8Array
): void {
  const { zero, perX, perY, aligned } = placesOn(grid, slice);
  const { height, width } = grid;
  const size = height * width;
  known.fill(UNASKED);
  const nameOf: Readonly<Record<number, NameOf>> = {
    [VERTEBRA]: names.vertebra,
    [DISC]: names.disc,
    [CANAL]: () => CANAL_LABEL,
    [SACRUM]: () => SACRUM_LABEL,
  };
  // Where slice and grid are aligned, a pixel's column says in which of the grid's it lies.
  const columnOf = Int32Array.from({ length: slice.columns }, (_, x) =>
    nearest(zero.column + x * perX.column, width)
  );
  for (let y = rows[0]; y < rows[1]; y++) {
    const row = nearest(zero.row + y * perY.row, height);
    for (let x = columns[0]; x < columns[1]; x++) {
      const i = y * slice.columns + x;
      const structure = pixels[i]!;
      if (structure === 0) {
        continue;
      }
      const r = aligned ? row : nearest(zero.row + x * perX.row + y * perY.row, height);
      const k = aligned
        ? columnOf[x]!
        : nearest(zero.column + x * perX.column + y * perY.column, width);
      const at = structure * size + r * width + k;
      let label = known[at]!;
      if (label === UNASKED) {
        label = nameOf[structure]!(r, k);
        known[at] = label;
        used[label] = 1;
      }
      pixels[i] = label;
    }
  }
}

/**
 * The segmentation on the pixels of the sagittal stack: what they show, named after the located column.
 *
 * @param maps what structureMap gives for every slice; their pixels become the labels
 */
export function sourceLabels(
  stack: Stack,
  maps: readonly StructureMap[],
  grid: SagittalGrid,
  column: Column,
  model: ModelIdentity
): SegmentationResult {
  const used = new Uint8Array(SACRUM_LABEL + 1);
  const known = new Uint8Array((SACRUM + 1) * grid.height * grid.width);
  const slices = stack.slices.map((slice, plane) => {
    const map = maps[plane]!;
    nameStructures(map, slice, grid, namesOn(column, grid, plane), known, used);
    return labelsOf(slice, map.pixels);
  });
  const all: Segment[] = [
    ...LEVELS.map((level, i): Segment => {
      return { label: vertebraLabel(level), name: VERTEBRAE[i]!, kind: 'vertebra' };
    }),
    ...LEVELS.map((level): Segment => ({ label: discLabel(level), name: level, kind: 'disc' })),
    { label: CANAL_LABEL, name: 'canal', kind: 'canal' },
    { label: SACRUM_LABEL, name: 'sacrum', kind: 'sacrum' },
  ];
  return {
    seriesInstanceUID: stack.seriesInstanceUID,
    slices,
    segments: all.filter(segment => used[segment.label]),
    model,
  };
}
