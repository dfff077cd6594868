import { median } from '../../imaging/median';
import type { DiscCandidate } from '../segmentation/discCandidates';
import { stepsOf, tiltOf, type DiscPlane } from './discPlane';

/** Smaller pieces, mm², are none. */
const AREA = 25;
/** A further disc would lie so many steps below the lowest one. */
const NEAREST = 0.7;
const FARTHEST = 1.35;
/** Share of the way to it that leads along the axis of the lowest disc. */
const ALONG = 0.5;
/** How far it may be turned against the lowest disc, degrees; negative as lordosis turns it. */
const LORDOSIS = -60;
const KYPHOSIS = 25;

/** As many discs as it takes to know the usual step. */
const DISCS = 4;

/**
 * Whether a piece of disc lies about where a further disc below the lowest one would: a remnant between S1 and S2, or a
 * disc of which the segmentation takes the most, and the vertebra above it, for the sacrum.
 *
 * @param planes of the chain, from the top down
 * @param left the candidates that are not in it
 */
export function hasDiscBelow(
  planes: readonly DiscPlane[],
  left: readonly Pick<DiscCandidate, 'shape'>[]
): boolean {
  const last = planes[planes.length - 1];
  if (!last || planes.length < DISCS) {
    return false;
  }
  const usual = median(stepsOf(planes).slice(1 - DISCS));
  return left.some(({ shape: { area, axis, center } }) => {
    const [du, dv] = [center[0] - last.center[0], center[1] - last.center[1]];
    const distance = Math.hypot(du, dv);
    const along = -du * last.normal[0] - dv * last.normal[1];
    // The axis points to the back, so a front end that is the higher one turns it towards +v.
    const turn = (Math.atan2(axis[1], axis[0]) * 180) / Math.PI - tiltOf(last);
    return (
      area >= AREA &&
      distance >= NEAREST * usual &&
      distance <= FARTHEST * usual &&
      along >= ALONG * distance &&
      turn >= LORDOSIS &&
      turn <= KYPHOSIS
    );
  });
}
