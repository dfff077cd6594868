import { explain } from './explanations';
import type { Evidence } from './junction';

/** A column above a sacrum that is labeled to its usual length. */
const USUAL: Evidence = {
  turnLast: -40,
  turnBefore: -22,
  depth: 1,
  step: 1,
  boneAbove: 1,
  boneBelow: 0,
  sacrumAbove: 0,
  sacrumBelow: 0.9,
  sacrumReach: 1.95,
};

const CASES: readonly (readonly [string, Partial<Evidence>, object])[] = [
  ['as usual', {}, { lowest: 'L5-S1' }],
  ['steep, with a flat one above', { turnLast: -55 }, { lowest: 'L5-S1' }],
  [
    'L4-L5, with a vertebra below in place of the sacrum',
    { turnLast: -22, turnBefore: -12, boneBelow: 1, sacrumBelow: 0, sacrumReach: 2.8 },
    { lowest: 'L4-L5' },
  ],
  [
    'small and within the sacrum',
    { turnBefore: -41, depth: 0.6, step: 0.75, boneAbove: 0.1, sacrumAbove: 0.9, sacrumReach: 1.2 },
    { lowest: 'remnant' },
  ],
  [
    'whole, below a vertebra above which the column turns as it does at the sacrum',
    { turnLast: -50, turnBefore: -41, depth: 0.9, step: 0.88, sacrumReach: 1.2 },
    { lowest: 'L5-S1', doubt: 'naming-six-lumbar' },
  ],
  [
    'flat, above a long sacrum',
    { turnLast: -18, turnBefore: -8, sacrumReach: 3 },
    { lowest: 'L5-S1', doubt: 'naming-four-lumbar' },
  ],
];

const NOTHING_BELOW = { cutOff: false, discBelow: false };
const DISC_BELOW = { cutOff: false, discBelow: true };

describe('the lowest disc', () => {
  it.each(CASES)('%s', (_, change, expected) => {
    const explained = explain({ ...USUAL, ...change }, 7, NOTHING_BELOW);
    expect({ lowest: explained.lowest, doubt: explained.doubt }).toEqual({
      doubt: undefined,
      ...expected,
    });
    expect(explained.confidence > 0.9).toBe(explained.doubt === undefined);
  });

  it('is not told from transitional ones by a chain of three', () => {
    const short = { ...USUAL, turnLast: undefined, turnBefore: undefined, depth: undefined };
    expect(explain({ ...short, sacrumAbove: 0.9, sacrumReach: 3 }, 3, NOTHING_BELOW).lowest).toBe(
      'L5-S1'
    );
  });

  it('is L5-S1 by its turns alone where no model labels the sacrum', () => {
    const bones = { ...USUAL, sacrumAbove: undefined, sacrumBelow: undefined };
    expect(explain({ ...bones, sacrumReach: undefined }, 7, NOTHING_BELOW)).toMatchObject({
      lowest: 'L5-S1',
      confidence: expect.closeTo(1, 1),
    });
  });

  it('is doubted above a piece of disc where it stands rather flat above a long sacrum', () => {
    const flat = { ...USUAL, turnLast: -30, turnBefore: -17, sacrumReach: 2.6 };
    expect(explain(flat, 7, NOTHING_BELOW).doubt).toBeUndefined();
    expect(explain(flat, 7, DISC_BELOW)).toMatchObject({
      lowest: 'L5-S1',
      doubt: 'naming-junction-unusual',
    });
  });

  it('is not doubted above a remnant where all else is as usual', () => {
    expect(explain(USUAL, 7, DISC_BELOW).doubt).toBeUndefined();
  });
});
