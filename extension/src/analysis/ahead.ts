/**
 * Results of an asynchronous step for a list of items, in their order. The step begins for one item more than has
 * been asked for: what is done with a result overlaps with the next one's making, where that is done elsewhere (on
 * another thread, or on a graphics device).
 */
export class Ahead<T, R> {
  private readonly items: Iterator<T>;
  /** Of the item that is next; null when there is none. */
  private coming: Promise<R> | null;

  /** Begins with the first item at once. An error of `start` is one of its result. */
  constructor(
    items: Iterable<T>,
    private readonly start: (item: T) => Promise<R>
  ) {
    this.items = items[Symbol.iterator]();
    this.coming = this.begin();
  }

  /**
   * The next item's result, after the step has begun for the one that follows.
   * @throws RangeError when all have been asked for; whatever `start` throws.
   */
  async next(): Promise<R> {
    const current = this.coming;
    if (!current) {
      throw new RangeError('More results were asked for than there are items.');
    }
    this.coming = this.begin();
    return current;
  }

  private begin(): Promise<R> | null {
    const { done, value } = this.items.next();
    if (done) {
      return null;
    }
    const result = (async () => this.start(value as T))();
    // Its turn may never come, where an earlier one fails.
    result.catch(() => undefined);
    return result;
  }
}
