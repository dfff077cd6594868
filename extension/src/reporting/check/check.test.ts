import {
  CONDITIONS,
  LEVELS,
  type Condition,
  type Finding,
  type GradeOrNotGraded,
  type Grading,
  type Level,
} from '../../findings';
import { checkReport } from './check';

type Cells = Partial<Record<Condition, GradeOrNotGraded>>;

const at = (level: Level, cells: Cells, status: Finding['status'] = 'suggested') => ({
  level,
  findings: CONDITIONS.map((condition): Finding => ({
    uid: `2.25.${LEVELS.indexOf(level)}${CONDITIONS.indexOf(condition)}`,
    level,
    condition,
    grade: cells[condition] ?? 'not-graded',
    source: { kind: 'person' },
    status,
    point: [0, 0, 0],
  })),
});

const graded = (level: Level, grades: Partial<Record<Grading['grading'], Grading['grade']>>) => ({
  ...at(level, {}),
  gradings: Object.entries(grades).map(([grading, grade]): Grading => ({
    uid: `2.25.9${LEVELS.indexOf(level)}`,
    ...{ level, grading: grading as Grading['grading'], grade },
    ...{ source: { kind: 'person' }, status: 'suggested', point: [0, 0, 0] },
  })),
});

const kinds = (text: string, ...levels: ReturnType<typeof at>[]) =>
  checkReport(text, levels).disagreements.map(
    ({ level, condition, kind }) => `${level} ${condition} ${kind}`
  );

describe('the check of a report against findings', () => {
  it('is silent where both say the same', () => {
    const check = checkReport('L4-L5: Moderate spinal canal stenosis. Disc bulge.', [
      at('L4-L5', { SCS: 'moderate', DB: 'present', LFS: 'none' }),
    ]);
    expect(check).toMatchObject({
      disagreements: [],
      compared: 2,
      statements: 2,
      notComparable: 0,
      understood: [],
      unread: [],
      status: 'labels',
    });
  });

  it('says of which abnormal gradings the report is silent, and contradicts none by that', () => {
    const levels = [
      graded('L4-L5', { pfirrmann: '4', narrowing: 'present', herniation: 'absent' }),
      graded('L5-S1', {
        pfirrmann: '2',
        narrowing: 'present',
        modic: 'present',
        endplate: 'present',
      }),
    ];
    const silent = (text: string) =>
      checkReport(text, levels).silent.map(({ level, grading, grade }) => [level, grading, grade]);
    // End plates are none of the reader's terms, so that nothing can be said of silence about them.
    expect(silent('L4-L5: Moderate spinal canal stenosis.')).toEqual([
      ['L4-L5', 'pfirrmann', '4'],
      ['L4-L5', 'narrowing', 'present'],
      ['L5-S1', 'narrowing', 'present'],
      ['L5-S1', 'modic', 'present'],
    ]);
    expect(
      silent('L4-L5: Disc desiccation and disc height loss. L5-S1: Modic type 2 changes.')
    ).toEqual([['L5-S1', 'narrowing', 'present']]);
    expect(checkReport('L4-L5: No stenosis.', levels).disagreements).toEqual([]);
    expect(silent('Bonjour.')).toEqual([]);
  });

  it('names another grade, with the report’s words', () => {
    const { disagreements } = checkReport('L4-L5: Mild spinal canal stenosis.', [
      at('L4-L5', { SCS: 'severe' }),
    ]);
    expect(disagreements).toEqual([
      {
        level: 'L4-L5',
        condition: 'SCS',
        kind: 'grade',
        finding: 'severe',
        report: 'mild',
        quote: expect.stringMatching(/mild spinal canal stenosis/i),
      },
    ]);
  });

  it('names the other side, at both cells', () => {
    const level = at('L4-L5', { LFS: 'moderate', RFS: 'none' });
    const text = 'L4-L5: Moderate right foraminal stenosis. The left foramen is patent.';
    expect(kinds(text, level)).toEqual(['L4-L5 LFS side', 'L4-L5 RFS side']);
    expect(kinds('L4-L5: Moderate right foraminal stenosis.', level)).toEqual([
      'L4-L5 LFS side',
      'L4-L5 RFS side',
    ]);
  });

  it('names the other side also where that has no grade', () => {
    const text = 'L4-L5: Mild right foraminal stenosis.';
    expect(kinds(text, at('L4-L5', { LFS: 'mild' }))).toEqual(['L4-L5 LFS side']);
    expect(kinds(text, at('L4-L5', { RFS: 'none' }))).toEqual(['L4-L5 RFS grade']);
  });

  it('takes two sides that are both narrowed for a matter of grades', () => {
    const level = at('L4-L5', { LFS: 'moderate', RFS: 'mild' });
    const text = 'L4-L5: Mild left and moderate right foraminal stenosis.';
    expect(kinds(text, level)).toEqual(['L4-L5 LFS grade', 'L4-L5 RFS grade']);
  });

  it('names a neighboring level', () => {
    const levels = [at('L3-L4', { SCS: 'none' }), at('L4-L5', { SCS: 'severe' })];
    const { disagreements } = checkReport('L3-L4: Severe canal stenosis.', levels);
    expect(disagreements).toEqual([
      expect.objectContaining({ level: 'L3-L4', condition: 'SCS', kind: 'grade' }),
      expect.objectContaining({ level: 'L4-L5', kind: 'level', reportLevel: 'L3-L4' }),
    ]);
  });

  it('names what the report does not mention, but only what is abnormal', () => {
    const level = at('L4-L5', { DB: 'present', LFT: 'absent', SCS: 'none' });
    expect(kinds('L4-L5: No canal stenosis.', level)).toEqual(['L4-L5 DB missed']);
  });

  it('compares nothing with what is rejected or not graded, and counts it', () => {
    const check = checkReport('L4-L5: Severe canal stenosis. No disc bulge.', [
      at('L4-L5', { SCS: 'none', DB: 'present' }, 'rejected'),
    ]);
    expect(check).toMatchObject({
      disagreements: [],
      compared: 0,
      statements: 2,
      notComparable: 1,
    });
  });

  it('finds no statement in a text that makes none', () => {
    expect(checkReport('Thank you for the referral.', [at('L4-L5', {})]).statements).toBe(0);
  });

  it('lists what it understood beyond the nine, and what it could not read', () => {
    const { understood, unread, statements } = checkReport(
      'L4-L5: Left foraminal protrusion contacting the left L4 nerve root. ' +
        'Foraminal stenosis cannot be excluded.',
      [at('L4-L5', { LFS: 'none' })]
    );
    expect(
      understood.map(({ level, finding, grade, side }) => [level, finding, grade, side])
    ).toEqual([
      ['L4-L5', 'herniation', 'present', 'left'],
      ['L4-L5', 'nerve-root-contact', 'contact', 'left'],
    ]);
    expect(unread.map(({ reason }) => reason)).toEqual(['not-stated']);
    expect(statements).toBe(0);
  });

  it('says why a text in another language has no statement', () => {
    const check = checkReport('Befund: Bandscheibenprotrusion L4/5. Keine Spinalkanalstenose.', []);
    expect(check).toMatchObject({ status: 'other-language', statements: 0 });
  });
});
