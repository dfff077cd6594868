import cases from '../../../test/fixtures/spine-window.json';
import type { Segmentation } from './segmentation';
import { spineWindow } from './spineWindow';

type Box = readonly [left: number, right: number, top: number, bottom: number];

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
  const grid = { width, height, planes: 1, spacing } as Segmentation['grid'];
  return { grid, vertebra, disc, canal };
}

it.each(cases)('$what: the columns that are looked at', given => {
  expect(spineWindow(segmentationOf(given), 16)).toEqual(given.window);
});
