import { CATALOGUES, sayIn } from './sentences';
import { SENTENCES_DE } from './sentences.de';
import { sourceSentences } from './testingSentences';

const say = sayIn(CATALOGUES.de!);

const count = (text: string, what: RegExp) => (text.match(what) ?? []).length;

it('has a German sentence for every one of the sources, and no other', () => {
  const sentences = sourceSentences();
  expect(sentences.length).toBeGreaterThan(70);
  expect(Object.keys(SENTENCES_DE).sort()).toEqual(sentences);
});

it.each(Object.entries(CATALOGUES.de!))(
  '%s: only says parts that it is given',
  (english, german) => {
    const parts = count(english, /\{\}/g);
    for (const [, index] of german.matchAll(/\{(\d)\}/g)) {
      expect(Number(index)).toBeGreaterThan(0);
      expect(Number(index)).toBeLessThanOrEqual(parts);
    }
    // A sentence stays a sentence.
    expect(/[.:]$/.test(german) || german.endsWith('{1}')).toBe(
      /[.:]$/.test(english) || german.endsWith('{1}')
    );
  }
);

it('keeps what a sentence says of its case', () => {
  expect(
    say(
      'The series “Sag T2 FS” has only 1 sagittal slice at one orientation; at least 5 are needed.'
    )
  ).toBe(
    'Die Serie “Sag T2 FS” hat nur 1 sagittale Schichten gleicher Ausrichtung; mindestens 5 sind nötig.'
  );
  expect(
    say('In the series “Ax, T2 2” 3 slices are missing; structures there were not seen.')
  ).toBe('In der Serie “Ax, T2 2” fehlen Schichten (3); was dort liegt, wurde nicht gesehen.');
});

it('says the parts of a sentence in German too', () => {
  expect(
    say(
      'The archive refused the report (it rejected the object, HTTP 409); the findings are kept ' +
        'here: save again, or download the report.'
    )
  ).toMatch(/^Das Archiv hat den Bericht abgelehnt \(es nimmt dieses Objekt nicht an, HTTP 409\)/);
  expect(
    say(
      'The study holds CT images, but only MR can be graded; open a study with a sagittal T2 series of ' +
        'the lumbar spine.'
    )
  ).toMatch(/Art CT.*öffnen Sie eine Studie/);
  expect(
    say(
      'Not graded, because the installed model does not: disc bulge, left facet arthropathy.'
      // Where a long word may break in a narrow column.
    ).replaceAll('\u00ad', '')
  ).toBe(
    'Nicht beurteilt, weil das installierte Modell es nicht tut: Bandscheibenvorwölbung, ' +
      'Facettengelenksarthrose links.'
  );
  expect(say('Sag T2 (series 1) + Ax T2 (series 2)')).toBe('Sag T2 (Serie 1) + Ax T2 (Serie 2)');
});

it('leaves alone what it does not know', () => {
  expect(say('Something else went wrong.')).toBe('Something else went wrong.');
  expect(say('')).toBe('');
});
