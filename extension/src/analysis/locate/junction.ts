import { median } from '../../imaging/median';
import { meanBetween } from './bodyBetween';
import { stepsOf, tiltOf, type DiscPlane } from './discPlane';
import { planeAt, type Segmentation } from '../segmentation/segmentation';

/** What is seen at the lower end of a chain of discs; undefined where it cannot be told. */
export interface Evidence {
  /** Lordosis: tilt of the lowest disc, and of the one above it, against the third disc above, degrees. */
  readonly turnLast?: number;
  readonly turnBefore?: number;
  /** Depth of the lowest disc over the median of the three above it. */
  readonly depth?: number;
  /** Step to the lowest disc over the median of the three steps above it. */
  readonly step?: number;
  /** Vertebra label between the lowest two discs, 0..1. */
  readonly boneAbove?: number;
  /** Vertebra label where a body below the lowest disc would be, 0..1. */
  readonly boneBelow?: number;
  /** Sacrum label between the lowest two discs, and below the lowest, 0..1; undefined where no model labels it. */
  readonly sacrumAbove?: number;
  readonly sacrumBelow?: number;
  /** How far from the lowest disc the labeled part of the sacrum (S1 and S2) ends, over the step to that disc. */
  readonly sacrumReach?: number;
}

/** mm below the lowest disc between which a further body would show. */
const BODY_FROM_MM = 5;
const BODY_TO_MM = 17;
/** Fewer samples of it, where the image ends, say nothing. */
const BODY_SAMPLES = 10;
/** The sacrum is seen to its end where its label ends this far before the image does, mm. */
const MARGIN_MM = 4;
/** Label of the sacrum that is counted; less of it, mm², is none. */
const SACRUM = 0.5;
const SACRUM_MM2 = 90;

/** mm of image that follow below a disc, 60 at most. */
export function imageBelow({ grid }: Segmentation, { center, normal, thickness }: DiscPlane) {
  let image = 0;
  for (let mm = 0; mm <= 60; mm++) {
    const v = center[1] - normal[1] * (thickness / 2 + mm);
    const row = Math.round((v - grid.origin[1]) / grid.spacing);
    if (!(row >= 0 && row < grid.height)) {
      break;
    }
    image = mm + thickness / 2;
  }
  return image;
}

/** Mean probability of a structure where the body below a disc would be. */
function meanBelow(
  { grid }: Segmentation,
  volume: Float32Array,
  { center, normal, thickness }: DiscPlane
): number | undefined {
  const { width, height, spacing, origin } = grid;
  const plane = Math.round(planeAt(grid, center[2]));
  let sum = 0;
  let count = 0;
  for (let mm = BODY_FROM_MM; mm <= BODY_TO_MM; mm++) {
    const v = center[1] - normal[1] * (thickness / 2 + mm);
    for (const ahead of [-8, -4, 0, 4, 8]) {
      // (−normal v, normal u) turns the in-plane normal into the disc's own axis.
      const u = center[0] - normal[0] * (thickness / 2 + mm) - normal[1] * ahead;
      const row = Math.round((v + normal[0] * ahead - origin[1]) / spacing);
      const column = Math.round((u - origin[0]) / spacing);
      if (row >= 0 && row < height && column >= 0 && column < width) {
        sum += volume[(plane * height + row) * width + column]!;
        count++;
      }
    }
  }
  return count >= BODY_SAMPLES ? sum / count : undefined;
}

/** How far from a disc's center the sacrum below it ends, mm; undefined where it is not seen to its end. */
function sacrumReach(
  { grid }: Segmentation,
  sacrum: Float32Array,
  { center, normal, thickness }: DiscPlane
): number | undefined {
  const { width, height, spacing, origin } = grid;
  const plane = Math.round(planeAt(grid, center[2]));
  let [pixels, reach, lowest] = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const u = origin[0] + column * spacing - center[0];
      const v = origin[1] + row * spacing - center[1];
      if (
        sacrum[(plane * height + row) * width + column]! > SACRUM &&
        -u * normal[0] - v * normal[1] > thickness / 2
      ) {
        pixels++;
        reach = Math.max(reach, Math.hypot(u, v));
        lowest = row;
      }
    }
  }
  const ended = (height - 1 - lowest) * spacing >= MARGIN_MM;
  return pixels * spacing ** 2 >= SACRUM_MM2 && ended ? reach : undefined;
}

/** Collects the evidence; `planes` from the top down. */
export function evidenceOf(segmentation: Segmentation, planes: readonly DiscPlane[]): Evidence {
  const { vertebra, sacrum } = segmentation;
  const n = planes.length;
  const last = planes[n - 1]!;
  const steps = stepsOf(planes);
  const turn = (i: number) =>
    planes[i] && planes[i - 3] ? tiltOf(planes[i]) - tiltOf(planes[i - 3]!) : undefined;
  const before = planes[n - 2];
  const between = (volume: Float32Array) =>
    before && meanBetween(segmentation, volume, before.center, last.center);
  const reach = sacrum && n >= 4 ? sacrumReach(segmentation, sacrum, last) : undefined;
  return {
    turnLast: turn(n - 1),
    turnBefore: turn(n - 2),
    depth: n < 4 ? undefined : last.depth / median(planes.slice(-4, -1).map(p => p.depth)),
    step: n < 5 ? undefined : steps[n - 2]! / median(steps.slice(-4, -1)),
    boneAbove: between(vertebra),
    boneBelow: meanBelow(segmentation, vertebra, last),
    sacrumAbove: sacrum && between(sacrum),
    sacrumBelow: sacrum && meanBelow(segmentation, sacrum, last),
    sacrumReach: reach && reach / median(steps.slice(-3)),
  };
}
