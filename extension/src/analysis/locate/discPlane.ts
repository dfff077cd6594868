import { distance } from '../../imaging/vec3';
import { planeThickness } from '../segmentation/components';
import type { DiscCandidate } from '../segmentation/discCandidates';
import type { GridPoint, Segmentation } from '../segmentation/segmentation';

/** The mid-plane of a disc in the grid's own axes (mm). */
export interface DiscPlane {
  /** Center of the disc: of its extent along its plane, on its mid-plane. */
  readonly center: GridPoint;
  /** Unit normal, towards the head. */
  readonly normal: GridPoint;
  /** Extent of the disc along its plane from front to back, mm. */
  readonly depth: number;
  /** Mean extent across, mm. */
  readonly thickness: number;
}

/** From the center of each disc to that of the next one, mm. */
export const stepsOf = (planes: readonly DiscPlane[]): number[] =>
  planes.slice(1).map(({ center }, i) => distance(planes[i]!.center, center));

/** Degrees in the sagittal plane; positive when the front end is the higher one. */
export const tiltOf = ({ normal }: DiscPlane) =>
  (Math.atan2(normal[0], -normal[1]) * 180) / Math.PI;

/** Width of the bins along the disc in which its mid-height is taken, mm. */
const BIN_MM = 1.5;
/** Bins in the outer parts of the disc (bulges, osteophytes) do not count. */
const INNER = 0.42;
/** Residuals beyond this, mm, lose weight (Huber). */
const HUBER_MM = 1;
/** Lateral tilt is held near 0 by a prior of this many degrees … */
const TILT_PRIOR_DEG = 12;
/** … against an error of this many mm of a slice's mid-height. */
const SLICE_ERROR_MM = 0.8;

interface Samples {
  readonly x: number[];
  readonly h: number[];
  readonly w: number[];
  readonly weight: number[];
}

/** Mid-heights of the disc per plane and bin, in axes turned by `angle` about the center. */
function midHeights(
  { grid, disc }: Segmentation,
  { voxels, shape }: DiscCandidate,
  axisU: number,
  axisV: number
): Samples {
  const { width, height, spacing, origin, offsets } = grid;
  const bins = 2 * Math.ceil((INNER * shape.depth) / BIN_MM) + 1;
  const middle = (bins - 1) / 2;
  const mass = new Float64Array(grid.planes * bins);
  const heights = new Float64Array(mass.length);
  for (const index of voxels) {
    const column = index % width;
    const row = ((index - column) / width) % height;
    const du = origin[0] + column * spacing - shape.center[0];
    const dv = origin[1] + row * spacing - shape.center[1];
    const bin = Math.round((du * axisU + dv * axisV) / BIN_MM) + middle;
    if (bin >= 0 && bin < bins) {
      const at = Math.floor(index / (width * height)) * bins + bin;
      mass[at]! += disc[index]!;
      // Up is −v for a disc that lies level.
      heights[at]! += disc[index]! * (du * axisV - dv * axisU);
    }
  }
  const samples: Samples = { x: [], h: [], w: [], weight: [] };
  mass.forEach((m, at) => {
    if (m < 0.5) {
      return;
    }
    const plane = Math.floor(at / bins);
    samples.x.push(((at % bins) - middle) * BIN_MM);
    samples.h.push(heights[at]! / m);
    samples.w.push(offsets[plane]! - shape.center[2]);
    samples.weight.push(Math.min(m, 6) * planeThickness(grid, plane));
  });
  return samples;
}

