import { readReport } from '.';

/** What is read beyond the nine, one finding a word group: level, finding, grade, side, type, … */
const further = (text: string): string[] =>
  readReport(text).extended.map(({ level, finding, grade, side, type, place, detail }) =>
    [level, finding, grade, side, type, place, detail].filter(Boolean).join(' ')
  );

describe('findings beyond the nine', () => {
  it.each([
    [
      'L4-5: Left paracentral disc protrusion.',
      ['L4-L5 herniation present left protrusion subarticular'],
    ],
    [
      'L4-5: Large right subarticular extrusion migrating caudally.',
      ['L4-L5 herniation present right extrusion subarticular migrated caudally'],
    ],
    [
      'L4-5: Central disc extrusion with superior migration.',
      ['L4-L5 herniation present extrusion central'],
    ],
    [
      'Far lateral disc herniation at L3-L4 on the right.',
      ['L3-L4 herniation present right extraforaminal'],
    ],
    ['L5-S1: sequestrated disc fragment.', ['L5-S1 herniation present sequestration']],
    [
      'L5-S1: No disc protrusion or extrusion.',
      ['L5-S1 herniation absent protrusion', 'L5-S1 herniation absent extrusion'],
    ],
    ['L5-S1: Left foraminal disc bulge.', ['L5-S1 bulge present left foraminal']],
    [
      'L4-5: Severe left and moderate right lateral recess stenosis.',
      ['L4-L5 lateral-recess-stenosis severe left', 'L4-L5 lateral-recess-stenosis moderate right'],
    ],
    [
      'L4-5: Lateral recesses are patent.',
      ['L4-L5 lateral-recess-stenosis none left', 'L4-L5 lateral-recess-stenosis none right'],
    ],
    [
      'L4-5: Mild bilateral subarticular narrowing.',
      ['L4-L5 lateral-recess-stenosis mild left', 'L4-L5 lateral-recess-stenosis mild right'],
    ],
    ['L4-5: Bulge abutting the left L5 nerve root.', ['L4-L5 nerve-root-contact contact left L5']],
    [
      'L4-5: Bulge compressing the thecal sac and both nerve roots.',
      ['L4-L5 nerve-root-contact compression both'],
    ],
    [
      'L4-5: The right L4 nerve root is compressed.',
      ['L4-L5 nerve-root-contact compression right L4'],
    ],
    ['L4-5: No nerve root compression.', ['L4-L5 nerve-root-contact absent']],
    ['Grade I spondylolisthesis of L4 over L5.', ['L4-L5 spondylolisthesis 1 spondylolisthesis']],
    ['L4-5: Grade 2 anterolisthesis (6 mm).', ['L4-L5 spondylolisthesis 2 anterolisthesis 6 mm']],
    ['Retrolisthesis of L5 on S1.', ['L5-S1 spondylolisthesis present retrolisthesis']],
    ['L5-S1: Modic type II endplate changes.', ['L5-S1 modic 2']],
    ['L5-S1: Modic 1 change.', ['L5-S1 modic 1']],
    ['L5-S1: Pfirrmann grade IV disc.', ['L5-S1 pfirrmann 4']],
    [
      'L5-S1: Disc desiccation with mild disc height loss.',
      ['L5-S1 disc-desiccation present', 'L5-S1 disc-height-loss mild'],
    ],
    ['L5-S1: Disc height is preserved.', ['L5-S1 disc-height-loss absent']],
    ['L5-S1: Disc height and signal are reduced.', ['L5-S1 disc-height-loss present']],
    ['L5-S1: Narrowed disc space.', ['L5-S1 disc-height-loss present']],
    ['L5-S1: Posterior annular fissure.', ['L5-S1 annular-fissure present']],
    ['L5-S1: Right foraminal annular tear.', ['L5-S1 annular-fissure present right foraminal']],
    [
      'L4-5: Right facet joint synovial cyst. Bilateral facet effusions.',
      ['L4-L5 facet-cyst present right', 'L4-L5 facet-effusion present both'],
    ],
    ['Old L1 compression fracture.', ['L1 compression-fracture present old']],
    ['No compression fracture.', ['all compression-fracture absent']],
    ['L4-5: Status post laminectomy.', ['L4-L5 post-operative present laminectomy']],
    ['L4-5: The previously seen protrusion has resolved.', ['L4-L5 herniation absent protrusion']],
    ['L4-5: Protrusion cannot be excluded.', []],
    ['Multilevel disc desiccation.', ['unspecified disc-desiccation present']],
  ])('%s', (text, expected) => {
    const found = further(text);
    expect(found.filter(row => expected.includes(row)).sort()).toEqual([...expected].sort());
    expect(found.length).toBe(expected.length);
  });

  it('never adds a label of the nine', () => {
    const text =
      'L4-5: Left foraminal extrusion, severe lateral recess stenosis, grade 2 anterolisthesis.';
    expect(readReport(text).labels).toEqual([]);
    expect(readReport(text).status).toBe('labels');
  });

  it('keeps the findings of the impression once', () => {
    const text =
      'FINDINGS:\nL4-5: Left paracentral disc extrusion.\nIMPRESSION:\n1. L4-5 disc extrusion.';
    expect(further(text)).toEqual(['L4-L5 herniation present left extrusion subarticular']);
  });

  it('gives words that stand in the text', () => {
    const text =
      'FINDINGS:\nL4-5: Large left paracentral disc extrusion compressing the left L5 nerve root.';
    for (const { start, end, quote } of readReport(text).extended) {
      expect(text.slice(start, end)).toBe(quote);
    }
  });
});

