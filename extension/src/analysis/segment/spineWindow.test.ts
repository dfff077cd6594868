import cases from '../../../../test/fixtures/spine-window.json';
import type { SagittalGrid } from '../../imaging/sagittalGrid';
import { spineExtent, unionOf, windowAround } from './spineWindow';

type Box = readonly [left: number, right: number, top: number, bottom: number];

interface Size {
  readonly width: number;
  readonly height: number;
  readonly spacing: number;
}

/** Of one plane whose front edge lies at `edge` mm. */
const gridOf = ({ width, height, spacing }: Size, edge = 0): SagittalGrid => ({
  width,
  height,
  spacing,
  planes: 1,
  planeSpacing: 4,
  offsets: [0],
  posterior: [0, 1, 0],
  inferior: [0, 0, -1],
  normal: [1, 0, 0],
  origin: [edge + spacing / 2, spacing / 2],
});

/** Boxes of bone with discs in them; the fixture is read by the tests of the training as well. */
function segmentationOf({ width, height, spacing, spine, discs }: (typeof cases)[number]) {
  const volumes = { vertebra: 0, disc: 0, canal: 0 };
  const { vertebra, disc, canal } = Object.fromEntries(
    Object.keys(volumes).map(name => [name, new Float32Array(width * height)])
  ) as Record<keyof typeof volumes, Float32Array>;
  const fill = (volume: Float32Array, [left, right, top, bottom]: Box, value: number) => {
    for (let row = top; row <= bottom; row++) {
      volume.fill(value, row * width + left, row * width + right + 1);
    }
  };
  (spine as unknown as Box[]).forEach(box => fill(vertebra, box, 0.9));
  (discs as unknown as Box[]).forEach(box => {
    fill(vertebra, box, 0.1);
    fill(disc, box, 0.8);
  });
  const grid = gridOf({ width, height, spacing });
  return { grid, vertebra, disc, canal };
}

it.each(cases)('$what: the columns that are looked at', given => {
  const extent = spineExtent(segmentationOf(given));
  // Of the slice itself, or of a finer one.
  const { width, spacing } = given.finer ?? given;
  const grid = gridOf({ width, height: given.height, spacing });
  expect(extent && windowAround(extent, grid, 16)).toEqual(given.window);
});

it('the place of the spine is the same on every part of a grid', () => {
  const [given] = cases;
  const whole = segmentationOf(given!);
  const grid = gridOf(given!, 100);
  const extent = spineExtent({ ...whole, grid })!;
  expect(extent.front).toBeCloseTo(100 + 150 * given!.spacing, 9);
  expect(windowAround(extent, grid, 16)).toEqual(given!.window);
});

it.each([
  [
    { first: 16, count: 32 },
    { first: 32, count: 32 },
    { first: 16, count: 48 },
  ],
  [
    { first: 32, count: 16 },
    { first: 0, count: 64 },
    { first: 0, count: 64 },
  ],
])('%o and %o together', (a, b, both) => {
  expect(unionOf(a, b)).toEqual(both);
  expect(unionOf(b, a)).toEqual(both);
});
