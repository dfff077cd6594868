/**
 * Prints how many reports the reader reads per second on one core.
 * Run with `npx tsx test/reports/bench.ts [number of reports]`.
 */
import { readReport } from '../../extension/src/reporting/reader';
import { loadCorpus } from './corpus';

const texts = loadCorpus().map(({ text }) => text);
const count = Number(process.argv[2] ?? 10_000);
const characters = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;

function read(reports: number): void {
  for (let i = 0; i < reports; i += 1) {
    readReport(texts[i % texts.length]!);
  }
}

read(1000);
const before = process.cpuUsage();
const start = process.hrtime.bigint();
read(count);
const cpu = process.cpuUsage(before);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
console.log(
  `${count} reports of ${Math.round(characters)} characters on average: ` +
    `${Math.round(count / seconds)} a second, ${Math.round(count / cpuSeconds)} a second of processor time`
);
