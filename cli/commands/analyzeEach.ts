import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DeepSpineError } from '../../extension/src/findings';
import { analyzeInput, textOf } from '../analyzeInput';
import { analyzeResult } from '../analyzeResult';
import { Catalogue, type CataloguedStudy } from '../extract/catalogue';
import { leftOut, readInput } from '../input';
import { loadAhead, type LoadedModels } from '../models';
import type { Device } from '../ortModel';
import { bar, checkWritable, progressLine, sayError, writeWhole } from '../output';
import { jsonText } from '../plainText';

export interface AnalyzeEachOptions {
  /** Folder for the results; made where it is missing. */
  readonly each: string;
  readonly models?: string;
  readonly threads?: number;
  readonly device?: Device;
  readonly signal?: AbortSignal;
}

/** What a result is named after: a UID, or the name of a volume. */
const FILE_NAME = /^\w[\w.-]*$/;

/**
 * `deepspine analyze --each`: every study among files and folders, one after the other in one process, each as
 * <folder>/<study>.json. One study is in memory at a time. One that fails is named on stderr and does not stop the run.
 *
 * @returns 0; 1 when a study failed; 2 when a damaged file had to be left out of a study
 * @throws DeepSpineError when there is nothing to do at all
 */
export async function analyzeEachCommand(
  paths: readonly string[],
  { each, signal, ...options }: AnalyzeEachOptions
): Promise<0 | 1 | 2> {
  await checkWritable([each]);
  await mkdir(each, { recursive: true });
  const progress = progressLine();
  const say = (text: string): void => {
    progress.clear();
    sayError(text);
  };
  const models = loadAhead(options.models, options);
  const problems: string[] = [];
  const whole = { number: 1, count: 1 };
  try {
    const catalogue = await Catalogue.build(
      paths,
      each,
      whole,
      problem => problems.push(leftOut([problem])[0]!.text),
      () => throwIfStopped(signal)
    );
    try {
      if (catalogue.size === 0) {
        throw new DeepSpineError(
          'no-series',
          problems[0] ?? `${paths.join(', ')}: no DICOM images and no .mha volumes were found here.`
        );
      }
      problems.forEach(say);
      const loaded = await models.ready();
      let [done, failed, damaged] = [0, 0, problems.length > 0];
      for await (const study of catalogue.studies()) {
        throwIfStopped(signal);
        progress.show(`${bar(done++ / catalogue.size)} ${study.name}`);
        try {
          const warnings = await analyzeOne(study, loaded, each, signal);
          damaged ||= warnings.length > 0;
          warnings.forEach(text => say(`${study.name}: ${text}`));
        } catch (error) {
          if (!(error instanceof DeepSpineError) || error.code === 'cancelled') {
            throw error;
          }
          failed++;
          say(`${study.name}: ${error.message}`);
        }
      }
      say(
        `${done - failed} of ${done} ${done === 1 ? 'study' : 'studies'} analyzed; results in ${each}`
      );
      return failed > 0 ? 1 : damaged ? 2 : 0;
    } finally {
      await catalogue.close();
    }
  } finally {
    progress.clear();
    await models.release();
  }
}

/** @returns what was left out because it is damaged, as sentences */
async function analyzeOne(
  { name, files }: CataloguedStudy,
  models: LoadedModels,
  folder: string,
  signal: AbortSignal | undefined
): Promise<readonly string[]> {
  if (!FILE_NAME.test(name)) {
    throw new DeepSpineError(
      'corrupt-file',
      `${files[0]} has a Study Instance UID that is none, so no result can be named after it.`
    );
  }
  const start = performance.now();
  const input = await readInput(files);
  const read = performance.now() - start;
  const result = await analyzeInput(input, models, { signal, now: () => performance.now() });
  // The models were loaded once, for all of them.
  const json = analyzeResult(result, models.backend, input.warnings, { read, load: 0 });
  await writeWhole(path.join(folder, `${name}.json`), `${jsonText(json, 2)}\n`);
  const damaged = input.warnings.filter(({ code }) => code === 'corrupt-file');
  return damaged.length > 0 ? [textOf(damaged)] : [];
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new DeepSpineError('cancelled', 'Stopped; what was analyzed by then is written.');
  }
}
