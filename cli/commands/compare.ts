import { DeepSpineError, isGradingKey, type Level } from '../../extension/src/findings';
import type { Graded } from '../figures/graded';
import { classesOf, positiveFrom, toClasses, type Scheme } from '../figures/scale';
import { Cells } from '../evaluation/cells';
import { statedClass } from '../evaluation/collect';
import { inputProblems } from '../evaluation/inputProblems';
import { findInputs, operatingPointsOf, readAll } from '../evaluation/inputs';
import { readLabels } from '../evaluation/labels';
import type { Prediction } from '../evaluation/predictions';
import { checkWritable, print, progressLine, sayError, writeWhole } from '../output';
import { csvText, jsonText } from '../plainText';

export interface CompareCommandOptions {
  readonly reports: string;
  readonly predictions: readonly string[];
  readonly classes?: Scheme;
  readonly models?: string;
  /** Leaves out what the report does not speak of. */
  readonly mentionedOnly?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly signal?: AbortSignal;
}

/** A cell of which the report and the model do not say the same. */
export interface Disagreement {
  readonly study: string;
  readonly level: Level;
  readonly condition: Graded;
  /** The report's grade; 'not-mentioned' or, of a degeneration grading, 'report-silent' where it says nothing. */
  readonly reported: string;
  readonly found: string;
  /** Classes between the two; from normal where the report says nothing. */
  readonly classesApart: number;
  /** The model's probability that the report's grade is not right; of a finding, where it says nothing. */
  readonly confidence: number;
}

/** Where a report says nothing, which is no grade: of a condition, */
const NOT_MENTIONED = 'not-mentioned';
/** … and of a degeneration grading, in whose terms few reports are written: its silence contradicts nothing. */
const REPORT_SILENT = 'report-silent';
const COLUMNS = [
  ...(['confidence', 'study', 'level', 'condition'] as const),
  ...(['reported', 'found', 'classesApart'] as const),
];

/**
 * `deepspine compare`: where reports and predictions disagree, the most confident first. Only studies that have
 * both are compared, and only cells that a model graded.
 *
 * @returns 0; 2 when lines or files had to be left out
 * @throws DeepSpineError 'bad-arguments' when no study has both
 */
export async function compareCommand(options: CompareCommandOptions): Promise<0 | 2> {
  const { classes: scheme = 4, limit = Infinity, json, out, signal } = options;
  await checkWritable([out]);
  const inputs = await findInputs(options.predictions);
  const operatingPoints = await operatingPointsOf(options.models);
  const progress = progressLine();
  const complain = inputProblems(progress.clear);
  const reported = new Cells();
  const repeated = new Set<string>();
  for await (const { study, level, condition, label } of readLabels(
    options.reports,
    scheme,
    complain
  )) {
    const before = reported.get(study, level, condition);
    if (before > 0 && before !== label + 1) {
      const names = classesOf(condition, scheme);
      complain(
        `${options.reports}: ${study} has ${condition} at ${level} as ${names[before - 1]} and as ${names[label]}; ` +
          'the first is used. Give every report an id of its own.'
      );
    } else if (before > 0) {
      repeated.add(study);
    } else {
      reported.set(study, level, condition, label + 1);
    }
  }
  for (const study of repeated) {
    complain(
      `${options.reports}: ${study} has cells that stand there twice, as where two reports have one id; their lines are ` +
        'taken for one report. Give every report an id of its own.'
    );
  }
  const found: Disagreement[] = [];
  const silentGradings: Disagreement[] = [];
  const compared = new Set<string>();
  let [cells, mentioned] = [0, 0];
  for await (const prediction of readAll(inputs.predictions, complain)) {
    const study = prediction.studies.find(name => reported.has(name));
    if (study === undefined || !prediction.stated) {
      continue;
    }
    if (signal?.aborted) {
      throw new DeepSpineError('cancelled', 'Stopped; nothing was written.');
    }
    const label = reported.get(study, prediction.level, prediction.condition);
    compared.add(study);
    cells++;
    mentioned += label > 0 ? 1 : 0;
    if (label === 0 && options.mentionedOnly) {
      continue;
    }
    const said = statedClass(prediction.condition, prediction.stated, { scheme, operatingPoints });
    const disagreement = compareCell(study, prediction, label, said, scheme);
    if (disagreement) {
      (disagreement.reported === REPORT_SILENT ? silentGradings : found).push(disagreement);
    }
    if (cells % 5000 === 0) {
      progress.show(`${cells} cells compared`);
    }
  }
  progress.clear();
  if (cells === 0) {
    throw new DeepSpineError(
      'bad-arguments',
      `${options.reports} and the predictions have no study in common; both must name studies alike (report_id or study, and the Study Instance UID or the result's file name).`
    );
  }
  const inOrder = (some: readonly Disagreement[]) =>
    [...some].sort((a, b) => b.confidence - a.confidence || b.classesApart - a.classesApart);
  const listed = [...inOrder(found), ...inOrder(silentGradings)].slice(0, limit);
  const summary = {
    ...{ studies: compared.size, cells, mentioned, disagreements: found.length },
    silentGradings: silentGradings.length,
  };
  const text = json
    ? `${jsonText({ schema: 'deepspine-comparison/1', classes: scheme, ...summary, listed }, 2)}\n`
    : csvText(listed, { header: true, columns: [...COLUMNS] });
  if (out) {
    await writeWhole(out, text);
  } else {
    print(text);
  }
  const silent = found.filter(d => d.reported === NOT_MENTIONED).length;
  sayError(
    `${summary.studies} studies, ${cells} graded cells, of which the reports mention ${mentioned}: ` +
      `${found.length - silent} disagreements` +
      (options.mentionedOnly
        ? ''
        : `, and ${silent} findings that the reports do not mention; they are silent about ${silentGradings.length} abnormal degeneration gradings too`)
  );
  complain.finish();
  return complain.count() > 0 ? 2 : 0;
}

/** @param label class of the report plus 1; 0: it says nothing; @param said class of the model */
function compareCell(
  study: string,
  { level, condition, stated }: Prediction,
  label: number,
  said: number,
  scheme: Scheme
): Disagreement | null {
  const silentGrading = label === 0 && isGradingKey(condition);
  const reportedClass = Math.max(0, label - 1);
  if (said === reportedClass || (silentGrading && said < positiveFrom(condition, scheme))) {
    return null;
  }
  const names = classesOf(condition, scheme);
  const probability = toClasses(condition, scheme, stated!.probabilities)[reportedClass]!;
  return {
    study,
    level,
    condition,
    reported: silentGrading ? REPORT_SILENT : label === 0 ? NOT_MENTIONED : names[reportedClass]!,
    found: names[said]!,
    classesApart: Math.abs(said - reportedClass),
    confidence: Number((1 - probability).toFixed(4)),
  };
}
