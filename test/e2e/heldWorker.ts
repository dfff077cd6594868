import { NAMED_FUNCTIONS } from './namedFunctions';
import type { ViewerPage } from './viewerPage';

/** Types of the worker's news (extension/src/inference/protocol/analysisApi.ts) that a test can wait for. */
export type Held = 'preview' | 'segmentation' | 'level';

interface HeldWorker {
  /**
   * Messages pass until this many of the type have; then all wait, signs of life excepted. What is still said of
   * requests up to number `before`, which are older, passes.
   */
  stop: { type: Held; after: number; before: number } | null;
  /** The newest request that anything was said of; later workers have higher ones. */
  newest: number;
  waiting: (() => void)[];
  readonly workers: Worker[];
}

/** What a message of the worker is made of (extension/src/browser/rpc/messages.ts), as far as it matters here. */
interface Said {
  readonly type: string;
  readonly id?: number;
  readonly news?: { readonly type?: string };
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
    const held: HeldWorker = { stop: null, newest: 0, waiting: [], workers: [] };
    window.heldWorker = held;
    const { get, set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage')!;
    const gate = {
      /** @param first number of the worker's first request */
      passes(first: number, replies: readonly Said[]): boolean {
        const { stop } = held;
        const request = Math.max(...replies.map(({ id = 0 }) => first + id));
        held.newest = Math.max(held.newest, request);
        if (replies.every(({ type }) => type === 'alive' || type === 'ready')) {
          return true;
        }
        if (held.waiting.length > 0) {
          return false;
        }
        if (!stop || request <= stop.before) {
          return true;
        }
        if (replies.some(({ news }) => news?.type === stop.type) && stop.after > 0) {
          stop.after--;
          return true;
        }
        return stop.after > 0;
      },
    };
    Object.defineProperty(Worker.prototype, 'onmessage', {
      get,
      set(this: Worker, listener: (event: MessageEvent) => void) {
        const first = 1000 * held.workers.push(this);
        set!.call(this, (event: MessageEvent) => {
          if (gate.passes(first, [event.data].flat().map(Object))) {
            listener.call(this, event);
          } else {
            held.waiting.push(() => listener.call(this, event));
          }
        });
      },
    });
  });
}

/** Of the next request nothing is heard after so many messages of a type. */
export const holdAfter = ({ page }: ViewerPage, type: Held, after: number): Promise<void> =>
  page.evaluate(
    stop => {
      const held = window.heldWorker;
      held.stop = { ...stop, before: held.newest };
    },
    { type, after }
  );

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
