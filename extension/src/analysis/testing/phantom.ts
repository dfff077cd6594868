import type { Vec3 } from '../../findings';
import { seriesOf, type Layout } from '../../imaging/testing';
import type { ImageSeries } from '../../imaging/types';

/** A straight spine of boxes whose every length is known, in SPIDER's labels (0, 1, 100, 201). */
export interface Phantom {
  /** Discs, the lowest one first; the lowest is centered at z = 0, y = 0. */
  readonly discs: number;
  /** mm from the middle of a disc to that of the next one. */
  readonly step: number;
  /** mm, per disc from the lowest up; the last value holds for the rest. */
  readonly discHeight: readonly number[];
  /** mm from front to back. */
  readonly depth: number;
  /** Antero-posterior diameter of the canal, mm: at vertebrae, and per disc from the lowest up. */
  readonly canal: number;
  readonly canalAtDisc: readonly number[];
  /** mm of canal below the lowest disc. */
  readonly canalBelow: number;
  /** Its diameter there, if not as at the vertebrae. */
  readonly canalUnder?: number;
  /** A whole vertebra follows below the lowest disc. */
  readonly vertebraBelow?: boolean;
  /** mm that a disc reaches behind the bodies, per disc from the lowest up; 0 where missing. */
  readonly bulge?: readonly number[];
}

export const PHANTOM: Phantom = {
  discs: 6,
  step: 33,
  discHeight: [8, 10, 6, 8],
  depth: 36,
  canal: 14,
  canalAtDisc: [14, 14, 7, 14],
  canalBelow: 40,
};

/** mm of gap between disc and canal, and between disc and vertebra. */
const GAP_MM = 2;
const ENDPLATE_MM = 1;

const nth = (values: readonly number[], i: number) => values[Math.min(i, values.length - 1)]!;

/** The label at a patient-space point; the canal is a box 18 mm wide, bodies and discs 44 mm. */
export function labelAt(phantom: Phantom, [x, y, z]: Vec3): number {
  const { step, discs, depth } = phantom;
  const index = Math.round(z / step);
  const top = (discs - 0.5) * step;
  const nearest = Math.min(Math.max(0, index), discs - 1);
  const height = nth(phantom.discHeight, nearest);
  const inDisc = Math.abs(z - nearest * step) < height / 2;
  // The canal is as wide as at the disc over the disc's height and 2 mm more.
  const narrow = Math.abs(z - nearest * step) < height / 2 + 2;
  const between = z < 0 ? (phantom.canalUnder ?? phantom.canal) : phantom.canal;
  const canal = narrow ? nth(phantom.canalAtDisc, nearest) : between;
  const behind = y - depth / 2 - GAP_MM;
  const bulge = phantom.bulge ? nth(phantom.bulge, nearest) : 0;
  if (inDisc && Math.abs(x) < 22 && behind > -depth / 2 && behind < bulge - GAP_MM) {
    return 201;
  }
  if (Math.abs(x) < 9 && behind > 0 && behind < canal && z < top && z > -phantom.canalBelow) {
    return 100;
  }
  if (Math.abs(x) > 22 || Math.abs(y) > depth / 2 || z > top) {
    return 0;
  }
  if (inDisc) {
    return 201;
  }
  const gap = Math.abs(z - nearest * step) - height / 2;
  const bone = z > 0 || phantom.vertebraBelow === true;
  return bone && gap > ENDPLATE_MM ? 1 : 0;
}

/** The phantom on sagittal slices of `layout`, centered on the column. */
export function phantomSeries(phantom: Phantom, layout: Partial<Layout> = {}): ImageSeries {
  const center: Vec3 = [0, 10, ((phantom.discs - 1) * phantom.step) / 2 - 10];
  return seriesOf(p => labelAt(phantom, p), {
    rowDirection: [0, 1, 0],
    columnDirection: [0, 0, -1],
    center,
    slices: 13,
    sliceSpacing: 4,
    rows: 560,
    columns: 240,
    rowSpacing: 0.46875,
    columnSpacing: 0.46875,
    ...layout,
  });
}
