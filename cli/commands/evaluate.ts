import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DeepSpineError } from '../../extension/src/findings';
import { LevelFrequencies } from '../figures/baseline';
import type { CaseTable } from '../figures/cases';
import { evaluateCondition, type ConditionCurves, type ConditionResult } from '../figures/evaluate';
import { worstMisses, type Example } from '../figures/examples';
import { GRADED } from '../figures/graded';
import { htmlReport } from '../figures/html';
import type { EvaluationReport } from '../figures/report';
import type { Scheme } from '../figures/scale';
import { textReport } from '../figures/text';
import { Collector } from '../evaluation/collect';
import { inputProblems, type InputProblems } from '../evaluation/inputProblems';
import { CropFolder } from '../evaluation/crops';
import { findInputs, operatingPointsOf, readAll, type Inputs } from '../evaluation/inputs';
import { readLabels } from '../evaluation/labels';
import { bar, checkWritable, print, progressLine, writeWhole } from '../output';
import { jsonText } from '../plainText';

export interface EvaluateCommandOptions {
  readonly labels?: string;
  readonly baseline?: string;
  readonly classes?: Scheme;
  readonly models?: string;
  readonly rounds?: number;
  readonly seed?: number;
  readonly json?: boolean;
  readonly out?: string;
  readonly html?: string;
  /** A folder of `deepspine extract`, for pictures on the page. */
  readonly crops?: string;
  readonly signal?: AbortSignal;
}

/** Misses that the page shows per condition. */
const EXAMPLES = 6;

/**
 * `deepspine evaluate`: the paper's table from predictions and labels.
 *
 * @returns 0; 2 when lines or files had to be left out: the figures are of the others and say so
 * @throws DeepSpineError 'bad-arguments' when there is nothing to evaluate
 */
export async function evaluateCommand(
  paths: readonly string[],
  options: EvaluateCommandOptions
): Promise<0 | 2> {
  const { json, out, html, signal, classes: scheme = 4, rounds = 1000, seed = 1 } = options;
  await checkWritable([out, html]);
  const inputs = await findInputs(paths, options);
  const progress = progressLine();
  const complain = inputProblems(progress.clear);
  const throwIfStopped = (): void => {
    if (signal?.aborted) {
      throw new DeepSpineError('cancelled', 'Stopped; nothing was written.');
    }
  };
  try {
    const operatingPoints = await operatingPointsOf(options.models);
    const crops = options.crops ? await CropFolder.open(options.crops) : null;
    if (crops && !html) {
      throw new DeepSpineError('bad-arguments', 'Pictures are for the page: name it with --html.');
    }
    const known = inputs.baseline
      ? await frequenciesOf(inputs.baseline, scheme, complain)
      : undefined;
    const collector = new Collector({ scheme, operatingPoints, complain });
    if (inputs.labels) {
      for await (const label of readLabels(inputs.labels, scheme, complain)) {
        collector.addLabel(label);
      }
    }
    let read = 0;
    for await (const prediction of readAll(inputs.predictions, complain)) {
      collector.add(prediction);
      if (++read % 5000 === 0) {
        progress.show(`${read} predictions`);
        throwIfStopped();
      }
    }
    throwIfStopped();
    if (collector.counts().cells === 0) {
      throw nothingToEvaluate(read, inputs, collector);
    }

    const results: ConditionResult[] = [];
    const curves: ConditionCurves[] = [];
    const { conditions } = collector.cases;
    for (const [done, condition] of conditions.entries()) {
      progress.show(`${bar(done / conditions.length)} ${condition}`);
      const columns = collector.cases.columns(condition)!;
      const baseline = known ?? collector.frequencies;
      const evaluated = evaluateCondition(condition, columns, baseline, { scheme, rounds, seed });
      results.push(evaluated.result);
      curves.push(evaluated.curves);
      // Lets Ctrl-C through between two conditions.
      await setImmediate();
      throwIfStopped();
    }
    progress.clear();
    const report: EvaluationReport = {
      schema: 'deepspine-evaluation/1',
      predictions: inputs.predictions.map(file => path.relative(process.cwd(), file.path)),
      labels: inputs.labels ?? null,
      baseline: inputs.baseline ?? null,
      classes: scheme,
      operatingPoints,
      bootstrap: { rounds, seed, unit: 'study' },
      counts: { ...collector.counts(), leftOut: complain.count() },
      conditions: results,
    };
    const text = json ? `${jsonText(report, 2)}\n` : textReport(report);
    if (html) {
      const examples = crops ? await examplesOf(collector.cases, crops, scheme) : [];
      await writeWhole(html, htmlReport(report, curves, examples));
    }
    if (out) {
      await writeWhole(out, text);
    } else {
      print(text);
    }
    complain.finish();
    return complain.count() > 0 ? 2 : 0;
  } finally {
    progress.clear();
  }
}

/** The worst misses of each condition, with pictures of those whose volumes are there. */
async function examplesOf(cases: CaseTable, crops: CropFolder, scheme: Scheme): Promise<Example[]> {
  const names = cases.names();
  const misses = cases.conditions.flatMap(condition =>
    worstMisses(condition, cases.columns(condition)!, names, scheme, EXAMPLES)
  );
  const examples: Example[] = [];
  for (const miss of misses) {
    examples.push(await crops.example(miss));
  }
  return examples;
}

async function frequenciesOf(
  file: string,
  scheme: Scheme,
  complain: InputProblems
): Promise<LevelFrequencies> {
  const frequencies = new LevelFrequencies(scheme);
  for await (const { condition, level, label } of readLabels(file, scheme, complain)) {
    frequencies.add(condition, level, label);
  }
  return frequencies;
}

function nothingToEvaluate(read: number, inputs: Inputs, collector: Collector): DeepSpineError {
  const { notGraded } = collector.counts();
  const labeled = collector.anyLabeled();
  const why =
    read === 0
      ? `no prediction could be read; a line is {"study","level","condition","truth","probabilities"} with a condition of ${GRADED.join(', ')}`
      : notGraded > 0
        ? `all ${notGraded} labeled cells are not graded`
        : labeled !== undefined
          ? `no prediction is of a labeled cell (labels speak of study ${labeled}, for example)`
          : 'no prediction has a truth; add it to the lines or name labels with --labels';
  return new DeepSpineError('bad-arguments', `${inputs.predictions[0]!.path}: ${why}.`);
}
