import { CONDITIONS, type Finding } from '../../findings';
import { bulge, finding, gradedStudy, MODEL, TESTED_MODEL } from '../testing/testing';
import { acceptable, cellToLookAt, pileOf, reviewOf } from './piles';

const models = [TESTED_MODEL];

const stenosis = (grade: 'none' | 'mild' | 'moderate' | 'severe', change: Partial<Finding> = {}) =>
  finding('L4-L5', 'SCS', {
    grade,
    modelGrade: { grade, probabilities: { [grade]: 0.9 }, model: MODEL },
    ...change,
  });
const noBulge = (change: Partial<Finding> = {}) =>
  bulge('L3-L4', {
    grade: 'absent',
    modelGrade: { grade: 'absent', probabilities: { absent: 0.9 }, model: MODEL },
    ...change,
  });

describe('what a reader does with a finding', () => {
  it.each([
    ['abnormal, tested on real labels', bulge('L4-L5'), 'look'],
    ['normal, tested on real labels', noBulge(), 'normal'],
    ['normal, tested on real labels, unsure', noBulge({ unsure: true }), 'look'],
    ['severe, simulated only', stenosis('severe'), 'look'],
    ['moderate, simulated only', stenosis('moderate'), 'look'],
    ['mild, simulated only', stenosis('mild'), 'simulated'],
    ['normal, simulated only', stenosis('none'), 'simulated'],
    ['normal, simulated only, unsure', stenosis('none', { unsure: true }), 'simulated'],
    ['not graded', finding('L4-L5', 'EL'), null],
  ] as const)('%s', (_, one, pile) => {
    expect(pileOf(one, models)).toBe(pile);
  });

  it('takes a grade of a model of which nothing is known for an untested one', () => {
    expect(pileOf(noBulge(), [])).toBe('simulated');
    expect(pileOf(bulge('L4-L5'), [])).toBe('look');
  });

  it('stays where it is after a decision', () => {
    const decided = bulge('L4-L5', { grade: 'absent', status: 'changed' });
    expect(pileOf(decided, models)).toBe('look');
  });
});

describe('a study under review', () => {
  const study = (...findings: Finding[]) => gradedStudy(findings);
  const mixed = study(
    noBulge(),
    bulge('L4-L5'),
    stenosis('severe', { status: 'rejected' }),
    finding('L4-L5', 'EL'),
    finding('L5-S1', 'LFS', {
      grade: 'none',
      modelGrade: { grade: 'none', probabilities: { none: 1 }, model: MODEL },
    })
  );

  it('counts what needs a look, and neither normal nor untested grades', () => {
    expect(reviewOf(mixed, CONDITIONS)).toEqual({
      graded: 4,
      needLook: 2,
      reviewed: 1,
      normal: 1,
      simulated: 1,
    });
    expect(reviewOf(mixed, ['SCS'])).toMatchObject({ needLook: 1, reviewed: 1 });
  });

  it('accepts in bulk what is normal, sure and tested on real labels, nothing else', () => {
    expect(acceptable(mixed, CONDITIONS).map(f => `${f.level} ${f.condition}`)).toEqual([
      'L3-L4 DB',
    ]);
    expect(acceptable(null, CONDITIONS)).toEqual([]);
  });

  it('goes from one that needs a look to the next, round the end, past decided ones', () => {
    const three = study(bulge('L3-L4'), stenosis('severe', { status: 'accepted' }), bulge('L4-L5'));
    const after = (from: Parameters<typeof cellToLookAt>[2], step: 1 | -1) =>
      cellToLookAt(three, CONDITIONS, from, step);
    expect(after(null, 1)).toEqual({ level: 'L3-L4', condition: 'DB' });
    expect(after({ level: 'L3-L4', condition: 'DB' }, 1)).toEqual({
      level: 'L4-L5',
      condition: 'DB',
    });
    expect(after({ level: 'L4-L5', condition: 'DB' }, 1)).toEqual({
      level: 'L3-L4',
      condition: 'DB',
    });
    expect(after({ level: 'L4-L5', condition: 'DB' }, -1)).toEqual({
      level: 'L3-L4',
      condition: 'DB',
    });
    expect(after(null, -1)).toEqual({ level: 'L4-L5', condition: 'DB' });
    const done = study(stenosis('severe', { status: 'accepted' }));
    expect(cellToLookAt(done, CONDITIONS, null, 1)).toEqual({ level: 'L4-L5', condition: 'SCS' });
    expect(cellToLookAt(study(noBulge()), CONDITIONS, null, 1)).toBeNull();
  });
});
