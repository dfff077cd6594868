import type { LeftOutImage, LeftOutReason } from '../../imaging/types';
import type { Warning } from '../types';

/** What is said of images that were left out of an analyzed series; others have a warning of their own, or need none. */
const SAID: Partial<Readonly<Record<LeftOutReason, string>>> = {
  'not-mr': 'no MR image',
  color: 'in color',
  'no-geometry': 'without a usable position, orientation or pixel spacing',
  capture: 'a screen capture',
  localizer: 'of a localizer',
  projection: 'a projection',
  diffusion: 'diffusion',
  'echo-planar': 'echo-planar',
  mosaic: 'a mosaic',
  map: 'a parameter map',
  phase: 'a phase image',
  fat: 'of fat alone',
  'opposed-phase': 'of opposed phase',
  'other-plane': 'of another plane',
  'other-contrast': 'of another contrast',
  'other-station': 'of another part of the spine',
};

/** One sentence on the images of an analyzed series that were left out, or none. */
export function leftOutWarning(name: string, images: readonly LeftOutImage[]): Warning[] {
  const counts = new Map<string, number>();
  for (const { reason } of images) {
    const words = SAID[reason];
    if (words) {
      counts.set(words, (counts.get(words) ?? 0) + 1);
    }
  }
  if (counts.size === 0) {
    return [];
  }
  const list = [...counts].map(([words, count]) => `${count} ${words}`).join(', ');
  return [
    { code: 'images-left-out', text: `Images of the series ${name} were left out: ${list}.` },
  ];
}
