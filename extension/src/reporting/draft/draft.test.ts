import fc from 'fast-check';
import {
  CONDITION_DEFINITIONS,
  CONDITIONS,
  isAbnormal,
  LEVELS,
  NOT_ASSESSED_NAMES,
  type Condition,
  type Finding,
  type FindingStatus,
  type Grade,
  type GradeOrNotGraded,
  type Grading,
  type GradingKey,
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

describe('the styles of a draft', () => {
  const levels = [
    at('L2-L3', NORMAL),
    at('L3-L4', { SCS: 'none', DB: 'absent' }),
    at('L4-L5', { ...NORMAL, DB: 'present', SCS: 'severe' }),
    at('L5-S1', { ...NORMAL, DB: 'present' }),
  ];

  it('has the impression at the head where the site wants that', () => {
    expect(draftReport(levels, { style: 'impression-first' }).text.split('\n')).toEqual([
      'Impression:',
      '1. L4-L5: Severe spinal canal stenosis, disc bulge.',
      '2. L5-S1: Disc bulge.',
      '',
      'L2-L3: No finding of the assessed kinds.',
      'L3-L4: No disc bulge or spinal canal stenosis.',
      'L4-L5: Disc bulge, severe spinal canal stenosis. No foraminal stenosis.',
      'L5-S1: Disc bulge. No spinal canal or foraminal stenosis.',
    ]);
  });

  it('says what is there alone, and never that a level is normal that was not read throughout', () => {
    expect(draftReport(levels, { style: 'findings' }).text.split('\n')).toEqual([
      'L2-L3: No finding of the assessed kinds.',
      'L4-L5: Disc bulge, severe spinal canal stenosis.',
      'L5-S1: Disc bulge.',
      '',
      'Impression:',
      '1. L4-L5: Severe spinal canal stenosis, disc bulge.',
      '2. L5-S1: Disc bulge.',
    ]);
  });

  it("gives way to the site's own lines", () => {
    const { text } = draftReport(levels.slice(3), {
      style: 'impression-first',
      template: 'FINDINGS\n{{levels}}',
    });
    expect(text).toBe('FINDINGS\nL5-S1: Disc bulge. No spinal canal or foraminal stenosis.');
  });
});

describe('the draft report', () => {
  it('describes levels from the top down and condenses normal neighbors', () => {
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
        'L1-L2 to L2-L3: No finding of the assessed kinds.',
        'L3-L4: Disc bulge. No spinal canal or foraminal stenosis.',
        'L4-L5: Disc bulge, bilateral facet arthropathy, ligamentum flavum thickening, moderate ' +
          'spinal canal stenosis, mild left and severe right foraminal stenosis.',
        'L5-S1: Right facet arthropathy, moderate bilateral foraminal stenosis. No spinal canal ' +
          'stenosis.',
        '',
        'Impression:',
        '1. L4-L5: Mild left and severe right foraminal stenosis, moderate spinal canal stenosis, ' +
          'disc bulge, bilateral facet arthropathy, ligamentum flavum thickening.',
        '2. L5-S1: Moderate bilateral foraminal stenosis, right facet arthropathy.',
        '3. L3-L4: Disc bulge.',
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
      text:
        'L5-S1: Mild spinal canal stenosis.\n\nImpression:\n' +
        '1. L5-S1: Mild spinal canal stenosis.',
      undecided: 2,
    });
  });

  it('merges only neighbors', () => {
    const { text } = draftReport([at('L1-L2', NORMAL), at('L3-L4', NORMAL)]);
    expect(text).toBe(
      'L1-L2: No finding of the assessed kinds.\nL3-L4: No finding of the assessed kinds.\n\n' +
        'Impression:\nNo finding of the assessed kinds.'
    );
  });

  it('says related findings in one sentence, with their lengths', () => {
    const level: DraftLevel = {
      ...at('L4-L5', { DB: 'present', DOC: 'present', SCS: 'moderate' }),
      lengths: { discHeight: 4.2, canalAp: 8.4 },
    };
    expect(draftReport([level]).text.split('\n')[0]).toBe(
      'L4-L5: Disc bulge with osteophytic ridging, disc height 4 mm, moderate spinal canal stenosis (AP 8 mm).'
    );
    const grading = (key: GradingKey, grade: Grading['grade'], status: FindingStatus): Grading => ({
      ...{ uid: `2.25.9${key.length}`, level: 'L4-L5', grading: key, grade, status },
      source: { kind: 'person' },
      point: [0, 0, 0],
    });
    const degenerated: DraftLevel = {
      ...at('L4-L5', {}),
      gradings: [
        grading('pfirrmann', '4', 'changed'),
        grading('narrowing', 'present', 'accepted'),
        grading('listhesis', 'present', 'accepted'),
        grading('modic', 'present', 'suggested'),
        grading('herniation', 'absent', 'accepted'),
      ],
      lengths: { discHeight: 4.2, slip: -5.4 },
    };
    expect(draftReport([degenerated]).text.split('\n')[0]).toBe(
      'L4-L5: Retrolisthesis of 5 mm, disc degeneration, Pfirrmann grade 4, disc height reduced to 4 mm.'
    );
    const slipped = (lengths: DraftLevel['lengths']) =>
      draftReport([
        {
          ...at('L4-L5', {}),
          gradings: [grading('listhesis', 'present', 'accepted')],
          ...(lengths ? { lengths } : {}),
        },
      ]).text.split('\n')[0];
    expect(slipped({ slip: 6.2, discDepth: 36 })).toBe(
      'L4-L5: Anterolisthesis of 6 mm (Meyerding grade I).'
    );
    expect(slipped({ slip: 12, discDepth: 36 })).toMatch(/Meyerding grade II\)/);
    expect(slipped({ slip: 6.2 })).toBe('L4-L5: Anterolisthesis of 6 mm.');
    expect(slipped({ slip: 0.7, discDepth: 36 })).toBe('L4-L5: Spondylolisthesis.');
  });

  it('compares gradings with those of an earlier study', () => {
    const gradings = (grades: Partial<Record<GradingKey, Grading['grade']>>): DraftLevel => ({
      ...at('L4-L5', {}),
      gradings: Object.entries(grades).map(([grading, grade]) => ({
        ...{ uid: '2.25.8', level: 'L4-L5', grading: grading as GradingKey, grade },
        ...{ source: { kind: 'person' }, status: 'accepted', point: [0, 0, 0] },
      })),
    });
    const prior = {
      date: '2025-03-01',
      levels: [gradings({ pfirrmann: '3', modic: 'present', listhesis: 'absent' })],
    };
    const now = gradings({ pfirrmann: '4', modic: 'present', listhesis: 'present' });
    expect(draftReport([now], { prior }).text.split('\n')).toContain(
      'L4-L5: Spondylolisthesis (new), disc degeneration, Pfirrmann grade 4 (worse, previously 3), ' +
        'Modic change (unchanged).'
    );
  });

  it('keeps the doubt of what was accepted, and none of what a person graded', () => {
    const doubted = (cells: Cells, unsure: readonly Condition[]): DraftLevel => {
      const level = at('L4-L5', cells);
      const findings = level.findings.map(f => ({ ...f, unsure: unsure.includes(f.condition) }));
      return { ...level, findings };
    };
    const first = (level: DraftLevel) => draftReport([level]).text.split('\n')[0];
    expect(first(doubted({ SCS: 'moderate' }, ['SCS']))).toBe(
      'L4-L5: Possible moderate spinal canal stenosis.'
    );
    expect(first(doubted({ LFS: 'mild', RFS: 'severe' }, ['RFS']))).toBe(
      'L4-L5: Mild left foraminal stenosis, possible severe right foraminal stenosis.'
    );
    const changed = doubted({ SCS: 'moderate' }, ['SCS']);
    const findings = changed.findings.map(f => ({ ...f, status: 'changed' as const }));
    expect(first({ ...changed, findings })).toBe('L4-L5: Moderate spinal canal stenosis.');
  });

  it('says that names are in doubt, and what is not assessed, only beside findings', () => {
    const options = { namingDoubt: true, notAssessed: ['conus', 'bone marrow'] };
    expect(draftReport([at('L4-L5', { SCS: 'mild' })], options).text).toBe(
      'Level names are uncertain; please confirm them.\nL4-L5: Mild spinal canal stenosis.\n\n' +
        'Impression:\n1. L4-L5: Mild spinal canal stenosis.\n\nNot assessed: conus, bone marrow.'
    );
    expect(draftReport([at('L4-L5', {})], options).text).toBe('');
  });

  it('never calls anything unremarkable', () => {
    for (const phrases of Object.values(DRAFT_LANGUAGES)) {
      expect(Object.values(phrases).join(' ')).not.toMatch(/unremarkable|unauffällig|normal/i);
    }
  });

  it('writes changes since an earlier study, side by side where they differ', () => {
    const prior = {
      date: '2025-03-01',
      levels: [
        at('L4-L5', { SCS: 'mild', LFS: 'mild', RFS: 'none', DB: 'present', EL: 'present' }),
      ],
    };
    const now = { SCS: 'severe', LFS: 'mild', RFS: 'mild', DB: 'present', EL: 'absent' } as const;
    expect(draftReport([at('L4-L5', now)], { prior }).text).toMatch(
      'Comparison: MRI of 2025-03-01.\n' +
        'L4-L5: Disc bulge (unchanged), severe spinal canal stenosis (worse, previously mild), ' +
        'mild bilateral foraminal stenosis (left unchanged; right new).'
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
      'L4-L5: Mäßiggradige Spinalkanalstenose, geringgradige Neuroforamenstenose links und ' +
        'hochgradige rechts.\n\nBeurteilung:\n1. L4-L5: Geringgradige Neuroforamenstenose links und ' +
        'hochgradige rechts, mäßiggradige Spinalkanalstenose.'
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
    const notAssessed = Object.values(NOT_ASSESSED_NAMES);
    const mm = fc.option(fc.double({ min: 2, max: 20, noNaN: true }));
    const lengths = fc.record({ discHeight: mm, canalAp: mm });
    fc.assert(
      fc.property(levels, lengths, (drawn, measured) => {
        const drafted = drawn.map((c, i) => ({ ...at(LEVELS[i + 1]!, c), lengths: measured }));
        const { text } = draftReport(drafted, { notAssessed });
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
