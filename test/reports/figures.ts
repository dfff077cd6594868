/**
 * Prints how well the report reader reads real notes and the corpus, and writes test/reports/figures.json.
 * Run with `npx tsx test/reports/figures.ts`. Where the notes are not on the machine, their figures in
 * the file stay as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONDITIONS } from '../../extension/src/findings';
import { bootstrapInterval, faultyReports, trivialMicroF1 } from './baseline';
import { loadCorpus, type CorpusReport } from './corpus';
import { evaluate, type Evaluation } from './evaluate';
import { loadNotes, type NoteSet } from './notes';

const FILE = join(__dirname, 'figures.json');
const percent = (value: number): string => (100 * value).toFixed(1).padStart(6);

function print(name: string, { reports, labels, micro, conditions }: Evaluation): void {
  console.log(`\n${name}: ${reports} reports, ${labels} labels`);
  console.log('       labels  precision  recall     F1  exact grade');
  for (const condition of CONDITIONS) {
    const { truePositive, falseNegative, precision, recall, f1, exactGrade } =
      conditions[condition];
    const count = truePositive + falseNegative;
    const figures = [precision, recall, f1, exactGrade].map(percent).join('   ');
    console.log(`  ${condition.padEnd(4)} ${String(count).padStart(6)}   ${count ? figures : '-'}`);
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

/** @param learnt the reports from which the baseline takes its most frequent answers */
function figuresOf(
  name: string,
  reports: readonly CorpusReport[],
  learnt: readonly CorpusReport[]
) {
  const evaluation = evaluate(reports);
  print(name, evaluation);
  const interval = bootstrapInterval(reports);
  const trivial = trivialMicroF1(learnt, reports);
  const faulty = faultyReports(reports);
  console.log(
    `  micro-F1 95 % interval ${interval.map(value => value.toFixed(4)).join(' to ')} ` +
      `(reports resampled); without reading ${trivial.toFixed(4)}; reports with a fault ` +
      `${faulty.count} of ${reports.length} (95 % interval up to ${percent(faulty.upper).trim()} %)`
  );
  return {
    ...evaluation,
    microF1Interval: interval,
    trivialMicroF1: trivial,
    faultyReports: faulty,
  };
}

const notes = loadNotes();
const of = (set: NoteSet): CorpusReport[] => notes.filter(note => note.set === set);
const corpus = loadCorpus();
const split = (name: CorpusReport['split']): CorpusReport[] =>
  corpus.filter(report => report.split === name);

const known = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>;
const figures: Record<string, unknown> =
  notes.length > 0
    ? {
        'notes, labelled by another reader': figuresOf(
          'notes, labelled by another reader',
          of('gold'),
          of('development')
        ),
        'notes, one last look': figuresOf('notes, one last look', of('last'), of('development')),
        'notes, development': figuresOf('notes, development', of('development'), of('development')),
      }
    : Object.fromEntries(Object.entries(known).filter(([name]) => name.startsWith('notes')));
figures.test = figuresOf('corpus, test', split('test'), split('development'));
figures.development = figuresOf('corpus, development', split('development'), split('development'));
writeFileSync(FILE, `${JSON.stringify(figures, null, 2)}\n`);
console.log(`\nwritten to ${FILE}`);
