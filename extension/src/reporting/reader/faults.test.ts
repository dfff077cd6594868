import { readReport } from '.';
import { allLevels, brief } from './testBrief';

/** Kinds of faults that reports of other authors brought to light, each in many variants. */

/** What is read at L4-L5 from a line that begins with that level. */
const atL45 = (words: string): string => brief(`L4-5: ${words}`).replace(/^L4-L5 /, '');

describe('the foramen by its other names', () => {
  it.each([
    ['Disc bulge encroaching both exit canals.', 'DB+ FS1'],
    ['Bulge encroaching upon the left exit neural canal.', 'DB+ LFS1'],
    ['Exiting neural canals are narrowed.', 'FS1'],
    ['Moderate narrowing of the right exiting canal.', 'RFS2'],
    ['Severe narrowing of the nerve root canals.', 'FS3'],
    ['The left nerve canal is compromised.', 'LFS1'],
    ['Both neural canals are mildly narrowed.', 'FS1'],
    ['Neural canals are patent.', 'FS0'],
    ['Left neural canal stenosis.', 'LFS1'],
    ['Mild neural canal stenosis.', 'SCS1'],
    ['Narrowing of the neural canal on the right.', 'RFS1'],
    ['Pressure effect on the right exit foramen.', 'RFS1'],
    ['Disc bulge with pressure effect on both neural foramina.', 'DB+ FS1'],
    ['Protrusion compromising the left intervertebral foramen.', 'LFS1'],
    ['Intervertebral foramina are adequate.', 'FS0'],
    ['Bilateral NF narrowing, moderate.', 'FS2'],
    ['Mild bilateral NF stenosis.', 'FS1'],
    ['NF: patent.', 'FS0'],
    ['Bulge impinging on the exit foramina bilaterally.', 'DB+ FS1'],
    ['Severe left intervertebral canal stenosis.', 'LFS3'],
    ['Bulge causing bilateral exit foraminal compromise.', 'DB+ FS1'],
    ['Neuroforaminal encroachment, worse on the left.', 'FS1'],
    ['The exit foramina are compromised bilaterally.', 'FS1'],
    ['Foraminal exit zone stenosis on the left, moderate.', 'LFS2'],
  ])('%j → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('what is denied', () => {
  it.each([
    ['Disc bulge not causing foraminal narrowing.', 'DB+ FS0'],
    ['Disc bulge without causing canal stenosis.', 'DB+ SCS0'],
    ['Disc bulge with no canal or foraminal stenosis.', 'DB+ FS0 SCS0'],
    ['Disc bulge, not resulting in canal stenosis.', 'DB+ SCS0'],
    ['Disc bulge which does not cause foraminal stenosis.', 'DB+ FS0'],
    ['Disc bulge without resultant foraminal narrowing.', 'DB+ FS0'],
    ['A bulge not producing any thecal sac compression.', 'DB+ SCS0'],
    ['Small disc bulge not narrowing the canal.', 'DB+ SCS0'],
    ['Disc bulge not significantly narrowing the foramina.', 'DB+ FS0'],
    ['Disc bulge which is not compromising the exit foramina.', 'DB+ FS0'],
    ['No posterior bulge.', 'DB-'],
    ['No posterior bulges.', 'DB-'],
    ['No broad based or focal bulge.', 'DB-'],
    ['No fracture. Disc bulge.', 'DB+'],
    ['No mass or fracture.', ''],
    ['No marrow abnormality.', ''],
    ['No suspicious marrow lesion.', ''],
    ['No fracture, mild canal stenosis.', 'SCS1'],
    ['No fracture or marrow edema and mild disc bulge.', 'DB+'],
    ['Mild foraminal stenosis, right not significantly affected.', 'LFS1 RFS0'],
    ['Mild foraminal narrowing; the right is not affected.', 'LFS1 RFS0'],
    ['The canal is neither narrowed nor compressed.', 'SCS0'],
    ['Foramina not narrowed.', 'FS0'],
    ['There is no evidence of a disc bulge.', 'DB-'],
    ['No bulge is seen.', 'DB-'],
    ['No significant bulging or protrusion.', 'DB-'],
    ['Bulge does not contact the thecal sac.', 'DB+'],
    ['Not associated with canal stenosis.', 'SCS0'],
    ['There is a bulge that does not result in stenosis.', 'DB+ FS0 SCS0'],
    ['Disc bulge without any mass effect on the thecal sac.', 'DB+ SCS0'],
    ['Ligamentum flavum is not thickened.', 'LFT-'],
    ['Facet joints are not hypertrophied.', 'FA-'],
    ['No facet arthropathy or ligamentum flavum hypertrophy.', 'FA- LFT-'],
  ])('%j → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('what a statement without a level covers', () => {
  it.each([
    [
      'Mild disc bulge noted at L4-L5 level.\nNo significant thecal sac or nerve root compression noted.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 DB+ SCS0; L5-S1 SCS0',
    ],
    [
      'Mild disc bulge noted at L4-L5 level. No thecal sac compression.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 DB+ SCS0; L5-S1 SCS0',
    ],
    [
      'Mild disc bulge at L4-L5.\nAdequate spinal canal.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 DB+ SCS0; L5-S1 SCS0',
    ],
    ['Multilevel disc bulges. Adequate spinal canal.', allLevels('SCS0')],
    ['Multilevel disc bulges.\nNo canal stenosis.', allLevels('SCS0')],
    ['Multilevel disc bulges without canal stenosis.', ''],
    [
      'L5-S1: Diffuse disc bulge.\nNo thecal sac compression.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 SCS0; L5-S1 DB+ SCS0',
    ],
    [
      'L3-L4: disc bulge.\nNo canal stenosis.\nL4-L5: disc bulge.\nNo canal stenosis.',
      'L3-L4 DB+ SCS0; L4-L5 DB+ SCS0',
    ],
    [
      'L4-L5: disc bulge. Canal stenosis is severe. Elsewhere the canal is patent.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 DB+ SCS3; L5-S1 SCS0',
    ],
    [
      'L4-L5: Severe canal stenosis. L5-S1: disc bulge. The canal is patent elsewhere.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 SCS3; L5-S1 DB+ SCS0',
    ],
    [
      'Moderate canal stenosis at L4-L5. The remaining levels show no canal stenosis.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 SCS2; L5-S1 SCS0',
    ],
    [
      'Protrusion at L5-S1. Mild disc bulges elsewhere.',
      'L1-L2 DB+; L2-L3 DB+; L3-L4 DB+; L4-L5 DB+',
    ],
    [
      'Disc bulge at L4-L5. No disc bulge elsewhere.',
      'L1-L2 DB-; L2-L3 DB-; L3-L4 DB-; L4-L5 DB+; L5-S1 DB-',
    ],
    [
      'Severe canal stenosis at L4-L5. No disc bulge at the other levels. ',
      'L1-L2 DB-; L2-L3 DB-; L3-L4 DB-; L4-L5 SCS3; L5-S1 DB-',
    ],
    ['L4-L5: moderate disc bulge. Foraminal stenosis.', 'L4-L5 DB+ FS1'],
    ['L4-L5: severe facet arthropathy. Canal stenosis.', 'L4-L5 FA+ SCS1'],
    ['L4-L5: Moderate disc desiccation. Narrowed canal.', 'L4-L5 SCS1'],
    [
      'The foramina are otherwise patent. L4-L5: moderate left foraminal stenosis.',
      'L1-L2 FS0; L2-L3 FS0; L3-L4 FS0; L4-L5 LFS2; L5-S1 FS0',
    ],
  ])('%j → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('levels by place, and what is no level', () => {
  it.each([
    ['Disc bulges (L2-L3, L3-L4 and L4-L5 levels).', 'L2-L3 DB+; L3-L4 DB+; L4-L5 DB+'],
    ['Multilevel disc bulges, noticeably at L4/L5.', 'L4-L5 DB+'],
    [
      'Multilevel disc bulges, mainly at L3-4 and L4-5, compressing the thecal sac.',
      'L3-L4 DB+ SCS1; L4-L5 DB+ SCS1',
    ],
    ['Multilevel disc bulges, largest at L4-5.', 'L4-L5 DB+'],
    [
      'Multilevel disc bulging, most pronounced at L4-5, with severe canal stenosis.',
      'L4-L5 DB+ SCS3',
    ],
    ['Multilevel facet arthropathy (worst at L5-S1).', 'L5-S1 FA+'],
    ['Multi-level disc bulges, predominantly L4-L5 and L5-S1.', 'L4-L5 DB+; L5-S1 DB+'],
    ['Multilevel disc bulges (L2-L3, L3-L4 and L4-L5 levels).', 'L2-L3 DB+; L3-L4 DB+; L4-L5 DB+'],
    ['No canal stenosis at L4.', ''],
    ['Lesion at the L3 vertebra, no canal stenosis.', ''],
    ['No canal stenosis at L7-L8.', ''],
    ['No disc bulge at L4-L9. Mild canal stenosis.', ''],
    ['L4-L4: no canal stenosis.', ''],
  ])('%j → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('other regions of the spine', () => {
  it.each([
    ['No cervical canal stenosis.', ''],
    ['No canal stenosis in the lower thoracic spine.', ''],
    ['The lower thoracic canal is narrowed.', ''],
    ['The lower thoracic canal is patent.', ''],
    ['Cervical spine: disc bulge at C5-6 with severe canal stenosis. No foraminal stenosis.', ''],
    ['Thoracic spine: no canal stenosis.\nLumbar spine: L4-5 disc bulge.', 'L4-L5 DB+'],
    ['C.SPINE MRI:\nNo canal stenosis.\nLSS MRI:\nDisc bulge at L4-L5.', 'L4-L5 DB+'],
    [
      'MRI CERVICAL SPINE\nNo foraminal stenosis.\n\nMRI LUMBAR SPINE\nL4-L5: Mild canal stenosis.',
      'L4-L5 SCS1',
    ],
    ['The sacral canal is wide. L5-S1: disc bulge.', 'L5-S1 DB+'],
    ['Sacral nerve root canals are patent.', ''],
    ['S1-S2: no canal stenosis.', ''],
    ['At T10-T11 there is a disc bulge. Mild canal stenosis.', ''],
    ['Thoracic discs are not bulging.', ''],
  ])('%j → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('one line for all, markup, lost line ends', () => {
  it.each([
    [
      'MRI LUMBAR SPINE. TECHNIQUE: Sagittal T1.FINDINGS:L4-L5: Mild canal stenosis.IMPRESSION:Moderate canal stenosis at L4-L5.',
      'L4-L5 SCS2',
    ],
    ['HISTORY: L3-4 severe stenosis. MR FINDINGS: L4-L5 mild canal stenosis.', 'L4-L5 SCS1'],
    ['HISTORY: severe L3-4 stenosis. Observations - L4-L5 mild canal stenosis.', 'L4-L5 SCS1'],
    ['INDICATION: severe L3-4 stenosis. Results: L4-L5 mild canal stenosis.', 'L4-L5 SCS1'],
    ['COMPARISON: None. L4-L5: Mild canal stenosis.', 'L4-L5 SCS1'],
    [
      'COMPARISON: 2019, L3-4 severe stenosis. At L4-L5 there is mild canal stenosis.',
      'L4-L5 SCS1',
    ],
    [
      '<p>L4-L5: Mild canal stenosis.</p><p>L5-S1: <b>Severe</b> canal stenosis.</p>',
      'L4-L5 SCS1; L5-S1 SCS3',
    ],
    [
      'L4-L5: mild canal stenosis.<br/>L5-S1: disc&nbsp;bulge &amp; facet arthropathy.',
      'L4-L5 SCS1; L5-S1 DB+ FA+',
    ],
    [
      '{\\rtf1\\ansi {\\b FINDINGS:}\\par L4-L5: Mild canal stenosis.\\par L5-S1: Disc bulge.}',
      'L4-L5 SCS1; L5-S1 DB+',
    ],
    [
      'FINDINGS:\\.br\\L4-L5: Mild canal stenosis.\\.br\\L5-S1: disc bulge \\T\\ facet arthropathy.',
      'L4-L5 SCS1; L5-S1 DB+ FA+',
    ],
    ['OBX|1|TX|||L4-L5: Mild canal stenosis.~L5-S1: Disc bulge.', 'L4-L5 SCS1; L5-S1 DB+'],
    ['• L4-L5: mild canal stenosis • L5-S1: disc bulge', 'L4-L5 SCS1; L5-S1 DB+'],
    ['- L4-L5: mild canal stenosis - L5-S1: disc bulge', 'L4-L5 SCS1; L5-S1 DB+'],
    ['1) L4-L5: mild canal stenosis 2) L5-S1: disc bulge', 'L4-L5 SCS1; L5-S1 DB+'],
    [
      'Level\tCanal\tLeft foramen\tRight foramen\nL4-L5\tmild\tnone\tsevere',
      'L4-L5 LFS0 RFS3 SCS1',
    ],
    [
      'L3-L4 No stenosis. L4-L5 Disc bulge with mild canal stenosis. L5-S1 Normal.',
      'L3-L4 FS0 SCS0; L4-L5 DB+ SCS1; L5-S1 DB- FS0 SCS0',
    ],
    ['L4-L5: Mild canal stenosis.foraminal narrowing on the left.', 'L4-L5 LFS1 SCS1'],
    [
      'CLINICAL HISTORY: Back pain TECHNIQUE: MRI FINDINGS: L4-L5: Mild canal stenosis IMPRESSION: Stable',
      'L4-L5 SCS1',
    ],
  ])('%j → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('grades of amount and of published scales', () => {
  it.each([
    ['Largely compressed thecal sac.', 'SCS3'],
    ['Gross canal stenosis.', 'SCS3'],
    ['Considerable canal narrowing.', 'SCS3'],
    ['Critical canal stenosis.', 'SCS3'],
    ['Largely patent canal.', 'SCS0'],
    ['Canal: Schizas A1.', 'SCS0'],
    ['Canal stenosis: Schizas A.', 'SCS0'],
    ['Canal stenosis, Schizas grade B.', 'SCS2'],
    ['Canal stenosis (Schizas C).', 'SCS3'],
    ['Schizas D canal stenosis.', 'SCS3'],
    ['Canal stenosis Lee grade 2.', 'SCS2'],
    ['Lee grade 0 canal stenosis.', 'SCS0'],
    ['Left foraminal stenosis, Lee grade 3.', 'LFS3'],
    ['Lee grade 1 right foraminal stenosis.', 'RFS1'],
    ['Pfirrmann grade IV disc with mild canal stenosis.', 'SCS1'],
    ['Pfirrmann 4. Canal stenosis.', 'SCS1'],
    ['Grade 2 anterolisthesis (Meyerding) with canal stenosis.', 'SCS1'],
    ['Meyerding grade II anterolisthesis. Canal stenosis.', 'SCS1'],
    ['Modic type 2 changes. Foraminal stenosis.', 'FS1'],
    ['Modic II endplate changes and foraminal stenosis.', 'FS1'],
    ['Bilateral foraminal stenosis, worst on the left where it is severe.', 'LFS3 RFS1'],
    ['Moderate bilateral foraminal stenosis, worse on the right, where it is severe.', 'LFS2 RFS3'],
    ['Grade 3 canal stenosis.', 'SCS3'],
    ['Mild-to-moderate right foraminal stenosis.', 'RFS2'],
    ['Moderate/severe canal stenosis.', 'SCS3'],
  ])('%j → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('typing errors in objects and verbs', () => {
  it.each([
    ['Compressing the thecl sac.', 'SCS1'],
    ['Compressing the tehcal sac.', 'SCS1'],
    ['Comprssing the thecal sac.', 'SCS1'],
    ['Effacment of the thecal sac.', 'SCS1'],
    ['Ligamentum flavem hypertrophy.', 'LFT+'],
    ['Ligamantum flavum thickning.', 'LFT+'],
    ['Ligamentum falvum hypertrophy.', 'LFT+'],
    ['Hypertrophied ligementum flavum.', 'LFT+'],
    ['Facett hypertrophy.', 'FA+'],
    ['Fecet joint arthropathy.', 'FA+'],
    ['Facet arthopathy.', 'FA+'],
    ['Facit arthrosis.', 'FA+'],
    ['Mild forminal stenosis.', 'FS1'],
    ['Mild foramianl stenosis.', 'FS1'],
    ['Mild foraminal stenois.', 'FS1'],
    ['Moderate neuroforminal narowing.', 'FS2'],
    ['Disc protrusoin. No bluge.', 'DB-'],
    ['Disc buldge.', 'DB+'],
    ['Dsic bulge.', 'DB+'],
    ['Disc bulgeing.', 'DB+'],
    ['Spnal canal stenosis.', 'SCS1'],
    ['Canal stenossi, sever.', 'SCS3'],
    ['Bilatreal foraminal stenosis.', 'FS1'],
    ['Moderae canal stenosis.', 'SCS2'],
    ['Cannal stenosis.', 'SCS1'],
  ])('%j → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('sides of other findings', () => {
  it.each([
    ['Bilateral foraminal stenosis, greater on the right.', 'FS1'],
    ['Moderate foraminal stenosis, greater on the right.', 'FS2'],
    ['Mild foraminal narrowing, slightly worse on the left side.', 'FS1'],
    ['Foraminal narrowing more to the right.', 'FS1'],
    ['Left foraminal protrusion and right facet arthropathy.', 'RFA+'],
    ['Left paracentral protrusion with right foraminal stenosis.', 'RFS1'],
    ['Facet arthropathy with a synovial cyst on the right.', 'FA+'],
    ['Left facet cyst and facet arthropathy.', 'FA+'],
    ['Facet arthropathy with a left synovial cyst.', 'FA+'],
    ['Right subarticular protrusion, moderate left foraminal stenosis.', 'LFS2'],
    ['Severe right facet arthropathy and mild left foraminal stenosis.', 'LFS1 RFA+'],
    ['Mild left foraminal stenosis and right facet hypertrophy.', 'LFS1 RFA+'],
    ['Right foraminal stenosis is moderate and the left is mild.', 'LFS1 RFS2'],
    ['Foraminal stenosis is moderate on the right and mild on the left.', 'LFS1 RFS2'],
    [
      'Facet arthropathy, left greater than right, with moderate right foraminal stenosis.',
      'FA+ RFS2',
    ],
  ])('%j → %s', (words, expected) => {
    expect(atL45(words)).toBe(expected);
  });
});

describe('levels as they are typed', () => {
  it.each([
    [
      'L4-L5',
      [
        'L4-L5',
        'L4 L5',
        'L4_5',
        'L4_L5',
        'L4.5',
        'L4.L5',
        'L4,5',
        'L4\\5',
        'L-4/L-5',
        'L-4/5',
        'L45',
      ],
    ],
    [
      'L4-L5',
      ['L4-15', 'L4-LS', 'L 4 - 5', 'L 4/5', 'L5-L4', 'L4–L5', 'L4 - L5', 'L4 on L5', 'L4L5'],
    ],
    ['L5-S1', ['L5/Sl', 'L5-SI', 'L5/S', 'L51', 'LS-S1', 'l5 - s1', 'L5S1']],
    ['L2-L3', ['L23-L3', 'L2/3', 'L23']],
    ['T12-L1', ['Th12/L1', 'T12toL1', 'D12-L1', 'T12/L1', 'D12/L1']],
  ])('%s: %j', (level, ways) => {
    for (const way of ways) {
      expect([way, brief(`Disc bulge at ${way}.`)]).toEqual([way, `${level} DB+`]);
      expect([way, brief(`No canal stenosis at ${way}.`)]).toEqual([way, `${level} SCS0`]);
      expect([way, brief(`${way}: mild canal stenosis.`)]).toEqual([way, `${level} SCS1`]);
    }
  });

  it.each(['L7-L8', 'L4-L9', 'L4-L4', 'L5-2', 'L$-L5', 'L0-L1'])(
    '%s is named as unread and speaks of no level',
    way => {
      for (const text of [`No canal stenosis at ${way}.`, `Disc bulge at ${way}.`]) {
        const { labels, unread } = readReport(text);
        expect(labels).toEqual([]);
        expect(unread.map(({ reason }) => reason)).toContain('unknown-level');
      }
    }
  );

  it.each([
    ['Disc bulge atL4/L5.', 'L4-L5 DB+'],
    ['Bulge between L4 and L5.', 'L4-L5 DB+'],
    ['Bulges at L4/L5&L5/S1levels.', 'L4-L5 DB+; L5-S1 DB+'],
    ['L2-L3 L3-L4 L4-L5 bulges.', 'L2-L3 DB+; L3-L4 DB+; L4-L5 DB+'],
    ['Bulges at L4-L5-S1.', 'L4-L5 DB+; L5-S1 DB+'],
  ])('%s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('the same kinds of faults in other words', () => {
  it.each([
    ['L4-5: Exit neural canals are compromised bilaterally by a bulge.', 'L4-L5 DB+ FS1'],
    ['L4-5: Bulge with effacement of the left exit canal.', 'L4-L5 DB+ LFS1'],
    ['L4-5: The neural exit canals are clear.', 'L4-L5 FS0'],
    ['L4-5: No encroachment on the exit neural canals.', 'L4-L5 FS0'],
    ['L4-5: Severe encroachment upon the right exit neural canal.', 'L4-L5 RFS3'],
    [
      'L4-5: Bulge indenting the thecal sac and narrowing both neural foramina, left more than right.',
      'L4-L5 DB+ FS1',
    ],
    ['L4-5: Bulge compromising the foramina.', 'L4-L5 DB+ FS1'],
    ['L4-5: Bulge reducing the canal and foramina.', 'L4-L5 DB+ FS1 SCS1'],
    ['L4-5: Disc bulge that fails to narrow the canal.', 'L4-L5 DB+ SCS0'],
    ['L4-5: Bulge but no evidence of nerve root or thecal sac compression.', 'L4-L5 DB+ SCS0'],
    ['L4-5: Bulge does not narrow the foramina.', 'L4-L5 DB+ FS0'],
    ['L4-5: Bulge is not associated with foraminal stenosis.', 'L4-L5 DB+ FS0'],
    ['L4-5: Disc bulge, without neural foraminal encroachment.', 'L4-L5 DB+ FS0'],
    ['L4-5: No fracture, disc bulge or stenosis.', 'L4-L5 DB- FS0 SCS0'],
    ['No fracture or dislocation. L4-5: disc bulge.', 'L4-L5 DB+'],
    ['No marrow replacing lesion. No epidural mass.', ''],
    ['No abnormal marrow signal at L4-5.', ''],
    ['No mass at L4-5.', ''],
    ['No collection at L3-4 level.', ''],
    ['L4-5: Foramina: the right is moderately stenotic, the left is not.', 'L4-L5 LFS0 RFS2'],
    ['L4-5: Moderate right foraminal stenosis; left foramen not involved.', 'L4-L5 LFS0 RFS2'],
    ['L4-5: Mild bilateral foraminal narrowing without canal narrowing.', 'L4-L5 FS1 SCS0'],
    [
      'Disc bulges at L3-4, L4-5. No canal stenosis at the other levels.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 DB+ SCS0; L4-L5 DB+ SCS0; L5-S1 SCS0',
    ],
    [
      'L4-5: severe canal stenosis. The rest of the canal is of normal calibre.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 SCS3; L5-S1 SCS0',
    ],
    [
      'Mild canal stenosis at L4-5, elsewhere the canal is patent.',
      'L1-L2 SCS0; L2-L3 SCS0; L3-L4 SCS0; L4-L5 SCS1; L5-S1 SCS0',
    ],
    [
      'Left foraminal stenosis at L5-S1. The foramina are otherwise patent.',
      'L1-L2 FS0; L2-L3 FS0; L3-L4 FS0; L4-L5 FS0; L5-S1 LFS1',
    ],
    [
      'Multilevel degenerative disc disease. No canal stenosis or foraminal narrowing.',
      allLevels('FS0 SCS0'),
    ],
    ['Multilevel facet arthropathy. The spinal canal is adequate throughout.', allLevels('SCS0')],
    [
      'Disc bulge at L4-L5 and L5-S1 levels.\nSpinal canal and neural foramina are adequate.',
      'L1-L2 FS0 SCS0; L2-L3 FS0 SCS0; L3-L4 FS0 SCS0; L4-L5 DB+ FS0 SCS0; L5-S1 DB+ FS0 SCS0',
    ],
    ['Severe L4-5 facet arthropathy. Disc bulge. Foraminal narrowing.', 'L4-L5 DB+ FA+ FS1'],
    [
      'There is moderate disc bulge at L3-4 and L4-5, more so at L4-5, with mild canal stenosis.',
      'L3-L4 DB+ SCS1; L4-L5 DB+ SCS1',
    ],
    ['Disc bulging in the lower lumbar spine, mostly at L5-S1.', 'L5-S1 DB+'],
    ['Multilevel disc bulges (mainly L3-L4, L4-L5).', 'L3-L4 DB+; L4-L5 DB+'],
    [
      'Disc bulges at multiple levels, largest at L4-5 where there is moderate canal stenosis.',
      'L4-L5 DB+ SCS2',
    ],
    ['Diffuse disc bulges seen from L2/3 to L4/5 levels.', 'L2-L3 DB+; L3-L4 DB+; L4-L5 DB+'],
    ['Disc bulges at L2/3, 3/4 and 4/5.', 'L2-L3 DB+; L3-L4 DB+; L4-L5 DB+'],
    ['Disc bulge at L4/5-L5/S1.', 'L4-L5 DB+; L5-S1 DB+'],
    ['L4-L5/L5-S1: disc bulges.', 'L4-L5 DB+; L5-S1 DB+'],
    ['Posterior to the L3 body the canal is narrowed.', ''],
    ['Moderate canal stenosis at the level of L3 vertebral body.', ''],
    ['The canal is narrow at L4 level.', ''],
    [
      'THORACIC SPINE: T8-9 bulge with mild canal stenosis.\nLUMBAR SPINE: L4-5 bulge.',
      'L4-L5 DB+',
    ],
    ['Dorsal spine screening: no canal stenosis. Lumbar: L4-5 disc bulge.', 'L4-L5 DB+'],
    [
      'Screening of the cervical spine shows disc bulges with canal stenosis. L4-5: disc bulge.',
      'L4-L5 DB+',
    ],
    ['The visualized lower thoracic spinal canal is patent. L4-5: disc bulge.', 'L4-L5 DB+'],
    ['L5-S1: bulge. Sacral foramina are patent.', 'L5-S1 DB+'],
    ['L4-L5: moderate stenosis.L5-S1: normal.', 'L4-L5 SCS2; L5-S1 DB- FS0 SCS0'],
    ['FINDINGS :L4-L5 : Mild canal stenosis . L5-S1 : Normal .', 'L4-L5 SCS1; L5-S1 DB- FS0 SCS0'],
    ['L4-L5: bulge\r\n\r\nL5-S1: bulge, mild canal stenosis', 'L4-L5 DB+; L5-S1 DB+ SCS1'],
    ['* L4-L5: bulge * L5-S1: mild canal stenosis', 'L4-L5 DB+; L5-S1 SCS1'],
    ['MR FINDINGS\nL4-L5: bulge', 'L4-L5 DB+'],
    ['L4-L5;disc bulge;mild canal stenosis', 'L4-L5 DB+ SCS1'],
    ['L4-5: Gross compression of the thecal sac.', 'L4-L5 SCS3'],
    ['L4-5: Thecal sac is considerably compressed.', 'L4-L5 SCS3'],
    ['L4-5: Relative canal stenosis.', 'L4-L5 SCS1'],
    ['L4-5: Absolute canal stenosis.', 'L4-L5 SCS3'],
    ['L4-5: Bilateral moderate foraminal stenosis, severe on the right.', 'L4-L5 LFS2 RFS3'],
    [
      'L4-5: Foraminal narrowing bilaterally (worst on the left, where it is moderate).',
      'L4-L5 LFS2 RFS1',
    ],
    [
      'L4-5: thecal sac comprssion. ligamentum flavvum hypertropy. facte arthropathy.',
      'L4-L5 FA+ LFT+ SCS1',
    ],
    ['L4-5: Foraminal stenosis bilaterally, R>L.', 'L4-L5 FS1'],
    ['L4-5: Moderate foraminal narrowing, right slightly greater than left.', 'L4-L5 FS2'],
    ['L4-5: Right facet synovial cyst. Bilateral facet arthropathy.', 'L4-L5 FA+'],
    ['L4-5: Left facet arthropathy with a right paracentral protrusion.', 'L4-L5 LFA+'],
    ['L4-5: Left lateral recess stenosis and right foraminal stenosis.', 'L4-L5 RFS1'],
    ['L4-5: Severe lateral recess stenosis, mild on the right.', ''],
    ['L4-5: Protrusion on the left and foraminal stenosis on the right.', 'L4-L5 RFS1'],
    ['L4-5: no central canal, lateral recess or foraminal stenosis.', 'L4-L5 FS0 SCS0'],
  ])('%j → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});

describe('what notes of one department showed', () => {
  it.each([
    [
      'Multilevel bulges with facet hypertrophy compressing the sac and exit canals, noticeably at L4-L5.',
      'L4-L5 DB+ FA+ FS1 SCS1',
    ],
    ['Bulge at L4-L5, largely compressing (Lt) thecal sac and exit nerve root.', 'L4-L5 DB+ SCS3'],
    [
      'L4-L5 and L5-S1:\nDiffuse bulges with facet joint hypertrophy, noticeably at L4-L5 level, encroaching exit canals.',
      'L4-L5 DB+ FA+ FS1; L5-S1 DB+ FA+ FS1',
    ],
    [
      'L5-S1: Mild protrusion.\nMultilevel mild disc bulges noted elswhere.',
      'L1-L2 DB+; L2-L3 DB+; L3-L4 DB+; L4-L5 DB+',
    ],
    [
      'L4-5: bulge narrowing the right foramen. Evidence of a bright signal at the left posterolateral annulus.',
      'L4-L5 DB+ RFS1',
    ],
    [
      'L5-S1: protrusion compressing the sac, compressing the left L5 root within the left foramen and narrowing the right foramen.',
      'L5-S1 RFS1 SCS1',
    ],
    [
      'Bulges at L3-L4 and L4-L5 compressing the sac, with an annular tear at L4-L5.',
      'L3-L4 DB+ SCS1; L4-L5 DB+ SCS1',
    ],
    [
      'Disc bulges at L3-L4 and L4-L5 levels\nCompressing the sac and encroaching exit canals',
      'L3-L4 DB+ FS1 SCS1; L4-L5 DB+ FS1 SCS1',
    ],
    [
      'Protrusion noted at T12-L1, Compressing the sac\nmild, diffuse disc bulges noted at L3-L4 level',
      'T12-L1 SCS1; L3-L4 DB+',
    ],
    ['Bulges at L3-L4, none of which cause canal stenosis.', 'L3-L4 DB+ SCS0'],
  ])('%j → %s', (words, expected) => {
    expect(brief(words)).toBe(expected);
  });
});
