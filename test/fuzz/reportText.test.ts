/** Damaged report texts: read without an end that never comes, evidence in the text, sides kept apart. */
import fc from 'fast-check';
import { mirrored } from '../../extension/src/findings';
import { readReport } from '../../extension/src/reporting/reader';
import { budget } from './budget';
import { guarded } from './hangAlarm';

jest.setTimeout(3_600_000);

const REPORT = [
  'TECHNIQUE: Sagittal T1, T2, STIR; axial T2.',
  'FINDINGS: Alignment is normal. The conus ends at L1.',
  'L2-L3: No significant disc bulge. No canal or foraminal stenosis.',
  'L3-L4: Mild disc bulge. Moderate left and mild right foraminal narrowing.',
  'L4-L5: Severe spinal canal stenosis from a disc-osteophyte complex and ligamentum flavum thickening.',
  'Severe right, moderate left neural foraminal stenosis; left facet arthropathy.',
  'L5-S1: Epidural lipomatosis. Right foraminal stenosis is mild. The left foramen is patent.',
  'IMPRESSION: Severe canal stenosis at L4-5, with right foraminal compromise.',
].join('\n');

/** Texts that have broken readers: long runs, halves of characters, other alphabets, markup. */
const splinter = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom(
    '\ud83d',
    '\u202e',
    '\u0000',
    'ﬁ',
    'L4-',
    ' / ',
    '<script>',
    '((((',
    'İ',
    '\r',
    '%'
  ),
  fc
    .tuple(fc.constantFrom('no ', 'L4-5 ', ', ', '- ', 'mild '), fc.integer({ min: 1, max: 400 }))
    .map(([word, count]) => word.repeat(count))
);
const place = fc.nat({ max: REPORT.length });
const edit = fc.record({ at: place, skip: fc.nat({ max: 30 }), insert: fc.option(splinter) });
const damagedReport = fc
  .array(edit, { minLength: 1, maxLength: 5 })
  .map(edits =>
    edits.reduce(
      (text, { at, skip, insert }) => text.slice(0, at) + (insert ?? '') + text.slice(at + skip),
      REPORT
    )
  );

const swapped = (text: string): string =>
  text.replace(/\b(left|right)\b/gi, word => {
    const other = word.toLowerCase() === 'left' ? 'right' : 'left';
    return word[0] === word[0]!.toUpperCase() ? other[0]!.toUpperCase() + other.slice(1) : other;
  });

const labelsOf = (text: string, other = false): string[] =>
  readReport(text)
    .labels.map(
      ({ level, condition, grade }) =>
        `${level} ${other ? mirrored(condition) : condition} ${grade}`
    )
    .sort();

test('a damaged report is read to its end, and left and right are never mixed up', () => {
  // A lone "L", "r" or "Rt", as damage leaves them, is a side as well.
  const plain = damagedReport.map(text => text.replace(/(?<![\w-])[lr]t?(?![\w-])/gi, ''));
  fc.assert(
    fc.property(plain, text => {
      guarded(JSON.stringify(text), () => {
        for (const { evidence } of readReport(text).labels) {
          expect(text.slice(evidence.start, evidence.end)).toBe(evidence.quote);
          expect(evidence.quote).not.toBe('');
        }
        expect(labelsOf(swapped(text), true)).toEqual(labelsOf(text));
      });
    }),
    budget('report text')
  );
});

test.each([
  ['levels', 'L4-5 ', 20_000],
  ['negations', 'no ', 20_000],
  ['brackets', '(', 50_000],
  ['commas', 'mild, ', 20_000],
  ['lines', 'L4-L5: mild canal stenosis\n', 3_000],
  ['cells', 'mild | ', 20_000],
])('%s without end come to an end', (_name, part, count) => {
  const text = part.repeat(count);
  expect(() => guarded(part, () => readReport(text))).not.toThrow();
});
