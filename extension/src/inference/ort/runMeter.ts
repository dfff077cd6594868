import type { RunCost } from '../protocol/types';

/** When a session ran: ms since a moment that all threads of a browser share. */
export interface RunSpan {
  readonly from: number;
  readonly to: number;
}

/** Clocks of different threads begin at different moments, and say when. */
const sharedNow = () => performance.timeOrigin + performance.now();

/** Counts what models do for one request, in this thread and in others. */
export class RunMeter {
  private ran: RunSpan[] = [];
  private since = -Infinity;

  /** @param now ms since any fixed moment, the same for all whose spans are added */
  constructor(private readonly now: () => number = sharedNow) {}

  /** Starts anew: what was begun before no longer counts. */
  reset(): void {
    this.ran = [];
    this.since = this.now();
  }

  /**
   * A run of a session begins; others may be under way.
   * @returns to be called when it has ended, well or not
   */
  begin(): () => void {
    const from = this.now();
    return () => this.add([{ from, to: this.now() }]);
  }

  /** Runs that have ended elsewhere. */
  add(spans: readonly RunSpan[]): void {
    this.ran.push(...spans.filter(({ from }) => from >= this.since));
  }

  spans(): readonly RunSpan[] {
    return this.ran;
  }

  /** Time in which several runs were under way counts once. */
  read(): Pick<RunCost, 'sessionRuns' | 'modelMs'> {
    let [modelMs, until] = [0, -Infinity];
    for (const { from, to } of [...this.ran].sort((a, b) => a.from - b.from)) {
      modelMs += Math.max(0, to - Math.max(from, until));
      until = Math.max(until, to);
    }
    return { sessionRuns: this.ran.length, modelMs };
  }
}
