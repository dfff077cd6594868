import { analyze } from '../extension/src/analysis/analyze';
import type { Models } from '../extension/src/analysis/model';
import type { AnalyzeOptions } from '../extension/src/analysis/request';
import type { AnalysisResult } from '../extension/src/analysis/result';
import { DeepSpineError } from '../extension/src/findings';
import type { Input, InputWarning } from './input';

/**
 * Analyses a study that was read from files.
 *
 * @throws DeepSpineError as analyze does; it names files that were left out, since they may be the cause
 */
export async function analyzeInput(
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

/** Warnings as one text. */
export function textOf(warnings: readonly InputWarning[]): string {
  return warnings.map(({ text }) => text).join(' ');
}
