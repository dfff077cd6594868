import type { Model } from '../model';

/** How many items beside the current one keep a model busy: every runner has one more to go on with. */
export const prefetchDepth = ({ runners = 1 }: Model): number => 2 * runners - 1;

/**
 * Results of an asynchronous step for a list of items, in their order. The step begins for some items more than have
 * been asked for: what is done with a result overlaps with the next ones' making, where that is done elsewhere (on
 * other threads, or on a graphics device).
 */
export class Prefetcher<T, R> {
  private readonly items: Iterator<T>;
  /** Of the items that are next. */
  private readonly coming: Promise<R>[] = [];

  /**
   * Begins with the first items at once. An error of `start` is one of its result.
   * @param depth items beside the one asked for
   */
  constructor(
    items: Iterable<T>,
    depth: number,
    private readonly start: (item: T) => Promise<R>
  ) {
    this.items = items[Symbol.iterator]();
    for (let i = 0; i < depth; i++) {
      this.begin();
    }
  }

  /**
   * The next item's result, after the step has begun for the ones that follow.
   * @throws RangeError when all have been asked for; whatever `start` throws.
   */
  async next(): Promise<R> {
    this.begin();
    const current = this.coming.shift();
    if (!current) {
      throw new RangeError('More results were asked for than there are items.');
    }
    return current;
  }

  private begin(): void {
    const { done, value } = this.items.next();
    if (done) {
      return;
    }
    const result = (async () => this.start(value as T))();
    // Its turn may never come, where an earlier one fails.
    result.catch(() => undefined);
    this.coming.push(result);
  }
}
