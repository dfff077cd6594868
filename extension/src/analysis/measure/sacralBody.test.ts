import type { Level } from '../../findings';
import { buildStacks } from '../../imaging/stacks';
import { findSpine } from '../locate/spine';
import { withBoxes, type LabelBox } from '../testing/labelBoxes';
import { maskSegmentation } from '../testing/maskSegmentation';
import { PHANTOM, phantomSeries } from '../testing/phantom';
import type { LevelMeasurements } from './measurements';
import { measureLevels } from './measureLevels';

const PLAIN = maskSegmentation(buildStacks(phantomSeries(PHANTOM)).stacks[0]!);
const HEIGHT = PHANTOM.step - 8;
/** The sacrum, so that a slip can be measured against it. */
const SACRUM: LabelBox = {
  label: 'sacrum',
  center: [0, 0, -0.5 * PHANTOM.step],
  size: [44, 36, HEIGHT],
};
const L5 = 0.5 * PHANTOM.step;

function measured(...boxes: readonly LabelBox[]): (level: Level) => LevelMeasurements {
  const segmentation = withBoxes(PLAIN, [SACRUM, ...boxes]);
  const levels = measureLevels(segmentation, findSpine(segmentation));
  return level => levels.get(level)!.measurements;
}

const heightOf = ({ bodyHeight }: LevelMeasurements) => bodyHeight.middle?.mm ?? null;

test('a body of which the front is labeled as sacrum has no height and no slip; the others keep theirs', () => {
  const usual = measured();
  expect(heightOf(usual('L5-S1'))).toBeGreaterThan(0.8 * HEIGHT);
  expect(usual('L5-S1').slip).not.toBeNull();

  const front: LabelBox = { label: 'sacrum', center: [0, -14, L5], size: [44, 8, HEIGHT] };
  const partly = measured(front);
  expect(heightOf(partly('L5-S1'))).toBeNull();
  expect(partly('L5-S1').slip).toBeNull();
  for (const level of ['L4-L5', 'L3-L4'] as const) {
    expect(heightOf(partly(level))).toBeCloseTo(heightOf(usual(level))!, 1);
    expect(Math.abs(partly(level).slip! - usual(level).slip!)).toBeLessThan(0.5);
  }
});

test('a few pixels of sacrum above the disc change nothing', () => {
  const usual = measured()('L5-S1');
  const few: LabelBox = { label: 'sacrum', center: [0, -16, L5 - 8], size: [44, 4, 4] };
  const same = measured(few)('L5-S1');
  expect(heightOf(same)).toBe(heightOf(usual));
  expect(same.slip).toBe(usual.slip);
});
