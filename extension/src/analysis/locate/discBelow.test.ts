import type { Shape } from '../segmentation/components';
import { hasDiscBelow } from './discBelow';
import type { DiscPlane } from './discPlane';

const STEP = 36;

/** Level discs, one right below the other. */
const PLANES = [0, 1, 2, 3, 4].map((i): DiscPlane => ({
  center: [100, i * STEP, 0],
  normal: [0, -1, 0],
  depth: 35,
  thickness: 9,
}));

const BOTTOM = PLANES[PLANES.length - 1]!.center[1];

/** A piece so many steps below the lowest disc, and so many degrees from the way straight down to the back, itself turned. */
function piece(steps: number, { aside = 0, turned = 0, area = 60 } = {}): { shape: Shape } {
  const [way, own] = [aside, turned].map(degrees => (degrees * Math.PI) / 180) as [number, number];
  return {
    shape: {
      center: [100 + steps * STEP * Math.sin(way), BOTTOM + steps * STEP * Math.cos(way), 0],
      axis: [Math.cos(own), Math.sin(own)],
      area,
      ...{ volume: 4 * area, depth: 15, thickness: 4, side: [0, 4] },
    },
  };
}

it.each([
  ['a step below', [piece(1)]],
  ['further to the back and turned, as lordosis has it', [piece(1.1, { aside: 35, turned: -30 })]],
  ['beside others', [piece(0.3), piece(0.9), piece(2)]],
])('a piece of disc lies below: %s', (_, left) => expect(hasDiscBelow(PLANES, left)).toBe(true));

it.each([
  ['nothing is left', []],
  ['just below', [piece(0.5)]],
  ['far below', [piece(1.6)]],
  ['beside the column', [piece(1, { aside: 75 })]],
  ['above', [piece(-1)]],
  ['along the column', [piece(1, { turned: -85 })]],
  ['turned as kyphosis would', [piece(1, { turned: 40 })]],
  ['a crumb', [piece(1, { area: 12 })]],
])('none lies below: %s', (_, left) => expect(hasDiscBelow(PLANES, left)).toBe(false));

it('three discs do not tell how long a step is', () =>
  expect(hasDiscBelow(PLANES.slice(-3), [piece(1)])).toBe(false));
