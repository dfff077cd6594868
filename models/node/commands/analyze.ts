import { randomUUID } from 'node:crypto';
import { analyze } from '../../../extension/src/analysis/analyze';
import type { AnalysisResult, StudyInput } from '../../../extension/src/analysis/types';
import { DeepSpineError, uidFrom } from '../../../extension/src/findings';
import {
  buildSegmentation,
  buildStructuredReport,
  type ReportSource,
} from '../../../extension/src/report';
import { analyzeResult } from '../analyzeResult';
import { encodePart10, readNaturalizedHeader } from '../dicom/naturalized';
import { readInput, type Input } from '../input';
import { loadModels } from '../models';
import { bar, checkWritable, progressLine, writeWhole } from '../output';

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
 * @throws DeepSpineError with one sentence for every kind of bad input
 */
export async function analyzeCommand(
  paths: readonly string[],
  options: AnalyzeCommandOptions
): Promise<void> {
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
    const result = await analyze(input.study, models, {
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
  } finally {
    progress.clear();
    await models.release();
  }
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
  if (sr) {
    await writeWhole(sr, encodePart10(buildStructuredReport(result, source, context)));
  }
  if (seg) {
    await writeWhole(seg, encodePart10(buildSegmentation(result, source, context)));
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
