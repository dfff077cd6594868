import { setTimeout as sleep } from 'node:timers/promises';

/** More than an archive receives while a watcher is busy; whoever announces more is told to come again. */
const MOST = 10_000;

/** Studies that an archive has announced and that are not queued yet, each once, in the order of their coming. */
export class Announced {
  private readonly waiting = new Set<string>();
  /** Whether one has come since the last wait. */
  private news = false;
  private wake: () => void = () => undefined;

  /** @returns false where too many wait */
  add(study: string): boolean {
    if (this.waiting.size >= MOST) {
      return false;
    }
    this.waiting.add(study);
    this.news = true;
    this.wake();
    return true;
  }

  delete(study: string): void {
    this.waiting.delete(study);
  }

  get studies(): readonly string[] {
    return [...this.waiting];
  }

  /**
   * Waits for a new announcement, for a time at most.
   *
   * @returns false when the signal was given
   */
  async orAfter(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!signal.aborted && !this.news) {
      const woken = new AbortController();
      this.wake = () => woken.abort();
      const either = AbortSignal.any([signal, woken.signal]);
      await sleep(Math.max(0, ms), undefined, { signal: either }).catch(() => undefined);
    }
    this.news = false;
    return !signal.aborted;
  }
}
