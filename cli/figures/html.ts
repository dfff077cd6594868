import type {
  ConditionCurves,
  ConditionResult,
  Figure,
  FigureTable,
  GraderResult,
  Row,
} from './evaluate';
import type { Example } from './examples';
import { gradedName } from './graded';
import { METRICS } from './grader';
import type { Confusion } from './metrics';
import { METRIC_NAMES, NOTES, number, remarks, type EvaluationReport } from './report';
import { isOrdinal } from './scale';
import { reliabilityPlot, rocPlot, type Curve } from './svg';

const escape = (text: string): string => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);

const STYLE = `
:root{color-scheme:light dark;--line:#8886;--a:#2a6fbb;--b:#c4691b;--c:#2e8b57;--d:#b03a6b}
@media(prefers-color-scheme:dark){:root{--a:#6cb2ff;--b:#ffa657;--c:#6fd39b;--d:#ff8fbf}}
body{font:15px/1.5 system-ui,sans-serif;max-width:78rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:left;vertical-align:top}
thead th{border-bottom-width:2px}
td small{opacity:.75;white-space:nowrap;display:block}
tr.model td{font-weight:600}
tr.model td small{font-weight:400}
tr.more td,tr.more th{opacity:.8}
.wide{overflow-x:auto}
section{margin-top:2.5rem}
.figures{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:flex-start}
figure{margin:0}
figcaption{max-width:17rem;font-size:.85rem}
svg{width:17rem;font-size:11px}
svg text{fill:currentColor}
.frame,.chance,.curve{fill:none;stroke:var(--line)}
.chance{stroke-dasharray:3 3}
.curve{stroke-width:2}
.c0{stroke:var(--a)}.c1{stroke:var(--b)}.c2{stroke:var(--c)}.c3{stroke:var(--d)}
.baseline{stroke:currentColor;opacity:.5;stroke-width:1}
.comparator{stroke-dasharray:5 3}
.mark,.bin{fill:var(--a);fill-opacity:.7}
.key{white-space:nowrap}
.key i{display:inline-block;width:1.4em;border-top:3px solid;vertical-align:middle;margin-right:.3em}
.confusion td{text-align:right}
.miss img{height:11rem;margin-right:2px}
.miss figcaption{max-width:26rem;overflow-wrap:anywhere}
`;

function cell({ value, interval }: Figure): string {
  const range = interval ? `<small>${number(interval.low)} – ${number(interval.high)}</small>` : '';
  return `<td>${number(value)}${range}</td>`;
}

function line(style: string, head: string, n: number, studies: number, table: FigureTable): string {
  const cells = METRICS.map(metric => cell(table[metric])).join('');
  return `<tr class="${style}">${head}<td>${n}</td><td>${studies}</td>${cells}</tr>`;
}

function rows(name: string, row: Row): string {
  const { compared } = row;
  // Where the measurements are not there for every case, the model on the same ones.
  const there = compared !== null && compared.n < row.n;
  const count = 3 + (compared ? 1 : 0) + (there ? 1 : 0);
  const head = `<th scope="rowgroup" rowspan="${count}">${escape(name)}</th>`;
  const grader = (text: string) => `<td>${text}</td>`;
  return [
    line('model', head + grader('model'), row.n, row.studies, row.model.figures),
    line('more', grader('baseline'), row.n, row.studies, row.baseline.figures),
    line('more', grader('gain'), row.n, row.studies, row.gain),
    ...(compared
      ? [
          line(
            'more',
            grader('measurements'),
            compared.n,
            compared.studies,
            compared.comparator.figures
          ),
        ]
      : []),
    ...(compared && there
      ? [line('more', grader('model there'), compared.n, compared.studies, compared.model.figures)]
      : []),
  ].join('');
}

