import { NAMED_FUNCTIONS } from './namedFunctions';
import type { ViewerPage } from './viewerPage';

/** Types of the worker's messages (extension/src/inference/messages.ts) that a test can wait for. */
export type Held = 'preview' | 'segmentation' | 'level';

interface HeldWorker {
  /** Messages pass until this many of the type have; then all wait, signs of life excepted. */
  stop: { type: Held; after: number } | null;
  waiting: (() => void)[];
  readonly workers: Worker[];
}

declare global {
  interface Window {
    heldWorker: HeldWorker;
  }
}

/**
 * Lets a test hold what the analysis' worker says, from the next page on, so that a state which lasts a moment
 * can be looked at for as long as that takes.
 */
export async function holdable({ page }: ViewerPage): Promise<void> {
  await page.addInitScript(NAMED_FUNCTIONS);
  await page.addInitScript(() => {
    const held: HeldWorker = { stop: null, waiting: [], workers: [] };
    window.heldWorker = held;
    const { get, set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage')!;
    const gate = {
      passes(type: string): boolean {
        const { stop } = held;
        if (!stop || type === 'alive' || type === 'ready') {
          return true;
        }
        if (type === stop.type && stop.after > 0) {
          stop.after--;
          return true;
        }
        return stop.after > 0;
      },
    };
    Object.defineProperty(Worker.prototype, 'onmessage', {
      get,
      set(this: Worker, listener: (event: MessageEvent) => void) {
        held.workers.push(this);
        set!.call(this, (event: MessageEvent) => {
          if (held.waiting.length === 0 && gate.passes(String(event.data?.type))) {
            listener.call(this, event);
          } else {
            held.waiting.push(() => listener.call(this, event));
          }
        });
      },
    });
  });
}

/** From now on nothing is heard after so many messages of a type. */
export const holdAfter = ({ page }: ViewerPage, type: Held, after: number): Promise<void> =>
  page.evaluate(stop => void (window.heldWorker.stop = stop), { type, after });

/** Everything that waits is heard, each message in a task of its own, and nothing waits any more. */
export const release = ({ page }: ViewerPage): Promise<void> =>
  page.evaluate(async () => {
    const held = window.heldWorker;
    held.stop = null;
    for (let next = held.waiting[0]; next; next = held.waiting[0]) {
      next();
      await new Promise(resolve => setTimeout(resolve));
      held.waiting.shift();
    }
  });

/** The newest worker crashes, as far as the page can tell; what it said and nobody heard is lost. */
export const crash = ({ page }: ViewerPage): Promise<void> =>
  page.evaluate(() => {
    const held = window.heldWorker;
    held.stop = null;
    held.waiting = [];
    held.workers.at(-1)?.dispatchEvent(new ErrorEvent('error', { message: 'on purpose' }));
  });
