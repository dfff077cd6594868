import { changeSince, gradingChangeSince } from './change';
import type { Finding } from './finding';
import type { Grading } from './grading';
import type { GradingGradeOrNotGraded, GradingKey } from './gradings';
import type { Condition, GradeOrNotGraded } from './vocabulary';

const finding = (
  condition: Condition,
  grade: GradeOrNotGraded,
  status: Finding['status'] = 'accepted'
): Finding => ({
  uid: '2.25.1',
  level: 'L4-L5',
  condition,
  grade,
  source: { kind: 'person' },
  status,
  point: [0, 0, 0],
});

describe('the change since an earlier study', () => {
  it.each([
    ['none', 'mild', 'new'],
    ['mild', 'severe', 'worse'],
    ['moderate', 'moderate', 'same'],
    ['severe', 'mild', 'better'],
    ['mild', 'none', 'better'],
  ] as const)('%s → %s is %s', (before, now, kind) => {
    const change = changeSince(finding('SCS', before), finding('SCS', now));
    expect(change).toEqual({ kind, before });
  });

  it('counts presence as new, the same or gone', () => {
    const kind = (a: GradeOrNotGraded, b: GradeOrNotGraded) =>
      changeSince(finding('DB', a), finding('DB', b))?.kind;
    expect([kind('absent', 'present'), kind('present', 'present')]).toEqual(['new', 'same']);
    expect(kind('present', 'absent')).toBe('better');
  });

  it('says nothing where both are normal or one states nothing', () => {
    expect(changeSince(finding('SCS', 'none'), finding('SCS', 'none'))).toBeNull();
    expect(changeSince(undefined, finding('SCS', 'mild'))).toBeNull();
    expect(changeSince(finding('SCS', 'not-graded'), finding('SCS', 'mild'))).toBeNull();
    expect(changeSince(finding('SCS', 'mild'), finding('SCS', 'not-graded'))).toBeNull();
    expect(changeSince(finding('SCS', 'mild', 'rejected'), finding('SCS', 'mild'))).toBeNull();
    expect(changeSince(finding('SCS', 'mild'), finding('SCS', 'mild', 'rejected'))).toBeNull();
  });
});

describe('the change of a degeneration grading', () => {
  const grading = (
    key: GradingKey,
    grade: GradingGradeOrNotGraded,
    status: Grading['status'] = 'accepted'
  ): Grading => ({
    ...{ uid: '2.25.2', level: 'L4-L5', grading: key, grade, status },
    ...{ source: { kind: 'person' }, point: [0, 0, 0] },
  });

  it.each([
    ['pfirrmann', '2', '3', 'new'],
    ['pfirrmann', '3', '5', 'worse'],
    ['pfirrmann', '4', '3', 'better'],
    ['listhesis', 'present', 'present', 'same'],
    ['modic', 'present', 'absent', 'better'],
  ] as const)('%s: %s → %s is %s', (key, before, now, kind) => {
    expect(gradingChangeSince(grading(key, before), grading(key, now))).toEqual({ kind, before });
  });

  it.each([
    ['both are normal', grading('pfirrmann', '1'), grading('pfirrmann', '2')],
    ['there is no earlier one', undefined, grading('modic', 'present')],
    [
      'the earlier one was rejected',
      grading('modic', 'present', 'rejected'),
      grading('modic', 'present'),
    ],
    ['it is not graded today', grading('modic', 'present'), grading('modic', 'not-graded')],
  ])('says nothing where %s', (_, before, now) => {
    expect(gradingChangeSince(before, now)).toBeNull();
  });
});
