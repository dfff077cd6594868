import path from 'node:path';
import { mhaSeries, readMha } from '../../../cli/mha';
import type { Level, Vec3 } from '../findings';
import { buildStacks } from '../imaging/stacks';
import { distance } from '../imaging/vec3';
import { findSpine, type Spine } from './locate/spine';
import type { Segmentation } from './segmentation/segmentation';
import { withBoxes, type LabelBox } from './testing/labelBoxes';
import { maskSegmentation } from './testing/maskSegmentation';
import { needs } from '../../../test/needs';

/** An expert's mask of SPIDER, damaged on purpose: names stay right, or their doubt is said. */
const MASK = path.resolve(__dirname, '../../../../shared/data/spider/masks/45_t2_SPACE.mha');

const SAME_MM = 12;
const WHOLE: Vec3 = [80, 50, 22];

type Mutation = readonly [
  name: string,
  boxes: readonly (readonly [Level, LabelBox['label'], size: Vec3, offset?: Vec3])[],
];

const MUTATIONS: readonly Mutation[] = [
  ['L1-L2 erased', [['L1-L2', 'none', WHOLE]]],
  ['L2-L3 erased', [['L2-L3', 'none', WHOLE]]],
  ['L3-L4 erased', [['L3-L4', 'none', WHOLE]]],
  ['L4-L5 erased', [['L4-L5', 'none', WHOLE]]],
  ['L5-S1 erased', [['L5-S1', 'none', [80, 50, 34]]]],
  [
    'the lowest two erased',
    [
      ['L4-L5', 'none', WHOLE],
      ['L5-S1', 'none', [80, 50, 34]],
    ],
  ],
  ['L3 and L4 fused', [['L3-L4', 'vertebra', [80, 34, 14]]]],
  ['a disc within L3', [['L3-L4', 'disc', [80, 30, 5], [0, 0, 19]]]],
  ['a disc within L4', [['L4-L5', 'disc', [80, 30, 5], [0, 0, 19]]]],
  ['the column cut at L2', [['L2-L3', 'none', [80, 120, 30], [0, 0, 12]]]],
  ['the images end below L4-L5', [['L5-S1', 'none', [90, 160, 90], [0, 20, -30]]]],
  [
    'the canal interrupted twice',
    [
      ['L3-L4', 'none', [80, 18, 24], [0, 28, 0]],
      ['L4-L5', 'none', [80, 18, 24], [0, 28, 0]],
    ],
  ],
  ['no canal', [['L3-L4', 'none', [80, 30, 400], [0, 34, 0]]]],
  ['a disc within the sacrum', [['L5-S1', 'disc', [40, 26, 5], [0, 16, -26]]]],
  ['a body in place of the sacrum', [['L5-S1', 'vertebra', [60, 30, 22], [0, 14, -22]]]],
  [
    'fragments in front of the column',
    [
      ['L2-L3', 'disc', [10, 14, 6], [0, -34, 14]],
      ['L4-L5', 'disc', [10, 14, 6], [0, -36, 18]],
      ['L3-L4', 'canal', [10, 10, 30], [0, -40, 0]],
    ],
  ],
  [
    'metal in place of L4-L5, with bright edges',
    [
      ['L4-L5', 'none', [80, 44, 30]],
      ['L4-L5', 'disc', [80, 30, 4], [0, 0, 15]],
      ['L4-L5', 'disc', [80, 30, 4], [0, 0, -15]],
    ],
  ],
  [
    'metal in place of L3-L4, with bright edges',
    [
      ['L3-L4', 'none', [80, 44, 30]],
      ['L3-L4', 'disc', [80, 30, 4], [0, 0, 15]],
      ['L3-L4', 'disc', [80, 30, 4], [0, 0, -15]],
    ],
  ],
  [
    'a lumbarized S1: a body, a whole disc below it, and the sacrum below that',
    [
      ['L5-S1', 'vertebra', [60, 32, 22], [0, 14, -20]],
      ['L5-S1', 'disc', [60, 30, 6], [0, 28, -36]],
    ],
  ],
  [
    'holes in two bodies',
    [
      ['L2-L3', 'none', [30, 16, 14], [0, 0, 17]],
      ['L3-L4', 'none', [30, 16, 14], [0, 0, 17]],
    ],
  ],
];

needs('../shared/data/spider/masks').describe('a damaged segmentation', () => {
  let whole: Segmentation;
  let usual: Spine;
  beforeAll(async () => {
    const series = mhaSeries(await readMha(MASK), MASK);
    whole = maskSegmentation(buildStacks(series).stacks[0]!, 1.5);
    usual = findSpine(whole);
  });

  it('is named without a doubt as long as it is whole', () => {
    expect(usual.column.naming).toMatchObject({ doubt: false, reasons: [] });
    expect(usual.discs.at(-1)!.level).toBe('L5-S1');
  });

  it.each(MUTATIONS)('%s: right names or a stated doubt', (_, boxes) => {
    const at = (level: Level) => usual.discs.find(disc => disc.level === level)!.frame.center;
    const damaged = withBoxes(
      whole,
      boxes.map(([level, label, size, offset = [0, 0, 0]]): LabelBox => {
        const [x, y, z] = at(level);
        return { label, size, center: [x + offset[0], y + offset[1], z + offset[2]] };
      })
    );
    const { discs, column } = findSpine(damaged);
    const renamed = discs.filter(disc => {
      const same = usual.discs.find(
        other => distance(other.frame.center, disc.frame.center) < SAME_MM
      );
      return same && same.level !== disc.level;
    });
    expect(renamed.length === 0 || column.naming.doubt).toBe(true);
  });
});
