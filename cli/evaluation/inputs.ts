import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DeepSpineError } from '../../extension/src/findings';
import type { EvaluationReport } from '../figures/report';
import { listFiles, type InputFile } from '../files';
import { findModel, readManifest } from '../ortModel';
import type { InputProblems } from './inputProblems';
import { checkEvidence } from './evidence';
import { readPredictionLines, readResult, type Prediction } from './predictions';

type OperatingPoints = EvaluationReport['operatingPoints'];

/** What a folder holds beside predictions. */
const LABELS = 'labels.csv';
const BASELINE = 'baseline.csv';

const STANDARD_INPUT: InputFile = { path: '-', named: true };

export interface Inputs {
  /** .jsonl files, .json results, or "-" for standard input. */
  readonly predictions: readonly InputFile[];
  readonly labels?: string;
  readonly baseline?: string;
}

/** What is evaluated, from files, folders and "-"; options win over what a folder holds. */
export async function findInputs(
  paths: readonly string[],
  { labels, baseline }: { readonly labels?: string; readonly baseline?: string } = {}
): Promise<Inputs> {
  const files = paths.filter(name => name !== '-');
  const folders = (
    await Promise.all(files.map(async name => ((await isFolder(name)) ? [name] : [])))
  ).flat();
  const listed = await listFiles(files);
  const inFolder = (name: string) =>
    listed.find(file => folders.some(folder => path.resolve(folder, name) === file.path))?.path;
  const predictions = listed.filter(file => /\.jsonl?$/i.test(file.path));
  const strange = files.find(name => !folders.includes(name) && !/\.jsonl?$/i.test(name));
  if (strange !== undefined) {
    throw new DeepSpineError(
      'bad-arguments',
      `${strange} is neither a .jsonl file of predictions nor a .json result of deepspine analyze; name labels with --labels.`
    );
  }
  if (predictions.length === 0 && files.length === paths.length) {
    throw new DeepSpineError(
      'bad-arguments',
      `${paths.join(', ')}: no predictions (.jsonl) and no results of deepspine analyze (.json) were found here.`
    );
  }
  return {
    predictions: files.length < paths.length ? [...predictions, STANDARD_INPUT] : predictions,
    labels: labels ?? inFolder(LABELS),
    baseline: baseline ?? inFolder(BASELINE),
  };
}

async function isFolder(name: string): Promise<boolean> {
  // What does not exist is reported where it is listed.
  return (await stat(name).catch(() => null))?.isDirectory() ?? false;
}

/** Every prediction in the files, one at a time. */
export async function* readAll(
  files: readonly InputFile[],
  complain: InputProblems
): AsyncGenerator<Prediction> {
  for (const file of files) {
    if (/\.json$/i.test(file.path)) {
      yield* await readResult(file, complain);
    } else {
      yield* readPredictionLines(file.path, complain);
    }
  }
}

/**
 * Those of the grading model in a folder's manifest; none without a folder.
 *
 * @throws DeepSpineError 'bad-manifest' when the manifest claims what its figures do not hold
 */
export async function operatingPointsOf(models: string | undefined): Promise<OperatingPoints> {
  if (!models) {
    return {};
  }
  const manifest = await readManifest(models);
  await checkEvidence(models, manifest);
  return findModel(manifest, 'grading')?.operatingPoints ?? {};
}
