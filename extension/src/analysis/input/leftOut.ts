import type { MessageValue } from '../../findings';
import { OTHER_KINDS, type LeftOutImage, type LeftOutReason } from '../../imaging/types';
import { part } from '../../messages';
import { warning, type Warning } from '../warning';

/** What is said of images that were left out of an analyzed series; others have a warning of their own, or need none. */
const SAID = [
  ...OTHER_KINDS,
  'no-geometry',
  'other-plane',
  'other-contrast',
  'other-station',
] as const satisfies readonly LeftOutReason[];

/** One sentence on the images of an analyzed series that were left out, or none. */
export function leftOutWarning(series: MessageValue, images: readonly LeftOutImage[]): Warning[] {
  const counts = new Map<(typeof SAID)[number], number>();
  for (const { reason } of images) {
    const known = SAID.find(one => one === reason);
    if (known) {
      counts.set(known, (counts.get(known) ?? 0) + 1);
    }
  }
  if (counts.size === 0) {
    return [];
  }
  const list = [...counts].map(([context, count]) => part('left-out', { context, images: count }));
  return [warning('images-left-out', { series, images: list })];
}
