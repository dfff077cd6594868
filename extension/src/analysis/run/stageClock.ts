import type { AnalyzeOptions, Stage } from '../request';

/** Share of the whole analysis after which each stage begins, for the progress bar. */
const BEGIN: Readonly<Record<Stage, number>> = {
  prepare: 0,
  segment: 0.03,
  locate: 0.74,
  measure: 0.78,
  grade: 0.82,
};
const STAGES: readonly Stage[] = ['prepare', 'segment', 'locate', 'measure', 'grade'];

export interface StageClock {
  /** Ends the current stage and begins the next one. */
  enter(stage: Stage): void;
  /** Reports the share of the current stage that is done, 0..1. */
  advance(fraction: number): void;
  /** Waits for what is no part of the analysis: that is no stage's time. Throws what is waited for. */
  idle(until: Promise<unknown>): Promise<void>;
  /** Ends the last stage; milliseconds per stage. */
  finish(): Readonly<Record<Stage, number>>;
}

/** Reports progress and takes the time of the stages with the caller's clock (all 0 without one). */
export function stageClock({ onProgress, now }: AnalyzeOptions): StageClock {
  const timings: Record<Stage, number> = {
    prepare: 0,
    segment: 0,
    locate: 0,
    measure: 0,
    grade: 0,
  };
  const read = now ?? (() => 0);
  let current: Stage = 'prepare';
  let since = read();
  const close = () => {
    const at = read();
    timings[current] += at - since;
    since = at;
  };
  const advance = (fraction: number) => {
    const next = STAGES[STAGES.indexOf(current) + 1];
    const end = next ? BEGIN[next] : 1;
    onProgress?.({
      stage: current,
      fraction: BEGIN[current] + fraction * (end - BEGIN[current]),
    });
  };
  return {
    enter: stage => {
      close();
      current = stage;
      advance(0);
    },
    advance,
    idle: async until => {
      close();
      await until;
      since = read();
    },
    finish: () => {
      close();
      advance(1);
      return timings;
    },
  };
}
