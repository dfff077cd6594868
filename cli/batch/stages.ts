import type { AnalyzeOptions, Stage } from '../../extension/src/analysis/request';
import type { AnalysisResult } from '../../extension/src/analysis/result';

/** What a worker does with a study, in order: those of the analysis stand in the middle. */
export type StudyStage = 'look' | 'fetch' | 'read' | Stage | 'store';

export interface StudyOptions extends Pick<AnalyzeOptions, 'signal' | 'onProgress'> {
  /** Called with the time of each stage that has ended, ms. */
  readonly onStage?: (stage: StudyStage, ms: number) => void;
}

/** Does one stage, and says how long it took; not where it failed. */
export async function timed<T>(
  { onStage }: StudyOptions,
  stage: StudyStage,
  act: () => Promise<T>
): Promise<T> {
  const start = performance.now();
  const result = await act();
  onStage?.(stage, performance.now() - start);
  return result;
}

/** Says how long the stages of an analysis took. */
export function tellStages({ onStage }: StudyOptions, { timings }: AnalysisResult): void {
  for (const [stage, ms] of Object.entries(timings)) {
    onStage?.(stage as Stage, ms);
  }
}
