import type { RunCost } from './types';

const nothingYet = () => ({ sessionRuns: 0, modelMs: 0, running: 0, since: 0 });

/** Counts what the models of a worker do for one request. */
export class RunMeter {
  private tally = nothingYet();

  /** @param now ms since any fixed moment */
  constructor(private readonly now: () => number = () => performance.now()) {}

  reset(): void {
    this.tally = nothingYet();
  }

  /**
   * A run of a session begins; others may be under way. Time in which several are counts once.
   * @returns to be called when it has ended, well or not. What was begun before a reset no longer counts.
   */
  begin(): () => void {
    const { tally } = this;
    if (tally.running++ === 0) {
      tally.since = this.now();
    }
    return () => {
      tally.sessionRuns++;
      if (--tally.running === 0) {
        tally.modelMs += this.now() - tally.since;
      }
    };
  }

  read(): Pick<RunCost, 'sessionRuns' | 'modelMs'> {
    const { sessionRuns, modelMs } = this.tally;
    return { sessionRuns, modelMs };
  }
}
