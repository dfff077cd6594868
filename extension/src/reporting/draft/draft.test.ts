import fc from 'fast-check';
import {
  CONDITION_DEFINITIONS,
  CONDITIONS,
  isAbnormal,
  LEVELS,
  type Condition,
  type Finding,
  type FindingStatus,
  type Grade,
  type GradeOrNotGraded,
  type Level,
} from '../../findings';
import { readReport } from '../reader';
import { draftReport, type DraftLevel } from './draft';
import { DRAFT_LANGUAGES, ENGLISH, GERMAN } from './phrases';

const finding = (
  level: Level,
  condition: Condition,
  grade: GradeOrNotGraded,
  status: FindingStatus = 'accepted'
): Finding => ({
  uid: `2.25.${LEVELS.indexOf(level)}${CONDITIONS.indexOf(condition)}`,
  level,
  condition,
  grade,
  source: { kind: 'person' },
  status,
  point: [0, 0, 0],
});

type Cells = Partial<Record<Condition, GradeOrNotGraded>>;

const at = (level: Level, cells: Cells, status: FindingStatus = 'accepted'): DraftLevel => ({
  level,
  findings: CONDITIONS.map(condition =>
    finding(level, condition, cells[condition] ?? 'not-graded', status)
  ),
});

const NORMAL: Cells = {
  ...{ SCS: 'none', LFS: 'none', RFS: 'none', DB: 'absent', DOC: 'absent' },
  ...{ LFA: 'absent', RFA: 'absent', LFT: 'absent', EL: 'absent' },
};

describe('the draft report', () => {
  it('describes levels from the top down and condenses normal neighbours', () => {
    const { text } = draftReport([
      at('L1-L2', NORMAL),
      at('L2-L3', NORMAL),
      at('L3-L4', { ...NORMAL, DB: 'present' }),
      at('L4-L5', {
        ...NORMAL,
        ...{ DB: 'present', LFA: 'present', RFA: 'present', LFT: 'present' },
        ...{ SCS: 'moderate', LFS: 'mild', RFS: 'severe' },
      }),
      at('L5-S1', { ...NORMAL, LFS: 'moderate', RFS: 'moderate', RFA: 'present' }),
    ]);
    expect(text).toBe(
      [
        'L1-L2 to L2-L3: Unremarkable.',
        'L3-L4: Disc bulge. No spinal canal or foraminal stenosis.',
        'L4-L5: Disc bulge. Bilateral facet arthropathy. Ligamentum flavum thickening. Moderate ' +
          'spinal canal stenosis. Mild left and severe right foraminal stenosis.',
        'L5-S1: Right facet arthropathy. Moderate bilateral foraminal stenosis. No spinal canal ' +
          'stenosis.',
      ].join('\n')
    );
  });

  it('calls nothing normal that was not graded', () => {
    const { text } = draftReport([at('L1-L2', { DB: 'absent' }), at('L2-L3', { DB: 'absent' })]);
    expect(text).toBe('L1-L2 to L2-L3: No disc bulge.');
    expect(draftReport([at('L1-L2', {})])).toEqual({ text: '', undecided: 0 });
  });

  it('leaves out suggestions and rejected findings, and counts what is undecided', () => {
    const levels = [
      at('L3-L4', { SCS: 'severe', DB: 'present' }, 'suggested'),
      at('L4-L5', { SCS: 'mild' }, 'rejected'),
      at('L5-S1', { SCS: 'mild' }, 'changed'),
    ];
    expect(draftReport(levels)).toEqual({
      text: 'L5-S1: Mild spinal canal stenosis.',
      undecided: 2,
    });
  });

  it('merges only neighbours', () => {
    const { text } = draftReport([at('L1-L2', NORMAL), at('L3-L4', NORMAL)]);
    expect(text).toBe('L1-L2: Unremarkable.\nL3-L4: Unremarkable.');
  });

  it('writes changes since an earlier study, side by side where they differ', () => {
    const prior = {
      date: '2025-03-01',
      levels: [
        at('L4-L5', { SCS: 'mild', LFS: 'mild', RFS: 'none', DB: 'present', EL: 'present' }),
      ],
    };
    const now = { SCS: 'severe', LFS: 'mild', RFS: 'mild', DB: 'present', EL: 'absent' } as const;
    expect(draftReport([at('L4-L5', now)], { prior }).text).toBe(
      'Comparison: MRI of 2025-03-01.\n' +
        'L4-L5: Disc bulge (unchanged). Severe spinal canal stenosis (worse, previously mild). ' +
        'Mild bilateral foraminal stenosis (left unchanged; right new).'
    );
    const better = draftReport([at('L4-L5', { SCS: 'none', LFS: 'none' })], { prior }).text;
    expect(better).toContain('No spinal canal stenosis (resolved).');
  });

  it('fills a site’s own template and phrases, and drops lines that stay empty', () => {
    const options = {
      template: 'FINDINGS\n{{comparison}}\n{{levels}}\nEnd.',
      phrases: { ...ENGLISH, canal: '{{grade}} central stenosis' },
    };
    expect(draftReport([at('L4-L5', { SCS: 'mild' })], options).text).toBe(
      'FINDINGS\nL4-L5: Mild central stenosis.\nEnd.'
    );
  });

  it('speaks German', () => {
    const levels = [at('L4-L5', { SCS: 'moderate', LFS: 'mild', RFS: 'severe', DB: 'absent' })];
    expect(draftReport(levels, { phrases: GERMAN }).text).toBe(
      'L4-L5: Mäßiggradige Spinalkanalstenose. Geringgradige Neuroforamenstenose links und ' +
        'hochgradige rechts.'
    );
  });

  it.each(Object.entries(DRAFT_LANGUAGES))('%s has every phrase', (_, phrases) => {
    expect(Object.keys(phrases).sort()).toEqual(Object.keys(ENGLISH).sort());
    for (const [key, english] of Object.entries(ENGLISH)) {
      const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
      expect(placeholders(phrases[key as keyof typeof ENGLISH])).toEqual(placeholders(english));
    }
  });

  it('is read back by the report reader as what was decided', () => {
    const grade = (condition: Condition) =>
      fc.constantFrom<GradeOrNotGraded>(...CONDITION_DEFINITIONS[condition].grades, 'not-graded');
    const cells = fc.record(
      Object.fromEntries(CONDITIONS.map(c => [c, grade(c)])) as Record<
        Condition,
        fc.Arbitrary<GradeOrNotGraded>
      >
    );
    const levels = fc.tuple(...LEVELS.slice(1).map(() => cells));
    fc.assert(
      fc.property(levels, drawn => {
        const drafted = drawn.map((c, i) => at(LEVELS[i + 1]!, c));
        const { text } = draftReport(drafted);
        const read = new Map(
          readReport(text).labels.map(l => [`${l.level} ${l.condition}`, l.grade as Grade])
        );
        for (const { level, condition, grade: decided } of drafted.flatMap(d => d.findings)) {
          const label = read.get(`${level} ${condition}`);
          if (isAbnormal(decided)) {
            expect([level, condition, label, text]).toEqual([level, condition, decided, text]);
          } else {
            // Nothing that was not decided as abnormal is read as such.
            expect(isAbnormal(label ?? 'not-graded') && text).toBe(false);
          }
        }
      }),
      { numRuns: 200 }
    );
  });
});