describe('what was not read', () => {
  it.each([
    ['Multilevel canal stenosis.', 'no-level'],
    ['L4-5: Foraminal stenosis cannot be excluded.', 'not-stated'],
    ['L4-5: Previously there was severe canal stenosis on the prior study.', 'not-stated'],
    ['Disc bulge at L7-L8.', 'unknown-level'],
    ['No canal stenosis at L4-L9.', 'unknown-level'],
  ])('%s → %s', (text, reason) => {
    const { unread } = readReport(text);
    expect(unread.map(clause => clause.reason)).toEqual([reason]);
    expect(text.slice(unread[0]!.start, unread[0]!.end)).toBe(unread[0]!.quote);
  });

  it('is nothing where every clause was understood', () => {
    const text =
      'FINDINGS: L4-5: Disc bulge compressing the thecal sac and exit canals. The disc indents the sac at L5-S1.';
    expect(readReport(text).unread).toEqual([]);
  });
});

describe('the state of a report', () => {
  it.each([
    ['L4-5: Disc bulge.', 'labels', 'en'],
    ['The study could not be completed.', 'nothing-found', 'en'],
    ['LSS MRI: Feature of muscle spasm.', 'nothing-found', null],
    ['MRI BRAIN: No acute infarct.', 'not-lumbar-mri', null],
    ['MRI CERVICAL SPINE: No canal stenosis. C5-6 disc bulge.', 'not-lumbar-mri', 'en'],
    ['D SPINE MRI\nNo significant cord compression noted.', 'not-lumbar-mri', 'en'],
    ['CT LUMBAR SPINE: L4-5 moderate canal stenosis.', 'not-lumbar-mri', 'en'],
    ['XR LUMBAR SPINE 2 VIEWS: Degenerative changes at L4-5.', 'not-lumbar-mri', 'en'],
    ['MRI of the knee. Tear of the medial meniscus.', 'not-lumbar-mri', 'en'],
    ['Befund: Bandscheibenprotrusion L4/5 mit mäßiger Spinalkanalstenose.', 'other-language', 'de'],
    ['Keine Neuroforamenstenose bei L5/S1 beidseits.', 'other-language', 'de'],
    [
      'Hernie discale L4-L5 gauche avec conflit radiculaire. Pas de sténose.',
      'other-language',
      'fr',
    ],
    ['Débord discal étagé sans rétrécissement canalaire en L3-L4.', 'other-language', 'fr'],
    ['Protrusión discal L4-L5 sin estenosis de canal.', 'other-language', 'es'],
    [
      'Se observa abombamiento discal en L5-S1 con leve estenosis foraminal.',
      'other-language',
      'es',
    ],
    ['Abaulamento discal L4-L5 com estenose do canal.', 'other-language', 'pt'],
    ['Não há sinais de hérnia discal em L5-S1.', 'other-language', 'pt'],
    ['Discusprotrusie op niveau L4-L5 met lichte kanaalstenose.', 'other-language', 'nl'],
    ['Geen wortelkanaalstenose ter hoogte van L5-S1.', 'other-language', 'nl'],
  ])('%s → %s', (text, status, language) => {
    const reading = readReport(text);
    expect([reading.status, reading.language]).toEqual([status, language]);
    if (status !== 'labels') {
      expect(reading.labels).toEqual([]);
    }
  });
});
