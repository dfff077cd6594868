import type { DeepSpineError } from '../../findings';
import { refused } from '../../messages';
import { Watchdog } from '../../browser/watchdog';
import type { Cornerstone } from '../host/ohif';

/** Cornerstone's event for every piece of an image that comes in. */
const PROGRESS = 'cornerstoneimageloadprogress';

/**
 * Waits for images no longer than makes sense: until a person cancels, or until nothing of any image has
 * come in for a while. Cornerstone's own promises wait for ever.
 */
export class ImageLoadTimeout {
  private giveUp: (error: DeepSpineError) => void = () => {};
  private readonly over = new Promise<never>((_, reject) => (this.giveUp = reject));
  private readonly watchdog: Watchdog;
  private readonly onProgress = () => this.watchdog.feed();
  private readonly onAbort = () => this.giveUp(refused('cancelled'));

  constructor(
    private readonly eventTarget: Cornerstone['eventTarget'],
    private readonly signal: AbortSignal,
    patienceMs: number,
    overdue: () => DeepSpineError
  ) {
    // Nobody may be waiting when it ends.
    this.over.catch(() => {});
    this.watchdog = new Watchdog(patienceMs, () => this.giveUp(overdue()));
    this.watchdog.start();
    eventTarget.addEventListener(PROGRESS, this.onProgress);
    signal.addEventListener('abort', this.onAbort);
    if (signal.aborted) {
      this.onAbort();
    }
  }

  /** @throws DeepSpineError 'cancelled', or the overdue one */
  async wait<T>(promise: Promise<T>): Promise<T> {
    const arrived = await Promise.race([promise, this.over]);
    this.watchdog.feed();
    return arrived;
  }

  end(): void {
    this.watchdog.stop();
    this.eventTarget.removeEventListener(PROGRESS, this.onProgress);
    this.signal.removeEventListener('abort', this.onAbort);
  }
}
