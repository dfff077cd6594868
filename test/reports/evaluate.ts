import { CONDITIONS, type Condition } from '../../extension/src/findings';
import { readReport } from '../../extension/src/reporting/reader';
import type { CorpusReport } from './corpus';

export interface Difference {
  readonly report: string;
  readonly key: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;
}

export interface Scores {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface ConditionScores extends Scores {
  /** Of the cells mentioned in both, how many have exactly the grade. */
  readonly exactGrade: number;
  /** Rows: gold grade; columns: read grade; "unmentioned" for a cell that only one side has. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface Evaluation {
  readonly reports: number;
  readonly labels: number;
  readonly micro: Scores;
  readonly conditions: Readonly<Record<Condition, ConditionScores>>;
  readonly differences: readonly Difference[];
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

function scores(truePositive: number, falsePositive: number, falseNegative: number): Scores {
  const precision = ratio(truePositive, truePositive + falsePositive);
  const recall = ratio(truePositive, truePositive + falseNegative);
  const f1 = ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
  return { truePositive, falsePositive, falseNegative, precision, recall, f1 };
}

/**
 * Compares the reader with the gold labels. A (report, level, condition, grade) counts only when all
 * four agree; a wrong grade is one false positive and one false negative.
 */
export function evaluate(reports: readonly CorpusReport[]): Evaluation {
  const confusion = new Map<Condition, Record<string, Record<string, number>>>();
  const differences: Difference[] = [];
  let labels = 0;
  for (const { id, text, gold, notJudged } of reports) {
    const read = new Map(
      readReport(text).labels.map(({ level, condition, grade }) => [`${level}|${condition}`, grade])
    );
    labels += gold.size;
    for (const key of [...new Set([...gold.keys(), ...read.keys()])].sort()) {
      if (notJudged?.has(key)) {
        continue;
      }
      const condition = key.split('|')[1] as Condition;
      const expected = gold.get(key);
      const found: string | undefined = read.get(key);
      const table = confusion.get(condition) ?? {};
      confusion.set(condition, table);
      const row = (table[expected ?? 'unmentioned'] ??= {});
      row[found ?? 'unmentioned'] = (row[found ?? 'unmentioned'] ?? 0) + 1;
      if (expected !== found) {
        differences.push({ report: id, key, expected, found });
      }
    }
  }
  const conditions = Object.fromEntries(
    CONDITIONS.map(condition => [condition, conditionScores(confusion.get(condition) ?? {})])
  ) as Record<Condition, ConditionScores>;
  const sum = (pick: (scores: Scores) => number): number =>
    Object.values(conditions).reduce((total, each) => total + pick(each), 0);
  const micro = scores(
    sum(each => each.truePositive),
    sum(each => each.falsePositive),
    sum(each => each.falseNegative)
  );
  return { reports: reports.length, labels, micro, conditions, differences };
}

function conditionScores(confusion: Record<string, Record<string, number>>): ConditionScores {
  let same = 0;
  let onlyGold = 0;
  let onlyRead = 0;
  let both = 0;
  for (const [expected, row] of Object.entries(confusion)) {
    for (const [found, count] of Object.entries(row)) {
      if (expected === found) {
        same += count;
      } else {
        onlyGold += expected === 'unmentioned' ? 0 : count;
        onlyRead += found === 'unmentioned' ? 0 : count;
      }
      both += expected === 'unmentioned' || found === 'unmentioned' ? 0 : count;
    }
  }
  return { ...scores(same, onlyRead, onlyGold), exactGrade: ratio(same, both), confusion };
}
