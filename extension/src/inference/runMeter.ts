import type { RunCost } from './types';

/** Counts what the models of a worker do, from one request to the next. */
export class RunMeter {
  private sessionRuns = 0;
  private modelMs = 0;

  reset(): void {
    this.sessionRuns = 0;
    this.modelMs = 0;
  }

  /** One run of a session ended after `ms`. */
  add(ms: number): void {
    this.sessionRuns++;
    this.modelMs += ms;
  }

  read(): Pick<RunCost, 'sessionRuns' | 'modelMs'> {
    return { sessionRuns: this.sessionRuns, modelMs: this.modelMs };
  }
}
