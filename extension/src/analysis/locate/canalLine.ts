import { components } from '../segmentation/components';
import type { Segmentation } from '../segmentation/segmentation';

/** The canal's center as a function of the row: where it lies in u and w (mm), or is taken to lie. */
export interface CanalLine {
  /** mm along posterior, one per grid row; interpolated through gaps, continued at the ends. */
  readonly u: Float64Array;
  /** mm along the stack's normal, one per grid row. */
  readonly w: Float64Array;
  /** First and last row that show the canal. */
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Smoothing of the line along the spine, mm. */
const SMOOTHING_MM = 8;
/** Parts smaller than this share of the largest one are taken for junk. */
const MINOR = 0.08;

/**
 * Follows the spinal canal down the grid: per row the centroid of the canal's large components, smoothed,
 * so that a break at a severe stenosis is bridged. null when no canal is seen.
 */
export function canalLine(segmentation: Segmentation): CanalLine | null {
  const { grid, canal } = segmentation;
  const { width, height, spacing, origin, offsets } = grid;
  const parts = components(grid, canal, 0.5, 30);
  if (parts.length === 0) {
    return null;
  }
  const mass = new Float64Array(height);
  const u = new Float64Array(height);
  const w = new Float64Array(height);
  for (const part of parts) {
    if (part.length < MINOR * parts[0]!.length) {
      break;
    }
    for (const index of part) {
      const column = index % width;
      const row = ((index - column) / width) % height;
      const p = canal[index]!;
      mass[row]! += p;
      u[row]! += p * (origin[0] + column * spacing);
      w[row]! += p * offsets[Math.floor(index / (width * height))]!;
    }
  }
  const firstRow = mass.findIndex(m => m > 0);
  const lastRow = mass.findLastIndex(m => m > 0);
  return {
    u: smooth(u, mass, SMOOTHING_MM / spacing),
    w: smooth(w, mass, (2 * SMOOTHING_MM) / spacing),
    firstRow,
    lastRow,
  };
}

/**
 * Local linear regression with a Gaussian window over rows of `sums / mass`. Rows far from any data take
 * the value of the nearest window, so the line is continued flat in steps of its last slope.
 */
function smooth(sums: Float64Array, mass: Float64Array, sigma: number): Float64Array {
  const size = mass.length;
  const result = new Float64Array(size).fill(NaN);
  const first = mass.findIndex(m => m > 0);
  const last = mass.findLastIndex(m => m > 0);
  for (let row = 0; row < size; row++) {
    const center = Math.min(last, Math.max(first, row));
    // Widen the window until it holds data on both sides of a break.
    for (let s = sigma; Number.isNaN(result[row]!); s *= 1.5) {
      let [m, x, y, xx, xy] = [0, 0, 0, 0, 0];
      for (let i = Math.max(0, Math.ceil(center - 3 * s)); i <= center + 3 * s && i < size; i++) {
        const g = Math.exp(-0.5 * ((i - center) / s) ** 2);
        // Every row that shows the canal counts alike, however wide the canal is there.
        const weight = mass[i]! > 0 ? g : 0;
        const value = mass[i]! > 0 ? sums[i]! / mass[i]! : 0;
        m += weight;
        x += weight * (i - center);
        y += weight * value;
        xx += weight * (i - center) ** 2;
        xy += weight * (i - center) * value;
      }
      if (m < 1) {
        continue;
      }
      const spread = xx - (x * x) / m;
      const slope = spread > 1e-6 ? (xy - (x * y) / m) / spread : 0;
      const level = (y - slope * x) / m;
      // Beyond the ends the slope is followed for two windows only.
      const beyond = Math.max(-2 * sigma, Math.min(2 * sigma, row - center));
      result[row] = level + slope * beyond;
    }
  }
  return result;
}
