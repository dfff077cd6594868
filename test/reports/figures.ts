/**
 * Prints how well the report reader reads the corpus, and writes test/reports/figures.json.
 * Run with `npx tsx test/reports/figures.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONDITIONS } from '../../extension/src/findings';
import { bootstrapInterval, trivialMicroF1 } from './baseline';
import { loadCorpus } from './corpus';
import { evaluate, type Evaluation } from './evaluate';

const corpus = loadCorpus();
const development = corpus.filter(report => report.split === 'development');
const percent = (value: number): string => (100 * value).toFixed(1).padStart(6);

function print(name: string, { reports, labels, micro, conditions }: Evaluation): void {
  console.log(`\n${name}: ${reports} reports, ${labels} labels`);
  console.log('       labels  precision  recall     F1  exact grade');
  for (const condition of CONDITIONS) {
    const { truePositive, falseNegative, precision, recall, f1, exactGrade } =
      conditions[condition];
    const count = String(truePositive + falseNegative).padStart(6);
    const figures = [precision, recall, f1, exactGrade].map(percent).join('   ');
    console.log(`  ${condition.padEnd(4)} ${count}   ${figures}`);
  }
  console.log(
    `  all  ${percent(micro.precision)} ${percent(micro.recall)}  micro-F1 ${micro.f1.toFixed(4)}`
  );
  console.log('  confusion (gold → read):');
  for (const condition of CONDITIONS) {
    for (const [gold, row] of Object.entries(conditions[condition].confusion)) {
      const cells = Object.entries(row).map(([read, count]) => `${read} ${count}`);
      console.log(`    ${condition.padEnd(4)} ${gold.padEnd(12)} → ${cells.join(', ')}`);
    }
  }
}

const figures = Object.fromEntries(
  (['development', 'test'] as const).map(split => {
    const reports = corpus.filter(report => report.split === split);
    const evaluation = evaluate(reports);
    print(split, evaluation);
    const interval = bootstrapInterval(reports);
    const trivial = trivialMicroF1(development, reports);
    console.log(
      `  micro-F1 95 % interval ${interval.map(value => value.toFixed(4)).join(' to ')} ` +
        `(reports resampled); without reading ${trivial.toFixed(4)}`
    );
    return [split, { ...evaluation, microF1Interval: interval, trivialMicroF1: trivial }];
  })
);
const file = join(__dirname, 'figures.json');
writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
console.log(`\nwritten to ${file}`);