/** Huber-weighted least squares of h = level + slope · x + tilt · w with a prior on tilt. */
function fitPlane({ x, h, w, weight }: Samples): { level: number; slope: number; tilt: number } {
  let fit = { level: 0, slope: 0, tilt: 0 };
  if (x.length < 4) {
    return fit;
  }
  const total = weight.reduce((sum, value) => sum + value, 0);
  const prior = (SLICE_ERROR_MM / Math.tan((TILT_PRIOR_DEG * Math.PI) / 180)) ** 2 * 0.25;
  for (let iteration = 0; iteration < 6; iteration++) {
    let [s, sx, sw, sxx, sxw, sww, sh, sxh, swh] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const residual = Math.abs(h[i]! - fit.level - fit.slope * x[i]! - fit.tilt * w[i]!);
      const g = iteration === 0 || residual < HUBER_MM ? 1 : HUBER_MM / residual;
      const k = (weight[i]! * g) / total;
      s += k;
      sx += k * x[i]!;
      sw += k * w[i]!;
      sxx += k * x[i]! * x[i]!;
      sxw += k * x[i]! * w[i]!;
      sww += k * w[i]! * w[i]!;
      sh += k * h[i]!;
      sxh += k * x[i]! * h[i]!;
      swh += k * w[i]! * h[i]!;
    }
    // Centered normal equations for slope and tilt; the prior keeps one or two slices solvable.
    const xx = sxx - (sx * sx) / s + 1e-6;
    const xw = sxw - (sx * sw) / s;
    const ww = sww - (sw * sw) / s + prior;
    const xh = sxh - (sx * sh) / s;
    const wh = swh - (sw * sh) / s;
    const determinant = xx * ww - xw * xw;
    const slope = (xh * ww - wh * xw) / determinant;
    const tilt = (wh * xx - xh * xw) / determinant;
    fit = { level: (sh - slope * sx - tilt * sw) / s, slope, tilt };
  }
  return fit;
}

/** Slices whose center along the disc lies beyond this from the others' lose weight (Huber), mm. */
const SLICE_HUBER_MM = 1.5;

/**
 * Mean position along the disc's axis over its slices, weighted by their cross-section. A slice in which
 * something else hangs on the disc (as happens far from the midline) loses weight.
 */
function centerAlong(
  { grid, disc }: Segmentation,
  { voxels, shape }: DiscCandidate,
  axisU: number,
  axisV: number
): number {
  const { width, height, spacing, origin } = grid;
  const mass = new Float64Array(grid.planes);
  const sum = new Float64Array(grid.planes);
  for (const index of voxels) {
    const column = index % width;
    const row = ((index - column) / width) % height;
    const du = origin[0] + column * spacing - shape.center[0];
    const dv = origin[1] + row * spacing - shape.center[1];
    const plane = Math.floor(index / (width * height));
    mass[plane]! += disc[index]!;
    sum[plane]! += disc[index]! * (du * axisU + dv * axisV);
  }
  let center = 0;
  for (let iteration = 0; iteration < 8; iteration++) {
    let [total, moment] = [0, 0];
    for (let plane = 0; plane < grid.planes; plane++) {
      if (mass[plane]! > 0) {
        const x = sum[plane]! / mass[plane]!;
        const g = Math.min(1, SLICE_HUBER_MM / Math.max(1e-6, Math.abs(x - center)));
        const weight = mass[plane]! * planeThickness(grid, plane) * g;
        total += weight;
        moment += weight * x;
      }
    }
    center = moment / total;
  }
  return center;
}

/**
 * Fits the mid-plane of a disc: halfway between its upper and lower faces, bin by bin, by robust
 * regression in axes turned along the disc. `expected` is the in-plane direction (u, v) from front to
 * back that the neighbors suggest; a candidate whose own axis is far from it starts from there.
 */
export function fitDiscPlane(
  segmentation: Segmentation,
  candidate: DiscCandidate,
  expected: readonly [u: number, v: number]
): DiscPlane {
  const { shape } = candidate;
  const agreement = shape.axis[0] * expected[0] + shape.axis[1] * expected[1];
  let [u, v] = Math.abs(agreement) > 0.8 ? shape.axis : expected;
  if (u * expected[0] + v * expected[1] < 0) {
    [u, v] = [-u, -v];
  }
  let fit = { level: 0, slope: 0, tilt: 0 };
  for (let turn = 0; turn < 3; turn++) {
    fit = fitPlane(midHeights(segmentation, candidate, u, v));
    // h grows towards the head: up = (v, −u), so a rise along x turns the axis by atan(slope) upwards.
    const [nu, nv] = [u + fit.slope * v, v - fit.slope * u];
    const norm = Math.hypot(nu, nv);
    [u, v] = [nu / norm, nv / norm];
  }
  const { tilt } = fit;
  // The level was taken along the axis before its last, small turn.
  const x = centerAlong(segmentation, candidate, u, v);
  const h = fit.level;
  const size = Math.hypot(1, tilt);
  return {
    center: [shape.center[0] + x * u + h * v, shape.center[1] + x * v - h * u, shape.center[2]],
    normal: [v / size, -u / size, -tilt / size],
    depth: shape.depth,
    thickness: shape.thickness,
  };
}
