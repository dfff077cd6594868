import { shownViewports } from './navigation';
import type { Runtime, Subscription, Viewport } from '../host/ohif';

/** cos 20°: stacks that are tilted less against each other go together. */
export const NEARLY_PARALLEL = 0.94;

const isStack = ({ type }: Viewport): boolean => type === 'stack';

/** Listens to one of Cornerstone's events in every stack of the layout, as viewports come and go. */
export class WatchedStacks {
  private readonly subscription: Subscription;
  private readonly watched = new Map<HTMLDivElement, () => void>();

  constructor(
    private readonly runtime: Runtime,
    private readonly eventName: string,
    private readonly onEvent: (viewportId: string, event: Event) => void,
    /** Which viewports; stacks where missing. */
    private readonly isWatched: (viewport: Viewport) => boolean = isStack
  ) {
    const { cornerstoneViewportService } = runtime.services;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    this.subscription = cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () =>
      this.watchAll()
    );
  }

  dispose(): void {
    this.subscription.unsubscribe();
    this.watched.forEach(stop => stop());
    this.watched.clear();
  }

  /** Those that are shown now. */
  all(): Viewport[] {
    return shownViewports(this.runtime.services).filter(this.isWatched);
  }

  private watchAll(): void {
    const present = new Set<HTMLDivElement>();
    for (const { id, element } of this.all()) {
      present.add(element);
      if (!this.watched.has(element)) {
        const listener = (event: Event) => this.onEvent(id, event);
        element.addEventListener(this.eventName, listener);
        this.watched.set(element, () => element.removeEventListener(this.eventName, listener));
      }
    }
    for (const [element, stop] of this.watched) {
      if (!present.has(element)) {
        stop();
        this.watched.delete(element);
      }
    }
  }
}
