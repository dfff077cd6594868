import { randomUUID } from 'node:crypto';
import { analyze } from '../../../extension/src/analysis/analyze';
import type {
  AnalysisResult,
  AnalyzeOptions,
  Models,
  StudyInput,
} from '../../../extension/src/analysis/types';
import { DeepSpineError, uidFrom } from '../../../extension/src/findings';
import {
  buildSegmentation,
  buildStructuredReport,
  type ReportSource,
  segmentationReference,
} from '../../../extension/src/report';
import { analyzeResult } from '../analyzeResult';
import { encodePart10, readNaturalizedHeader } from '../dicom/naturalized';
import { readInput, type Input, type InputWarning } from '../input';
import { loadModels } from '../models';
import { bar, checkWritable, progressLine, sayError, writeWhole } from '../output';

export interface AnalyzeCommandOptions {
  readonly out?: string;
  readonly sr?: string;
  readonly seg?: string;
  readonly models?: string;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

const BACKEND = 'onnxruntime-node cpu';

/**
 * `deepspine analyze`: reads one study, analyses it, writes JSON and, where asked, SR and SEG.
 *
 * @returns 0; 2 when a damaged file had to be left out: the result is of the others and says so
 * @throws DeepSpineError with one sentence for every kind of bad input
 */
export async function analyzeCommand(
  paths: readonly string[],
  options: AnalyzeCommandOptions
): Promise<0 | 2> {
  const { out, sr, seg, signal } = options;
  await checkWritable([out, sr, seg]);
  const start = performance.now();
  const input = await readInput(paths);
  const read = performance.now();
  if ((sr || seg) && input.exampleFiles.size === 0) {
    throw new DeepSpineError(
      'bad-arguments',
      `${paths[0]} is no DICOM file, so no DICOM report can refer to it; leave out --sr and --seg.`
    );
  }
  const models = await loadModels(options.models, { threads: options.threads });
  const load = performance.now();
  const progress = progressLine();
  try {
    const result = await analyzeInput(input, models, {
      signal,
      onProgress: ({ stage, fraction }) => progress.show(`${bar(fraction)} ${stage}`),
      now: () => performance.now(),
    });
    progress.clear();
    const timings = { read: read - start, load: load - read };
    const json = analyzeResult(result, BACKEND, input.warnings, timings);
    const text = `${JSON.stringify(json, null, 2)}\n`;
    if (out) {
      await writeWhole(out, text);
    } else {
      process.stdout.write(text);
    }
    await writeDicom(result, input, options);
    if (input.warnings.length > 0) {
      sayError(textOf(input.warnings));
    }
    return input.warnings.some(({ code }) => code === 'corrupt-file') ? 2 : 0;
  } finally {
    progress.clear();
    await models.release();
  }
}

/** A refusal may have its cause in files that were left out, so it names them. */
async function analyzeInput(
  { study, warnings }: Input,
  models: Models,
  options: AnalyzeOptions
): Promise<AnalysisResult> {
  try {
    return await analyze(study, models, options);
  } catch (cause) {
    if (cause instanceof DeepSpineError && warnings.length > 0) {
      throw new DeepSpineError(cause.code, `${cause.message} ${textOf(warnings)}`, { cause });
    }
    throw cause;
  }
}

function textOf(warnings: readonly InputWarning[]): string {
  return warnings.map(({ text }) => text).join(' ');
}

async function writeDicom(
  result: AnalysisResult,
  input: Input,
  { sr, seg }: AnalyzeCommandOptions
): Promise<void> {
  if (!sr && !seg) {
    return;
  }
  const source = await reportSource(result, input);
  const context = { now: new Date(), uid: () => uidFrom(randomUUID()) };
  const object = seg ? buildSegmentation(result, source, context) : null;
  const segmentation = object && segmentationReference(object);
  if (sr) {
    const report = buildStructuredReport(result, { ...source, segmentation }, context);
    await writeWhole(sr, encodePart10(report));
  }
  if (seg && object) {
    await writeWhole(seg, encodePart10(object));
  }
}

async function reportSource(
  { sagittalSeriesUID, axialSeriesUID }: AnalysisResult,
  { study, exampleFiles }: Input
): Promise<ReportSource> {
  return {
    header: await readNaturalizedHeader(exampleFiles.get(sagittalSeriesUID)!),
    sagittal: seriesOf(study, sagittalSeriesUID)!,
    axial: axialSeriesUID === null ? null : seriesOf(study, axialSeriesUID),
  };
}

function seriesOf({ series }: StudyInput, uid: string): StudyInput['series'][number] | undefined {
  return series.find(s => s.seriesInstanceUID === uid);
}
