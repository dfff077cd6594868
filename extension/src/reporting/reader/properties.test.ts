import fc from 'fast-check';
import { mirrored, type Condition } from '../../findings';
import { readReport } from '.';

type Labels = Readonly<Record<string, string>>;

const labelsOf = (text: string): Labels =>
  Object.fromEntries(
    readReport(text).labels.map(({ level, condition, grade }) => [`${level} ${condition}`, grade])
  );

/** A sentence about one thing, and the grades it means at its level. */
interface Phrase {
  readonly words: string;
  readonly labels: Readonly<Partial<Record<Condition, string>>>;
}

const GRADES = [
  ['Mild', 'mild'],
  ['Minimal', 'mild'],
  ['Moderate', 'moderate'],
  ['Mild to moderate', 'moderate'],
  ['Severe', 'severe'],
  ['Marked', 'severe'],
] as const;

const grade = fc.constantFrom(...GRADES);
const canal = fc
  .tuple(
    grade,
    fc.constantFrom('spinal canal stenosis', 'central canal narrowing', 'canal stenosis')
  )
  .map(([[word, value], noun]): Phrase => ({ words: `${word} ${noun}.`, labels: { SCS: value } }));
const foramina = fc
  .tuple(
    grade,
    fc.constantFrom('foraminal stenosis', 'neural foraminal narrowing', 'exit foraminal stenosis')
  )
  .map(([[word, value], noun]): Phrase => ({
    words: `${word} bilateral ${noun}.`,
    labels: { LFS: value, RFS: value },
  }));
const foramen = fc
  .tuple(grade, fc.constantFrom('left', 'right'))
  .map(([[word, value], side]): Phrase => ({
    words: `${word} ${side} foraminal stenosis.`,
    labels: { [side === 'left' ? 'LFS' : 'RFS']: value },
  }));
const eachSide = fc.tuple(grade, grade).map(([[rightWord, right], [leftWord, left]]): Phrase => ({
  words: `${rightWord} right and ${leftWord.toLowerCase()} left foraminal narrowing.`,
  labels: { RFS: right, LFS: left },
}));
const signs = fc.constantFrom<Phrase>(
  { words: 'Broad-based disc bulge.', labels: { DB: 'present' } },
  { words: 'Disc-osteophyte complex.', labels: { DOC: 'present' } },
  { words: 'Bilateral facet arthropathy.', labels: { LFA: 'present', RFA: 'present' } },
  { words: 'Ligamentum flavum thickening.', labels: { LFT: 'present' } },
  { words: 'Epidural lipomatosis.', labels: { EL: 'present' } }
);
/** Phrases about different conditions, in any order. */
const phrases = fc
  .tuple(canal, fc.oneof(foramina, foramen, eachSide), signs)
  .chain(all => fc.shuffledSubarray([...all], { minLength: 1 }));
const LEVELS = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'] as const;
/** A report: for each level what is said there. */
const report = fc.tuple(
  ...LEVELS.map(level => phrases.map(said => ({ level: level as string, said })))
);
type Report = readonly { readonly level: string; readonly said: readonly Phrase[] }[];

const paragraph = ({ level, said }: Report[number]): string =>
  `${level}: ${said.map(({ words }) => words).join(' ')}`;
const written = (levels: Report): string => `FINDINGS:\n${levels.map(paragraph).join('\n')}\n`;
const meant = (levels: Report): Labels =>
  Object.fromEntries(
    levels.flatMap(({ level, said }) =>
      said.flatMap(({ labels }) =>
        Object.entries(labels).map(([condition, value]) => [`${level} ${condition}`, value])
      )
    )
  );

const UNRELATED = [
  'The conus medullaris terminates at L1.',
  'There is a 2 cm simple cyst in the left kidney.',
  'No fracture or suspicious marrow lesion.',
  'The paraspinal muscles are unremarkable.',
  'Sacroiliac joints show mild degenerative change.',
  'Alignment is anatomic.',
  'Disc height and signal are reduced.',
  'No abdominal aortic aneurysm.',
  'There is a small central disc protrusion.',
];

describe('readReport', () => {
  it('reads what a report was written to say', () => {
    fc.assert(
      fc.property(report, levels => expect(labelsOf(written(levels))).toEqual(meant(levels)))
    );
  });

  it('does not depend on the order of the level paragraphs', () => {
    fc.assert(
      fc.property(
        report,
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        (levels, order) => {
          const reordered = order.map(i => levels[i]!);
          expect(labelsOf(written(reordered))).toEqual(labelsOf(written(levels)));
        }
      )
    );
  });

  it('is not moved by an unrelated sentence anywhere', () => {
    const place = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 3 }), fc.constantFrom(...UNRELATED));
    fc.assert(
      fc.property(report, place, (levels, [line, at, words]) => {
        const disturbed = levels.map(({ level, said }, i) => ({
          level,
          said:
            i === line ? [...said.slice(0, at), { words, labels: {} }, ...said.slice(at)] : said,
        }));
        expect(labelsOf(written(disturbed))).toEqual(labelsOf(written(levels)));
      })
    );
  });

  it('flips a statement that is negated', () => {
    const negation = fc.constantFrom('No ', 'No significant ', 'No evidence of ', 'There is no ');
    fc.assert(
      fc.property(fc.oneof(canal, foramina, foramen, signs), negation, (phrase, no) => {
        // A negation denies the thing itself: "no severe stenosis" would leave room for mild.
        const plain = phrase.words.replace(
          /^(?:Mild to moderate|Mild|Minimal|Moderate|Severe|Marked) /,
          ''
        );
        const negated = labelsOf(`L4-L5: ${no}${plain.charAt(0).toLowerCase()}${plain.slice(1)}`);
        const expected = Object.entries(phrase.labels).map(([condition, value]) => [
          `L4-L5 ${condition}`,
          value === 'present' ? 'absent' : 'none',
        ]);
        expect(negated).toEqual(Object.fromEntries(expected));
      })
    );
  });

  it('swaps the labels when left and right are swapped', () => {
    fc.assert(
      fc.property(report, levels => {
        const text = written(levels);
        const swapped = text.replace(/left|right/g, side => (side === 'left' ? 'right' : 'left'));
        const expected = Object.entries(labelsOf(text)).map(([key, value]) => {
          const [level, condition] = key.split(' ') as [string, Condition];
          return [`${level} ${mirrored(condition)}`, value];
        });
        expect(labelsOf(swapped)).toEqual(Object.fromEntries(expected));
      })
    );
  });

  it('gives evidence that lies in the text, whatever the text', () => {
    const words = fc.constantFrom(
      ...[
        'L4-5',
        'L3',
        'no',
        'mild',
        'left',
        'and',
        'or',
        ',',
        '.',
        ':',
        ';',
        '(',
        ')',
        '\n',
        '|',
        '-',
      ],
      ...[
        'canal',
        'foramina',
        'stenosis',
        'facet',
        'bulge',
        'normal',
        'with',
        'at',
        'through',
        'respectively',
      ],
      ...[
        'previously',
        'now',
        'except',
        'above',
        'these levels',
        'otherwise',
        'not',
        'IMPRESSION:',
        '\t',
      ]
    );
    const nonsense = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.array(words, { maxLength: 60 }).map(list => list.join(' '))
    );
    fc.assert(
      fc.property(nonsense, text => {
        for (const { evidence } of readReport(text).labels) {
          expect(text.slice(evidence.start, evidence.end)).toBe(evidence.quote);
          expect(evidence.quote).not.toBe('');
        }
        expect(readReport(text)).toEqual(readReport(text));
      }),
      { numRuns: 400 }
    );
  });
});
