import { unlessCancelled } from '../../messages';

/** One who waits for shared work. */
export interface Waiter<Progress> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Work that several wait for and that is done once. Whoever comes later hears at once how far it is. One who cancels
 * is free at once; the work itself is cancelled when nobody waits for it any more.
 */
export class Shared<Result, Progress> {
  private readonly waiters = new Set<Waiter<Progress>>();
  private readonly abort = new AbortController();
  private latest: { readonly progress: Progress } | null = null;
  private readonly result: Promise<Result>;

  constructor(
    work: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<Result>,
    onEnd: () => void
  ) {
    this.result = work(this.abort.signal, progress => {
      this.latest = { progress };
      this.waiters.forEach(({ onProgress }) => onProgress?.(progress));
    }).finally(onEnd);
    // Whoever waits hears of an error.
    this.result.catch(() => undefined);
  }

  /** Nobody waits any more, so that the work is being cancelled. */
  get isGivenUp(): boolean {
    return this.abort.signal.aborted;
  }

  /** @throws what the work throws; DeepSpineError 'cancelled' when the waiter's own signal fires */
  async wait(waiter: Waiter<Progress> = {}): Promise<Result> {
    this.waiters.add(waiter);
    if (this.latest) {
      waiter.onProgress?.(this.latest.progress);
    }
    try {
      return await unlessCancelled(this.result, waiter.signal);
    } finally {
      this.waiters.delete(waiter);
      if (this.waiters.size === 0) {
        this.abort.abort();
      }
    }
  }
}
