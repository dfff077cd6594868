import type { RunCost } from './types';

/** Counts what the models of a worker do, from one request to the next. */
export class RunMeter {
  private sessionRuns = 0;
  private modelMs = 0;
  private running = 0;
  private since = 0;

  /** @param now ms since any fixed moment */
  constructor(private readonly now: () => number = () => performance.now()) {}

  reset(): void {
    this.sessionRuns = 0;
    this.modelMs = 0;
    this.since = this.now();
  }

  /** A run of a session begins; others may be under way. */
  begin(): void {
    if (this.running++ === 0) {
      this.since = this.now();
    }
  }

  /** A run ended, well or not. Time in which several are under way counts once. */
  end(): void {
    this.sessionRuns++;
    if (--this.running === 0) {
      this.modelMs += this.now() - this.since;
    }
  }

  read(): Pick<RunCost, 'sessionRuns' | 'modelMs'> {
    return { sessionRuns: this.sessionRuns, modelMs: this.modelMs };
  }
}
