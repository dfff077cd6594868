import type { Vec3 } from '../findings';
import { dot, scale } from '../imaging/vec3';
import type { CanalLine } from './canalLine';
import { inFrame } from './discFrame';
import { lineSum, type Segmentation } from './segmentation';
import type { DiscFrame } from './types';

/** The canal where a plane through the spine meets it. */
export interface CanalSection {
  /** Antero-posterior diameter, mm: the summed canal probability, so that blurred edges count in part. */
  readonly width: number;
  /** Centre of the canal there, LPS mm. */
  readonly center: Vec3;
}

/** The canal lies between these distances behind the centre of a disc or body, mm. */
const FROM_MM = 4;
const TO_MM = 60;
/** Slices further than this from the canal's centre do not count, mm. */
const LATERAL_MM = 10;
/** The widest slices over this lateral range give the diameter (the canal is roundish), mm. */
const CENTRAL_MM = 7;
/** Summed probability below this, mm, is no canal. */
const MINIMUM_MM = 1;

/** Where the canal is taken to lie behind a frame's centre, also where it is not seen. */
export function expectedCanalPoint(
  { grid }: Segmentation,
  canal: CanalLine,
  frame: DiscFrame
): { readonly point: Vec3; readonly row: number } {
  // The canal line is known per row; the plane of a tilted disc meets it higher or lower.
  const { origin, spacing, height } = grid;
  let behind = 25;
  let row = 0;
  for (let turn = 0; turn < 4; turn++) {
    const point = inFrame(frame, 0, -behind, 0);
    row = Math.round((dot(point, grid.inferior) - origin[1]) / spacing);
    row = Math.min(height - 1, Math.max(0, row));
    const slope = -dot(frame.anterior, grid.posterior);
    behind += (canal.u[row]! - dot(point, grid.posterior)) / Math.max(0.4, slope);
    behind = Math.min(TO_MM, Math.max(FROM_MM, behind));
  }
  const flat = inFrame(frame, 0, -behind, 0);
  const side = (canal.w[row]! - dot(flat, grid.normal)) / dot(frame.right, grid.normal);
  return { point: inFrame(frame, side, -behind, 0), row };
}

/** Lateral positions (mm to the right of a frame's centre) of the slices that show the canal best. */
function lateralPositions({ grid }: Segmentation, frame: DiscFrame, canalOffset: number): number[] {
  const base = dot(frame.center, grid.normal);
  const perMm = dot(frame.right, grid.normal);
  const near = grid.offsets
    .filter(offset => Math.abs(offset - canalOffset) <= LATERAL_MM)
    .map(offset => (offset - base) / perMm);
  return near.length ? near : [(canalOffset - base) / perMm];
}

interface Cut {
  readonly width: number;
  /** mm to the right of the frame's centre. */
  readonly side: number;
  /** mm behind the frame's centre; NaN where there is no canal. */
  readonly behind: number;
}

/** Lateral distance from the canal's centre, mm, that outweighs a width of 1 mm. */
const ASIDE_PER_MM = 12;

/**
 * Width and centre of the canal at one height of the frame: the width is the mean of the widest
 * neighbouring slices, of equal ones the middle ones; the centre is that of all its cross-section.
 */
function sectionAt(
  segmentation: Segmentation,
  frame: DiscFrame,
  sides: readonly number[],
  height: number
): Cut {
  const { grid, canal } = segmentation;
  const back = scale(frame.anterior, -1);
  const cuts = sides.map((side): Cut => {
    const start = inFrame(frame, side, 0, height);
    const line = lineSum(grid, canal, start, back, [FROM_MM, TO_MM, grid.spacing / 2]);
    return { width: line.length, side, behind: line.center };
  });
  const total = cuts.reduce((sum, c) => sum + c.width, 0);
  const mean = (pick: (c: Cut) => number) =>
    cuts.reduce((sum, c) => sum + (c.width > 0 ? pick(c) * c.width : 0), 0) / total;
  const side = mean(c => c.side);
  const count = Math.min(cuts.length, Math.max(2, Math.round(CENTRAL_MM / grid.planeSpacing)));
  let width = 0;
  let best = -Infinity;
  for (let i = 0; i + count <= cuts.length; i++) {
    const window = cuts.slice(i, i + count);
    const here = window.reduce((sum, c) => sum + c.width, 0) / count;
    const aside = Math.abs(window.reduce((sum, c) => sum + c.side, 0) / count - side);
    if (here - aside / ASIDE_PER_MM > best) {
      best = here - aside / ASIDE_PER_MM;
      width = here;
    }
  }
  return { width, side, behind: mean(c => c.behind) };
}

/**
 * The narrowest section of the canal between −reach and +reach mm of a frame's plane, each an average
 * over about 2 mm of height. null where no canal is seen.
 */
export function canalSection(
  segmentation: Segmentation,
  canal: CanalLine,
  frame: DiscFrame,
  reach: number
): CanalSection | null {
  const { grid } = segmentation;
  const { point } = expectedCanalPoint(segmentation, canal, frame);
  const sides = lateralPositions(segmentation, frame, dot(point, grid.normal));
  const steps = Math.max(1, Math.round(reach));
  const sections = Array.from({ length: 2 * steps + 3 }, (_, i) =>
    sectionAt(segmentation, frame, sides, i - steps - 1)
  );
  let best: CanalSection | null = null;
  for (let i = 1; i < sections.length - 1; i++) {
    const width = (sections[i - 1]!.width + sections[i]!.width + sections[i + 1]!.width) / 3;
    if (!best || width < best.width) {
      const { side, behind } = sections[i]!;
      const center = Number.isFinite(side)
        ? inFrame(frame, side, -behind, i - steps - 1)
        : inFrame(frame, 0, 0, 0);
      best = { width, center };
    }
  }
  return best && best.width >= MINIMUM_MM ? best : null;
}

/** The canal's centre in the plane of a frame: as seen there, else where the line suggests it. */
export function canalPoint(segmentation: Segmentation, canal: CanalLine, frame: DiscFrame): Vec3 {
  const { grid } = segmentation;
  const expected = expectedCanalPoint(segmentation, canal, frame).point;
  const sides = lateralPositions(segmentation, frame, dot(expected, grid.normal));
  const { width, side, behind } = sectionAt(segmentation, frame, sides, 0);
  return width >= MINIMUM_MM ? inFrame(frame, side, -behind, 0) : expected;
}