function figureTable(first: string, body: string): string {
  const heads = [first, 'grader', 'n', 'studies', ...METRICS.map(metric => METRIC_NAMES[metric])];
  const header = heads.map(text => `<th scope="col">${text}</th>`).join('');
  return `<div class="wide"><table><thead><tr>${header}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function confusionTable(caption: string, classes: readonly string[], matrix: Confusion): string {
  const header = classes.map(name => `<th scope="col">${name}</th>`).join('');
  const body = matrix
    .map((counts, i) => {
      const total = counts.reduce((sum, n) => sum + n, 0);
      const cells = counts
        .map(n => {
          const share = total > 0 ? Math.round((100 * n) / total) : 0;
          return `<td style="background:color-mix(in srgb,var(--a) ${Math.round(share * 0.6)}%,transparent)">${n}</td>`;
        })
        .join('');
      return `<tr><th scope="row">${classes[i]}</th>${cells}</tr>`;
    })
    .join('');
  return (
    `<figure><table class="confusion"><thead><tr><th scope="col">true ↓ stated →</th>${header}</tr></thead>` +
    `<tbody>${body}</tbody></table><figcaption>${caption}</figcaption></figure>`
  );
}

function key(classes: readonly string[], shown: readonly { readonly class: number }[]): string {
  return shown
    .map(
      c =>
        `<span class="key"><i style="border-color:var(--${'abcd'[c.class]})"></i>${classes[c.class]}</span>`
    )
    .join(', ');
}

/** Where the stated presence lies on the ROC curve. */
function operatingPoint({ figures }: GraderResult) {
  const { sensitivity, specificity } = figures;
  return sensitivity.value === null || specificity.value === null
    ? null
    : { falsePositiveRate: 1 - specificity.value, sensitivity: sensitivity.value };
}

/** The worst misses with their pictures. */
function gallery(examples: readonly Example[]): string {
  if (examples.length === 0) {
    return '';
  }
  const figures = examples.map(({ study, level, truth, stated, probability, images }) => {
    const pictures = images.map(uri => `<img alt="" src="${uri}">`).join('');
    const text = `${escape(study)}, ${level}: true ${truth}, stated ${stated} (${number(probability)})`;
    return `<figure class="miss">${pictures}<figcaption>${text}</figcaption></figure>`;
  });
  return `<h3>Worst misses</h3><div class="figures">${figures.join('')}</div>`;
}

function conditionSection(
  result: ConditionResult,
  curves: ConditionCurves,
  examples: readonly Example[]
): string {
  const { condition, classes } = result;
  const all = result.rows[0]!;
  const ordinal = isOrdinal(condition);
  const label = `${condition}: ${gradedName(condition)}`;
  const shown = curves.roc.map(curve => ({ ...curve, class: ordinal ? curve.class : 0 }));
  const styled = (list: ConditionCurves['roc'], more: string): Curve[] =>
    list.map(({ class: k, points }) => ({
      style: `${more === 'baseline' ? '' : `c${ordinal ? k : 0}`} ${more}`.trim(),
      points,
    }));
  const drawn = [
    ...(ordinal ? [] : styled(curves.baselineRoc, 'baseline')),
    ...styled(curves.comparatorRoc, 'comparator'),
    ...styled(curves.roc, ''),
  ];
  const told = [
    ordinal
      ? `One class against the rest: ${key(classes, shown)}.`
      : 'Thin line: the level alone; dot: the operating point.',
    ...(all.compared ? ['Dashed: measurements alone.'] : []),
  ];
  return `<section id="${condition}"><h2>${escape(label)}</h2>
${figureTable('level', result.rows.map(row => rows(row.level === 'all' ? 'all levels' : row.level, row)).join(''))}
<h3>All levels</h3><div class="figures">
<figure>${rocPlot(`ROC curves of ${label}`, drawn, ordinal ? null : operatingPoint(all.model))}<figcaption>ROC. ${told.join(' ')}</figcaption></figure>
<figure>${reliabilityPlot(`Calibration of ${label}`, curves.reliability)}<figcaption>Calibration: probability of ${ordinal ? 'the stated grade' : '“present”'} and how often it was right.</figcaption></figure>
${confusionTable('Model', classes, all.model.confusion)}
${all.compared ? confusionTable(`Measurements alone (${all.compared.n} cases)`, classes, all.compared.comparator.confusion) : ''}
${confusionTable('Baseline: the level alone', classes, all.baseline.confusion)}
</div>${gallery(examples)}</section>`;
}

/**
 * The paper's table, ROC curves, calibration, confusion matrices and, where there are any, the worst misses
 * as one page that needs nothing else.
 */
export function htmlReport(
  report: EvaluationReport,
  curves: readonly ConditionCurves[],
  examples: readonly Example[] = []
): string {
  const { counts, conditions } = report;
  const overall = conditions
    .map(({ condition, rows: [all] }) => rows(`${condition} ${gradedName(condition)}`, all!))
    .join('');
  const sources = [
    `Predictions: ${report.predictions.map(escape).join(', ')}.`,
    ...(report.labels === null ? [] : [`Labels: ${escape(report.labels)}.`]),
    ...(report.baseline === null ? [] : [`Baseline: ${escape(report.baseline)}.`]),
    `${report.bootstrap.rounds} bootstrap rounds over studies, seed ${report.bootstrap.seed}.`,
  ];
  const list = [...sources, ...remarks(report), ...NOTES].map(text => `<li>${text}</li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>DeepSPINE evaluation</title><style>${STYLE}</style></head><body>
<h1>DeepSPINE evaluation</h1>
<p>${counts.cells} graded cells of ${counts.studies} ${counts.studies === 1 ? 'study' : 'studies'}. Research use only: not a medical device.</p>
${figureTable('condition', overall)}
<ul>${list}</ul>
${conditions
  .map((result, i) => {
    const own = examples.filter(({ condition }) => condition === result.condition);
    return conditionSection(result, curves[i]!, own);
  })
  .join('\n')}
</body></html>
`;
}
