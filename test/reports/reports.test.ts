import {
  CONDITION_DEFINITIONS,
  CONDITIONS,
  mirrored,
  type Condition,
} from '../../extension/src/findings';
import { readReport } from '../../extension/src/reporting/reader';
import { loadCorpus } from './corpus';
import { evaluate } from './evaluate';

const corpus = loadCorpus();
const split = (name: 'development' | 'test') => corpus.filter(report => report.split === name);

describe('the corpus', () => {
  it('holds at least 150 different reports, with a test split of at least 50', () => {
    expect(new Set(corpus.map(({ text }) => text)).size).toBeGreaterThanOrEqual(150);
    expect(split('test').length).toBeGreaterThanOrEqual(50);
  });

  it('has gold labels of the vocabulary only, and every condition in both splits', () => {
    for (const name of ['development', 'test'] as const) {
      const seen = new Set<Condition>();
      for (const { gold } of split(name)) {
        for (const [key, grade] of gold) {
          const condition = key.split('|')[1] as Condition;
          expect(CONDITION_DEFINITIONS[condition].grades).toContain(grade);
          seen.add(condition);
        }
      }
      expect([...seen].sort()).toEqual([...CONDITIONS].sort());
    }
  });
});

describe('the report reader', () => {
  it.each(['development', 'test'] as const)('reaches micro-F1 0.97 on the %s split', name => {
    const { micro, labels } = evaluate(split(name));
    expect(labels).toBeGreaterThan(1000);
    expect(micro.f1).toBeGreaterThanOrEqual(0.97);
  });

  it('swaps the labels when left and right are swapped in any report', () => {
    // Single letters (R, L5) and abbreviations cannot be swapped by a plain replacement.
    const plain = corpus.filter(
      ({ text }) => !/\b(?:[rl]|[rl]t|[rl]nf|[rl]fs)\b|[<>]|rigth/i.test(text)
    );
    expect(plain.length).toBeGreaterThan(100);
    for (const { text } of plain) {
      const swapped = text.replace(/left|right/gi, side => exchange(side));
      const labels = (content: string, turn: (condition: Condition) => Condition): string[] =>
        readReport(content)
          .labels.map(label => `${label.level} ${turn(label.condition)} ${label.grade}`)
          .sort();
      expect(labels(swapped, condition => condition)).toEqual(labels(text, mirrored));
    }
  });

  it('reads the same labels from Windows line ends, capitals and en dashes', () => {
    for (const { text } of split('development')) {
      const labels = (content: string): string[] =>
        readReport(content).labels.map(
          ({ level, condition, grade }) => `${level} ${condition} ${grade}`
        );
      expect(labels(text.replace(/\n/g, '\r\n'))).toEqual(labels(text));
      expect(labels(text.replace(/(\d)-(\w)/g, '$1\u2013$2'))).toEqual(labels(text));
    }
  });
});

function exchange(side: string): string {
  const other = side.toLowerCase() === 'left' ? 'right' : 'left';
  const capital = side.charAt(0) === side.charAt(0).toUpperCase();
  return capital ? other.charAt(0).toUpperCase() + other.slice(1) : other;
}
