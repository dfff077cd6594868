import { gradedName } from './graded';
import type { Figure, FigureTable, Row } from './evaluate';
import { METRICS } from './grader';
import { METRIC_NAMES, NOTES, number, remarks, type EvaluationReport } from './report';

/** "0.781 (0.742 to 0.815)" */
function cell({ value, interval }: Figure): string {
  return interval
    ? `${number(value)} (${number(interval.low)} to ${number(interval.high)})`
    : number(value);
}

const HEADER = ['', 'grader', 'n', 'studies', ...METRICS.map(metric => METRIC_NAMES[metric])];

function lines(name: string, row: Row): string[][] {
  const line = (first: string, grader: string, n: number, studies: number, table: FigureTable) => [
    ...[first, grader, String(n), String(studies)],
    ...METRICS.map(metric => cell(table[metric])),
  ];
  const { compared } = row;
  return [
    line(name, 'model', row.n, row.studies, row.model.figures),
    line('', 'baseline', row.n, row.studies, row.baseline.figures),
    line('', 'gain', row.n, row.studies, row.gain),
    ...(compared
      ? [line('', 'measurements', compared.n, compared.studies, compared.comparator.figures)]
      : []),
    // Where the measurements are not there for every case, the model on the same ones.
    ...(compared && compared.n < row.n
      ? [line('', 'model there', compared.n, compared.studies, compared.model.figures)]
      : []),
  ];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, i) => Math.max(...rows.map(row => row[i]!.length)));
  return rows
    .map(row =>
      row
        .map((text, i) => text.padEnd(widths[i]!))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}

/** The paper's table as text: all levels first, then level by level. */
export function textReport(report: EvaluationReport): string {
  const overall = report.conditions.flatMap(({ condition, rows }) =>
    lines(`${condition} ${gradedName(condition)}`, rows[0]!)
  );
  const byLevel = report.conditions.flatMap(({ condition, rows }) =>
    rows.slice(1).flatMap(row => lines(`${condition} ${row.level}`, row))
  );
  const { studies, cells } = report.counts;
  return [
    `${cells} graded cells of ${studies} ${studies === 1 ? 'study' : 'studies'}.`,
    ...remarks(report),
    '',
    aligned([HEADER, ...overall]),
    '',
    'By level',
    aligned([HEADER, ...byLevel]),
    '',
    ...NOTES,
    'Research use only.',
    '',
  ].join('\n');
}
