import { readReport } from '.';
import { brief } from './testBrief';

/** What is read at L4-L5 from a line that begins with that level. */
const atL45 = (words: string): string => brief(`L4-5: ${words}`).replace(/^L4-L5 /, '');

describe('grades', () => {
  it.each([
    ['Mild canal stenosis.', 'SCS1'],
    ['Mild to moderate canal stenosis.', 'SCS2'],
    ['Mild-moderate canal stenosis.', 'SCS2'],
    ['Moderate-to-severe canal stenosis.', 'SCS3'],
    ['Moderately severe canal stenosis.', 'SCS3'],
    ['None to mild canal stenosis.', 'SCS1'],
    ['Mild to no canal stenosis.', 'SCS1'],
    ['Minimal canal stenosis.', 'SCS1'],
    ['Slight canal narrowing.', 'SCS1'],
    ['Marked canal stenosis.', 'SCS3'],
    ['High-grade central stenosis.', 'SCS3'],
    ['Critical canal stenosis.', 'SCS3'],
    ['Advanced foraminal stenosis.', 'FS3'],
    ['Canal stenosis.', 'SCS1'],
    ['No more than mild canal stenosis.', 'SCS1'],
    ['The canal is moderately narrowed.', 'SCS2'],
    ['Stenosis of the canal, which is severe.', 'SCS3'],
    ['Canal stenosis (moderate).', 'SCS2'],
    ['Canal: moderate; foramina: mild.', 'FS1 SCS2'],
    ['Moderate disc bulge, mild stenosis.', 'DB+ SCS1'],
    ['Severe disc height loss and foraminal stenosis.', 'FS1'],
    ['Severe disc space narrowing.', ''],
  ])('%s → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('negation', () => {
  it.each([
    ['No significant canal or foraminal stenosis.', 'FS0 SCS0'],
    ['No disc bulge, canal stenosis, or foraminal stenosis.', 'DB- FS0 SCS0'],
    ['Disc bulge without stenosis.', 'DB+ FS0 SCS0'],
    ['No canal stenosis, mild foraminal stenosis.', 'FS1 SCS0'],
    ['No canal stenosis. Facet arthropathy.', 'FA+ SCS0'],
    [
      'Disc bulge, but no canal stenosis, facet arthropathy or foraminal stenosis.',
      'DB+ FA- FS0 SCS0',
    ],
    ['Neither the canal nor the foramina are narrowed.', 'FS0 SCS0'],
    ['The canal and foramina are widely patent.', 'FS0 SCS0'],
    ['The canal is not narrowed.', 'SCS0'],
    ['The disc is not bulging.', 'DB-'],
    ['Ligamentum flavum hypertrophy is not seen.', 'LFT-'],
    ['Canal stenosis: none.', 'SCS0'],
    ['Mild left but no right foraminal stenosis.', 'LFS1 RFS0'],
    ['No high-grade canal stenosis.', ''],
    ['No moderate or severe foraminal stenosis.', ''],
    ['No disc herniation.', ''],
  ])('%s → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('sides', () => {
  it.each([
    ['Severe right, moderate left foraminal stenosis.', 'LFS2 RFS3'],
    ['Foraminal stenosis, severe on the right and mild on the left.', 'LFS1 RFS3'],
    ['Bilateral foraminal stenosis, severe on the right.', 'LFS1 RFS3'],
    ['Moderate bilateral foraminal stenosis, right greater than left.', 'FS2'],
    ['Mild right > left foraminal narrowing.', 'FS1'],
    ['Left foraminal stenosis.', 'LFS1'],
    ['Foramina: mild right, severe left.', 'LFS3 RFS1'],
    ['Foramina: left - moderate narrowing; right - no narrowing.', 'LFS2 RFS0'],
    ['Right foramen severely, left foramen mildly narrowed.', 'LFS1 RFS3'],
    ['The right foramen is patent, the left is moderately narrowed.', 'LFS2 RFS0'],
    ['Severe left foraminal stenosis. Moderate right.', 'LFS3 RFS2'],
    ['Left: severe foraminal stenosis. Right: mild foraminal stenosis.', 'LFS3 RFS1'],
    ['Facet arthropathy, more marked on the right.', 'FA+'],
    ['Left facet arthropathy only.', 'LFA+'],
    ['Moderate canal and mild bilateral foraminal stenosis.', 'FS1 SCS2'],
    ['Mild canal stenosis and moderate right, severe left foraminal stenosis.', 'LFS3 RFS2 SCS1'],
  ])('%s → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('conditions', () => {
  it.each([
    ['Disc-osteophyte complex.', 'DOC+'],
    ['Disc/osteophyte complex, no disc bulge.', 'DB- DOC+'],
    ['Disc bulge with osteophytic ridging.', 'DB+ DOC+'],
    ['Bulging disc osteophyte complex.', 'DOC+'],
    ['Broad-based annular bulge.', 'DB+'],
    ['Disc protrusion.', ''],
    ['Zygapophyseal joint osteoarthritis.', 'FA+'],
    ['Hypertrophied facets and thickened ligamenta flava.', 'FA+ LFT+'],
    ['Buckling of the ligamentum flavum.', 'LFT+'],
    ['Prominent dorsal epidural fat.', 'EL+'],
    ['Epidural lipomatosis narrows the thecal sac moderately.', 'EL+ SCS2'],
    ['Severe lateral recess stenosis.', ''],
    ['The disc indents the thecal sac.', ''],
    ['Effacement of the thecal sac.', 'SCS1'],
    ['Facet joint effusions.', ''],
    [
      'Moderate stenosis due to facet hypertrophy and ligamentum flavum thickening.',
      'FA+ LFT+ SCS2',
    ],
    ['Modrate canal stensis and facet arthopathy.', 'FA+ SCS2'],
    ['Unremarkable.', 'DB- FS0 SCS0'],
    ['Mild facet arthropathy, otherwise normal.', 'DB- FA+ FS0 SCS0'],
    ['Normal alignment.', ''],
  ])('%s → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('levels', () => {
  it.each([
    ['Disc bulge at L4/5.', 'L4-L5 DB+'],
    ['Disc bulge at L5S1.', 'L5-S1 DB+'],
    ['Disc bulge at L5-SI.', 'L5-S1 DB+'],
    ['Disc bulge at L 4 - 5.', 'L4-L5 DB+'],
    ['Disc bulge at D12-L1.', 'T12-L1 DB+'],
    ['Disc bulge at the lumbosacral junction.', 'L5-S1 DB+'],
    ['Disc bulges from L3 through S1.', 'L3-L4 DB+; L4-L5 DB+; L5-S1 DB+'],
    ['Disc bulges at L3/4/5.', 'L3-L4 DB+; L4-L5 DB+'],
    ['Disc bulges at L2-3, L3-4 & 5-1.', 'L2-L3 DB+; L3-L4 DB+; L5-S1 DB+'],
    ['Disc bulges L2–L4.', 'L2-L3 DB+; L3-L4 DB+'],
    ['Anterolisthesis of L4 on L5 with disc bulge.', 'L4-L5 DB+'],
    ['The disc bulges 4-5 mm.', ''],
    ['T11-T12 disc bulge. C5-C6 disc bulge.', ''],
    ['Mild canal stenosis at L3-4 and moderate at L4-5.', 'L3-L4 SCS1; L4-L5 SCS2'],
    ['Mild and severe canal stenosis at L3-4 and L4-5, respectively.', 'L3-L4 SCS1; L4-L5 SCS3'],
    ['L4-5 disc bulge. Mild canal stenosis.', 'L4-L5 DB+ SCS1'],
    ['L5-L6: disc bulge. L6-S1: normal.', 'L5-L6 DB+; L6-S1 DB- FS0 SCS0'],
    ['The upper two levels are normal.', 'L1-L2 DB- FS0 SCS0; L2-L3 DB- FS0 SCS0'],
    [
      'Canal: severe at L4-5. Otherwise patent.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 SCS3; L5-S1 SCS0',
    ],
  ])('%s → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('time and doubt', () => {
  it.each([
    ['Previously mild, now severe canal stenosis.', 'SCS3'],
    ['Canal stenosis has progressed from mild to moderate.', 'SCS2'],
    ['Canal stenosis improved from severe to mild.', 'SCS1'],
    ['Moderate canal stenosis, unchanged.', 'SCS2'],
    ['No significant change in moderate canal stenosis.', 'SCS2'],
    ['The previously seen disc bulge has resolved.', 'DB-'],
    ['Unchanged.', ''],
    ['Foraminal stenosis cannot be excluded.', ''],
    ['If there is concern for foraminal stenosis, repeat imaging.', ''],
    ['Laminectomy for severe stenosis in the past.', ''],
  ])('%s → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('parts of the report', () => {
  it('reads nothing from history, technique and comparison', () => {
    const text =
      'HISTORY: L4-5 disc bulge.\nCOMPARISON: L3-4 severe stenosis.\nFINDINGS: L1-2: normal.';
    expect(brief(text)).toBe('L1-L2 DB- FS0 SCS0');
  });

  it('lets the impression win over the findings', () => {
    const text =
      'FINDINGS: L4-5: Mild canal stenosis.\nIMPRESSION: Moderate canal stenosis at L4-5.';
    expect(brief(text)).toBe('L4-L5 SCS2');
  });

  it('keeps the grade of the findings where the impression has none', () => {
    const text = 'FINDINGS: L4-5: Severe canal stenosis.\nIMPRESSION: Canal stenosis at L4-5.';
    expect(brief(text)).toBe('L4-L5 SCS3');
  });

  it('says nothing about a report without findings', () => {
    expect(readReport('').labels).toEqual([]);
    expect(readReport('The study could not be completed.').labels).toEqual([]);
  });
});

describe('evidence', () => {
  it('quotes the words of the label and of its level', () => {
    const text =
      'FINDINGS:\nL4-5: Disc bulge. No canal stenosis. Moderate left foraminal stenosis.';
    const { labels } = readReport(text);
    const quotes = Object.fromEntries(labels.map(label => [label.condition, label.evidence.quote]));
    expect(quotes).toEqual({
      DB: 'Disc bulge',
      SCS: 'No canal stenosis',
      LFS: 'Moderate left foraminal stenosis',
    });
    for (const { evidence } of labels) {
      expect(evidence.levelWords).toBe('L4-5');
      expect(text.slice(evidence.start, evidence.end)).toBe(evidence.quote);
      expect(text.slice(evidence.levelStart!, evidence.levelEnd!)).toBe('L4-5');
    }
  });
});
