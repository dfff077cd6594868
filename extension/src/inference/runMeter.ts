import type { RunCost } from './types';

/** Counts what the models of a worker do for one request. */
export class RunMeter {
  private sessionRuns = 0;
  private modelMs = 0;
  private running = 0;
  private since = 0;
  private epoch = 0;

  /** @param now ms since any fixed moment */
  constructor(private readonly now: () => number = () => performance.now()) {}

  reset(): void {
    this.sessionRuns = 0;
    this.modelMs = 0;
    this.running = 0;
    this.epoch++;
  }

  /**
   * A run of a session begins; others may be under way. Time in which several are counts once.
   * @returns to be called when it has ended, well or not. What was begun before a reset no longer counts.
   */
  begin(): () => void {
    const { epoch } = this;
    if (this.running++ === 0) {
      this.since = this.now();
    }
    return () => {
      if (epoch !== this.epoch) {
        return;
      }
      this.sessionRuns++;
      if (--this.running === 0) {
        this.modelMs += this.now() - this.since;
      }
    };
  }

  read(): Pick<RunCost, 'sessionRuns' | 'modelMs'> {
    return { sessionRuns: this.sessionRuns, modelMs: this.modelMs };
  }
}
