import type { Level } from '../../findings';
import { buildStacks } from '../../imaging/stacks';
import { findSpine } from '../locate/spine';
import { withBoxes, type LabelBox } from '../testing/labelBoxes';
import { maskSegmentation } from '../testing/maskSegmentation';
import { PHANTOM, phantomSeries } from '../testing/phantom';
import { measureLevels } from './measureLevels';

const PLAIN = maskSegmentation(buildStacks(phantomSeries(PHANTOM)).stacks[0]!);

/** The slip at every level after the body between two discs was put elsewhere; L3 lies between z = 66 and 99 mm. */
function slips(backwardsMm: number): ReadonlyMap<Level, number | null | undefined> {
  const z = 2.5 * PHANTOM.step;
  const height = PHANTOM.step - 8;
  const moved: readonly LabelBox[] = [
    { label: 'none', center: [0, 0, z], size: [44, 37, height] },
    { label: 'vertebra', center: [0, backwardsMm, z], size: [44, 36, height] },
  ];
  const segmentation = withBoxes(PLAIN, moved);
  const measured = measureLevels(segmentation, findSpine(segmentation));
  return new Map([...measured].map(([level, { measurements }]) => [level, measurements.slip]));
}

test('a vertebra that lies further forward has slipped by that, and the one above it by as much the other way', () => {
  const usual = slips(0);
  for (const mm of [-9, -6, -3, 4]) {
    const found = slips(mm);
    const change = (level: Level) => found.get(level)! - usual.get(level)!;
    expect(Math.abs(change('L3-L4') + mm)).toBeLessThan(1);
    expect(Math.abs(change('L2-L3') - mm)).toBeLessThan(1);
    expect(Math.abs(change('L1-L2'))).toBeLessThan(0.5);
    expect(Math.abs(change('L4-L5'))).toBeLessThan(0.5);
  }
});

test('what was measured lies where it was taken: as long as the slip, at the wall of the body above', () => {
  const moved: readonly LabelBox[] = [
    { label: 'none', center: [0, 0, 2.5 * PHANTOM.step], size: [44, 37, PHANTOM.step - 8] },
    { label: 'vertebra', center: [0, -6, 2.5 * PHANTOM.step], size: [44, 36, PHANTOM.step - 8] },
  ];
  const segmentation = withBoxes(PLAIN, moved);
  const measured = measureLevels(segmentation, findSpine(segmentation)).get('L3-L4')!;
  const { slip, slipLine, discDepth } = measured.measurements;
  const { from, to, mm } = slipLine!;
  expect(Math.abs(slip!)).toBeCloseTo(mm, 6);
  expect(Math.hypot(...from.map((x, i) => x - to[i]!))).toBeCloseTo(mm, 6);
  // Behind the body that is 36 mm deep and lies 6 mm to the front; LPS: posterior is positive.
  expect(Math.abs(to[1] - (-6 + 18))).toBeLessThan(1);
  expect(Math.sign(from[1] - to[1])).toBe(Math.sign(slip!));
  expect(discDepth!).toBeGreaterThan(30);
});

test('without a body below there is no slip', () => {
  expect(slips(0).get('L5-S1')).toBeNull();
});
