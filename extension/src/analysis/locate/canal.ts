import type { Vec3 } from '../../findings';
import { dot, scale } from '../../imaging/vec3';
import type { CanalLine } from './canalLine';
import { planeThickness } from '../segmentation/components';
import { inFrame } from './discFrame';
import { lineSum, type Segmentation } from '../segmentation/segmentation';
import type { DiscFrame } from '../levelResult';

/** The canal where a plane through the spine meets it. */
export interface CanalSection {
  /** Antero-posterior diameter, mm: the summed canal probability, so that blurred edges count in part. */
  readonly width: number;
  /** Center of the canal there, LPS mm. */
  readonly center: Vec3;
  /**
   * Least cross-section in the frame's plane, mm²: the summed widths of all slices times what each stands
   * for, averaged over height like the width. null where the images do not reach beyond the canal.
   */
  readonly area: number | null;
}

/** The canal lies between these distances behind the center of a disc or body, mm. */
const FROM_MM = 4;
const TO_MM = 60;
/** Slices further than this from the canal's center do not count for its diameter … */
const LATERAL_MM = 10;
/** … nor beyond this for its cross-section (root sleeves, foramina), mm. */
const AREA_LATERAL_MM = 16;
/** The widest slices over this lateral range give the diameter (the canal is roundish), mm. */
const CENTRAL_MM = 7;
/** Summed probability below this, mm, is no canal. */
const MINIMUM_MM = 1;

/** Where the canal is taken to lie behind a frame's center, also where it is not seen. */
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

/** A slice near the canal. */
interface Lateral {
  /** mm to the right of the frame's center. */
  readonly side: number;
  /** mm along the frame's right that the slice stands for. */
  readonly thickness: number;
  /** Whether it is near enough to the canal's center to count for its diameter. */
  readonly central: boolean;
  /** Whether the images end here. */
  readonly last: boolean;
}

/** The slices that show the canal, whose center lies at `canalOffset` mm along the grid's normal. */
function lateralSlices({ grid }: Segmentation, frame: DiscFrame, canalOffset: number): Lateral[] {
  const base = dot(frame.center, grid.normal);
  const perMm = dot(frame.right, grid.normal);
  const slices = grid.offsets.flatMap((offset, plane): Lateral[] => {
    const aside = Math.abs(offset - canalOffset);
    return aside > AREA_LATERAL_MM
      ? []
      : [
          {
            side: (offset - base) / perMm,
            thickness: planeThickness(grid, plane) / Math.abs(perMm),
            central: aside <= LATERAL_MM,
            last: plane === 0 || plane === grid.offsets.length - 1,
          },
        ];
  });
  return slices.some(slice => slice.central)
    ? slices
    : [{ side: (canalOffset - base) / perMm, thickness: 0, central: true, last: true }];
}

interface Cut {
  readonly width: number;
  /** mm to the right of the frame's center. */
  readonly side: number;
  /** mm behind the frame's center; NaN where there is no canal. */
  readonly behind: number;
}

interface Section extends Cut {
  /** mm²; null where the images end within the canal. */
  readonly area: number | null;
}

/** Lateral distance from the canal's center, mm, that outweighs a width of 1 mm. */
const ASIDE_PER_MM = 12;

/**
 * Width and center of the canal at one height of the frame: the width is the mean of the widest
 * neighboring slices, of equal ones the middle ones; the center is that of all its cross-section.
 */
function sectionAt(
  segmentation: Segmentation,
  frame: DiscFrame,
  slices: readonly Lateral[],
  height: number
): Section {
  const { grid, canal } = segmentation;
  const back = scale(frame.anterior, -1);
  const all = slices.map(({ side }): Cut => {
    const start = inFrame(frame, side, 0, height);
    const line = lineSum(grid, canal, start, back, [FROM_MM, TO_MM, grid.spacing / 2]);
    return { width: line.length, side, behind: line.center };
  });
  const cutOff = all.some((cut, i) => slices[i]!.last && cut.width >= MINIMUM_MM);
  const area = all.reduce((sum, cut, i) => sum + cut.width * slices[i]!.thickness, 0);
  const cuts = all.filter((_, i) => slices[i]!.central);
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
  return { width, side, behind: mean(c => c.behind), area: cutOff ? null : area };
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
  const slices = lateralSlices(segmentation, frame, dot(point, grid.normal));
  const steps = Math.max(1, Math.round(reach));
  const sections = Array.from({ length: 2 * steps + 3 }, (_, i) =>
    sectionAt(segmentation, frame, slices, i - steps - 1)
  );
  let best: Omit<CanalSection, 'area'> | null = null;
  let area: number | null = Infinity;
  for (let i = 1; i < sections.length - 1; i++) {
    const near = [sections[i - 1]!, sections[i]!, sections[i + 1]!] as const;
    const width = (near[0].width + near[1].width + near[2].width) / 3;
    if (!best || width < best.width) {
      const { side, behind } = near[1];
      const center = Number.isFinite(side)
        ? inFrame(frame, side, -behind, i - steps - 1)
        : inFrame(frame, 0, 0, 0);
      best = { width, center };
    }
    const areas = near.flatMap(section => section.area ?? []);
    area =
      area === null || areas.length < near.length
        ? null
        : Math.min(area, areas.reduce((sum, value) => sum + value, 0) / near.length);
  }
  return best && best.width >= MINIMUM_MM ? { ...best, area } : null;
}

/**
 * The widest diameter of the canal between two heights of a frame (mm along its normal), each an average over about
 * 2 mm of height.
 */
export function widestCanal(
  segmentation: Segmentation,
  canal: CanalLine,
  frame: DiscFrame,
  [lowest, highest]: readonly [number, number]
): number {
  const { point } = expectedCanalPoint(segmentation, canal, frame);
  const slices = lateralSlices(segmentation, frame, dot(point, segmentation.grid.normal));
  const widths = Array.from(
    { length: Math.floor(highest - lowest) + 1 },
    (_, i) => sectionAt(segmentation, frame, slices, lowest + i).width
  );
  const means = widths.slice(1, -1).map((width, i) => (widths[i]! + width + widths[i + 2]!) / 3);
  return Math.max(0, ...means);
}

/** The canal's center in the plane of a frame: as seen there, else where the line suggests it. */
export function canalPoint(segmentation: Segmentation, canal: CanalLine, frame: DiscFrame): Vec3 {
  const { grid } = segmentation;
  const expected = expectedCanalPoint(segmentation, canal, frame).point;
  const slices = lateralSlices(segmentation, frame, dot(expected, grid.normal));
  const { width, side, behind } = sectionAt(segmentation, frame, slices, 0);
  return width >= MINIMUM_MM ? inFrame(frame, side, -behind, 0) : expected;
}
