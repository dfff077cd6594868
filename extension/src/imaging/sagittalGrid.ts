import { type Vec3 } from '../findings';
import { refused } from '../messages';
import { orientationOf, pixelToPatient } from './geometry';
import type { SlicePlane, Stack } from './types';
import { along, cross, dot, reject, scale, unit } from './vec3';

/**
 * The grid on which a sagittal stack is shown to the segmentation model: one plane per slice of the
 * stack, rows running inferior and columns posterior, whatever the stored orientation. Volumes on it are
 * [planes, height, width], index = (plane * height + row) * width + column.
 */
export interface SagittalGrid {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  /** mm between neighboring rows and columns. */
  readonly spacing: number;
  /** Unit vector of growing column: to the patient's back, within the slices. */
  readonly posterior: Vec3;
  /** Unit vector of growing row: to the patient's feet, within the slices. */
  readonly inferior: Vec3;
  /** Unit normal of the stack, along which `offsets` are measured. */
  readonly normal: Vec3;
  /** mm along `normal`, ascending, one per plane. */
  readonly offsets: readonly number[];
  /** Median distance of neighboring planes, mm. */
  readonly planeSpacing: number;
  /** Coordinates along posterior and inferior of the center of pixel (0, 0), mm. */
  readonly origin: readonly [posterior: number, inferior: number];
}

const FEET: Vec3 = [0, 0, -1];
/** Stored image axes that run to the feet within this angle are kept (cosine of 35°). */
const KEPT = Math.cos((35 * Math.PI) / 180);

/**
 * The in-plane direction that the grid takes for “to the feet”: the stored axis (flipped or not) that
 * runs there, so that rows are not turned and a patient who lies askew is seen as on the screen; the
 * projection of the body's long axis where no stored axis is near it.
 */
function downwards({ slices, normal }: Stack): Vec3 {
  const feet = unit(reject(FEET, normal));
  const { rowDirection, columnDirection } = slices[0]!;
  for (const axis of [rowDirection, columnDirection]) {
    const along = dot(axis, feet);
    if (Math.abs(along) > KEPT) {
      return unit(reject(along > 0 ? axis : scale(axis, -1), normal));
    }
  }
  return feet;
}

/**
 * Lays a grid of `spacing` mm over all slices of a stack. Throws DeepSpineError 'not-sagittal' when the
 * slices are not sagittal (their normal nearer to another axis than to left-right).
 */
export function sagittalGrid(stack: Stack, spacing: number): SagittalGrid {
  const { normal } = stack;
  if (orientationOf(normal) !== 'sagittal') {
    throw refused('not-sagittal', { context: 'chosen' });
  }
  const inferior = downwards(stack);
  const side = cross(normal, inferior);
  const posterior: Vec3 = side[1] >= 0 ? side : [-side[0], -side[1], -side[2]];

  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const slice of stack.slices) {
    for (const column of [-0.5, slice.columns - 0.5]) {
      for (const row of [-0.5, slice.rows - 0.5]) {
        const corner = along(
          along(slice.position, slice.rowDirection, column * slice.columnSpacing),
          slice.columnDirection,
          row * slice.rowSpacing
        );
        const [u, v] = [dot(corner, posterior), dot(corner, inferior)];
        left = Math.min(left, u);
        right = Math.max(right, u);
        top = Math.min(top, v);
        bottom = Math.max(bottom, v);
      }
    }
  }
  return {
    planes: stack.slices.length,
    height: Math.max(1, Math.round((bottom - top) / spacing)),
    width: Math.max(1, Math.round((right - left) / spacing)),
    spacing,
    posterior,
    inferior,
    normal,
    offsets: stack.offsets,
    planeSpacing: stack.sliceSpacing,
    origin: [left + spacing / 2, top + spacing / 2],
  };
}

/** The part of a grid that begins at column `first` and is `count` columns wide. */
export function columnsOf(grid: SagittalGrid, first: number, count: number): SagittalGrid {
  const [posterior, inferior] = grid.origin;
  return { ...grid, width: count, origin: [posterior + first * grid.spacing, inferior] };
}

/** Patient-space point (LPS, mm) of a grid position; `offset` is mm along the grid's normal. */
export function gridToPatient(
  grid: SagittalGrid,
  offset: number,
  row: number,
  column: number
): Vec3 {
  const u = grid.origin[0] + column * grid.spacing;
  const v = grid.origin[1] + row * grid.spacing;
  const { posterior: p, inferior: f, normal: n } = grid;
  return [
    u * p[0] + v * f[0] + offset * n[0],
    u * p[1] + v * f[1] + offset * n[1],
    u * p[2] + v * f[2] + offset * n[2],
  ];
}

/** The inverse of gridToPatient. */
export function patientToGrid(
  grid: SagittalGrid,
  point: Vec3
): { readonly offset: number; readonly row: number; readonly column: number } {
  return {
    offset: dot(point, grid.normal),
    row: (dot(point, grid.inferior) - grid.origin[1]) / grid.spacing,
    column: (dot(point, grid.posterior) - grid.origin[0]) / grid.spacing,
  };
}

/** A place on the grid, in its pixels. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/**
 * Affine map from source pixels to places on the grid, worked out once for a whole slice: pixel (x, y) lies at
 * zero + x · perX + y · perY.
 */
export interface PlaceMap {
  readonly zero: GridPlace;
  readonly perX: GridPlace;
  readonly perY: GridPlace;
  /** Whether the slice's rows are rows of the grid, as usual. */
  readonly aligned: boolean;
}

/** Drift over a whole slice, in pixels of the grid, that is rounding and not a rotation. */
const ALIGNED = 1e-6;

/** Where on the grid the pixels of a slice lie. */
export function placesOn(grid: SagittalGrid, slice: SlicePlane): PlaceMap {
  const at = (x: number, y: number) => patientToGrid(grid, pixelToPatient(slice, x, y));
  const zero = at(0, 0);
  const from = ({ row, column }: GridPlace) => ({
    row: row - zero.row,
    column: column - zero.column,
  });
  const [perX, perY] = [from(at(1, 0)), from(at(0, 1))];
  const drift = Math.max(Math.abs(perX.row) * slice.columns, Math.abs(perY.column) * slice.rows);
  return { zero, perX, perY, aligned: drift < ALIGNED };
}
