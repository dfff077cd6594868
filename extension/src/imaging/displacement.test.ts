import type { Vec3 } from '../findings';
import { displacement } from './displacement';
import { buildStacks } from './stacks';
import { seriesOf, type Layout } from './testing';

/** Tissue: blobs of 8 to 20 mm at places of their own. */
const BLOBS = Array.from({ length: 60 }, (_, i) => {
  const part = (k: number) => ((i + 1) * k) % 1;
  return {
    center: [80 * part(0.618) - 40, 90 * part(0.414) - 45, 120 * part(0.732) - 60] as Vec3,
    size: 8 + 12 * part(0.236),
    bright: part(0.571) > 0.5 ? 1 : -1,
  };
});

const tissue = ([x, y, z]: Vec3): number =>
  BLOBS.reduce((sum, { center, size, bright }) => {
    const square = (x - center[0]) ** 2 + (y - center[1]) ** 2 + (z - center[2]) ** 2;
    return sum + 100 * bright * Math.exp(-square / (size * size));
  }, 200);

const stack = (layout: Layout, shift: Vec3 = [0, 0, 0]) =>
  buildStacks(seriesOf(([x, y, z]) => tissue([x - shift[0], y - shift[1], z - shift[2]]), layout))
    .stacks[0]!;

const SAGITTAL = stack({
  ...{ rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] },
  ...{ slices: 13, sliceSpacing: 4.4, rows: 80, columns: 60 },
});
/** What is really at p is stored as if it were at p + shift. */
const axial = (shift: Vec3) =>
  stack(
    {
      ...{ rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
      ...{ slices: 22, sliceSpacing: 4, rows: 60, columns: 60 },
    },
    shift
  );

const difference = (shift: Vec3) => {
  const found = displacement(SAGITTAL, [axial(shift)])!;
  return found.away - found.here;
};

test('tissue that lies where it should, or moved by little, agrees best there', () => {
  for (const shift of [
    [0, 0, 0],
    [3, 0, 0],
    [0, -3, 0],
    [0, 0, 3],
  ] as const) {
    expect(difference(shift)).toBeLessThan(0);
  }
});

test.each([
  ['to the left', [8, 0, 0]],
  ['to the right', [-8, 0, 0]],
  ['to the back', [0, 8, 0]],
  ['to the front', [0, -8, 0]],
  ['to the head', [0, 0, 8]],
  ['to the feet', [0, 0, -8]],
  ['far to the head and aside', [15, 0, 33]],
] as const)('images moved %s agree better elsewhere', (_, shift) => {
  expect(difference(shift)).toBeGreaterThan(0.03);
});

test('images that do not cross say nothing', () => {
  expect(displacement(SAGITTAL, [])).toBeNull();
});
