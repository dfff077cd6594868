import cases from '../../../test/fixtures/spine-window.json';
import type { Segmentation } from './segmentation';
import { spineWindow } from './spineWindow';

/** Boxes of spine on planes of background; the fixture is read by the tests of the training as well. */
function segmentationOf({ width, height, planes, spacing, spine }: (typeof cases)[number]) {
  const size = planes * height * width;
  const vertebra = new Float32Array(size);
  for (const [plane, left, right, top, bottom] of spine as [
    number,
    number,
    number,
    number,
    number,
  ][]) {
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        vertebra[(plane * height + row) * width + column] = 0.9;
      }
    }
  }
  const grid = { width, height, planes, spacing } as Segmentation['grid'];
  return { grid, vertebra, disc: new Float32Array(size), canal: new Float32Array(size) };
}

it.each(cases)('$what: the columns that are looked at', given => {
  expect(spineWindow(segmentationOf(given), 16)).toEqual(given.window);
});
