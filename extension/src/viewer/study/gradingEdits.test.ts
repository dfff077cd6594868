import type { Grading } from '../../findings';
import { decided, withGrading } from './gradingEdits';
import type { GradedStudy } from './gradedStudy';
import { renumbered } from './renumber';

const model = { name: 'disc-gradings', version: '1', sha256: 'a'.repeat(64) };
const PFIRRMANN: Grading = {
  uid: '2.25.1',
  level: 'L4-L5',
  grading: 'pfirrmann',
  grade: '4',
  modelGrade: { grade: '4', probabilities: { '4': 0.7 }, model },
  source: { kind: 'model', model },
  status: 'suggested',
  point: [0, 0, 0],
};
const STUDY = {
  levels: [{ level: 'L4-L5', findings: [], gradings: [PFIRRMANN] }],
  outside: [],
  warnings: [],
  segmentation: null,
} as unknown as GradedStudy;

describe('what a person makes of a degeneration grading', () => {
  it('keeps what the model said, and who decided', () => {
    expect(decided(PFIRRMANN, 'accept', 'Doe^Jane')).toEqual({
      ...PFIRRMANN,
      status: 'accepted',
      reviewer: 'Doe^Jane',
    });
    const changed = decided(PFIRRMANN, '2');
    expect(changed).toMatchObject({ grade: '2', status: 'changed', source: { kind: 'person' } });
    expect(changed.modelGrade).toBe(PFIRRMANN.modelGrade);
    expect(decided(changed, '4')).toMatchObject({ status: 'accepted', source: PFIRRMANN.source });
    expect(decided(changed, 'accept').status).toBe('changed');
    expect(decided(PFIRRMANN, 'reject').status).toBe('rejected');
  });

  it('is refused where there is no such grade', () => {
    expect(() => decided(PFIRRMANN, 'present')).toThrow('no grade of disc degeneration');
    const none: Grading = { ...PFIRRMANN, grade: 'not-graded', modelGrade: undefined };
    expect(() => decided(none, 'accept')).toThrow('no grade to accept');
    expect(decided(none, '3').grade).toBe('3');
  });

  it('takes the place of what was there, and moves with its level', () => {
    const accepted = decided(PFIRRMANN, 'accept');
    const after = withGrading(STUDY, accepted);
    expect(after.levels[0]!.gradings).toEqual([accepted]);
    const [moved] = renumbered(after, 1).levels;
    expect([moved!.level, moved!.gradings![0]!.level, moved!.gradings![0]!.uid]).toEqual([
      'L5-S1',
      'L5-S1',
      '2.25.1',
    ]);
  });
});
