import type { DeepSpineError, MessageValue } from '../../findings';
import { part, refused } from '../../messages';
import { Gate } from '../gate';
import { Watchdog } from '../watchdog';
import { BackendError, errorOf } from './errors';
import {
  movedWith,
  type Calls,
  type Replies,
  type Reply,
  type Request,
  type Thread,
} from './messages';

/** How a thread was lost. */
export interface Loss {
  /** 'silent': nothing was heard for `stallMs` while somebody waited. */
  readonly how: 'not-started' | 'crashed' | 'unreadable' | 'silent';
  /** Its script had begun. */
  readonly wasReady: boolean;
  /** What the browser says of it. */
  readonly reason: MessageValue;
  readonly cause?: unknown;
}

export interface ConnectionOptions {
  /** The error of all who wait when the thread is lost, and of whoever asks later; a BackendError if missing. */
  readonly lost?: (loss: Loss) => Error;
  /** ms without a sign of life, while somebody waits, after which the thread counts as hung; missing: never. */
  readonly stallMs?: number;
  /** Whether the thread may have nothing to say, however long: it waits for this one. */
  readonly mayBeSilent?: () => boolean;
  /** ms that an aborted call may take to end before the thread is terminated; missing: as long as it likes. */
  readonly abortGraceMs?: number;
  /** A thread that answers with such an error is terminated. */
  readonly isFatal?: (error: DeepSpineError | BackendError) => boolean;
}

export interface AskOptions<News> {
  readonly signal?: AbortSignal;
  readonly onNews?: (news: News) => void;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onNews: ((news: unknown) => void) | undefined;
}

/** The way to a thread that answers with `serve`. Once it is closed it stays closed, and the thread is terminated. */
export class Connection<Api extends Calls<Api>> {
  private readonly waiting = new Map<number, Waiting>();
  /** Aborted calls that the thread has not ended yet. */
  private readonly leaving = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly drain = new Gate();
  private readonly watchdog: Watchdog | null;
  /** What is to be sent once the script listens; null: it does. */
  private held: Request[] | null = [];
  private lastId = 0;
  private handled = 0;
  private ended: Error | null = null;

  constructor(
    private readonly thread: Thread,
    private readonly options: ConnectionOptions = {}
  ) {
    const { stallMs } = options;
    this.watchdog = stallMs === undefined ? null : new Watchdog(stallMs, () => this.stalled());
    thread.onmessage = ({ data }: MessageEvent<Replies>) => this.receive(data);
    thread.onmessageerror = () => this.lose('unreadable');
    thread.onerror = event => {
      event.preventDefault();
      const how = this.held ? 'not-started' : 'crashed';
      this.lose(how, event.message || undefined, event.error);
    };
  }

  get isOpen(): boolean {
    return this.ended === null;
  }

  /** Messages so far that held something for one who waited. */
  get messages(): number {
    return this.handled;
  }

  /**
   * @param given what was given to `moving` moves
   * @throws DeepSpineError or BackendError as the thread answers; DeepSpineError 'cancelled' at once when the signal
   *   fires; what `lost` or `close` say where the thread is lost or was closed
   */
  ask<Name extends keyof Api & string>(
    name: Name,
    given: Api[Name]['given'],
    { signal, onNews }: AskOptions<Api[Name]['news']> = {}
  ): Promise<Api[Name]['answer']> {
    const id = ++this.lastId;
    const abort = () => this.abort(id);
    return new Promise<unknown>((resolve, reject) => {
      if (this.ended || signal?.aborted) {
        reject(this.ended ?? refused('cancelled'));
        return;
      }
      signal?.addEventListener('abort', abort);
      this.waiting.set(id, { resolve, reject, onNews: onNews as Waiting['onNews'] });
      this.watchdog?.start();
      this.post({ type: 'ask', id, name, given });
    }).finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Asks for something whose answer nobody waits for. */
  send<Name extends keyof Api & string>(name: Name, given: Api[Name]['given']): void {
    if (this.isOpen) {
      // What the thread is told may keep it from answering; it does not hang.
      this.watchdog?.feed();
      this.post({ type: 'ask', id: ++this.lastId, name, given });
    }
  }

  /** Resolves when the thread has ended every aborted call, or is gone. */
  drained(): Promise<void> {
    return this.drain.pass();
  }

  /**
   * Terminates the thread.
   * @param error of all who wait, and of whoever asks later
   */
  close(error: Error = refused('cancelled')): void {
    this.ended ??= error;
    this.watchdog?.stop();
    this.leaving.forEach(clearTimeout);
    this.leaving.clear();
    this.drain.open();
    this.thread.terminate();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    waiting.forEach(({ reject }) => reject(error));
  }

  private post(request: Request): void {
    if (this.held) {
      this.held.push(request);
    } else {
      this.thread.postMessage(request, { transfer: movedWith(request) });
    }
  }

  private abort(id: number): void {
    const waiting = this.settle(id);
    if (!waiting) {
      return;
    }
    if (this.held) {
      this.held = this.held.filter(request => request.id !== id);
    } else {
      this.post({ type: 'abort', id });
      const { abortGraceMs } = this.options;
      if (abortGraceMs !== undefined) {
        this.drain.close();
        this.leaving.set(
          id,
          setTimeout(() => this.close(), abortGraceMs)
        );
      }
    }
    waiting.reject(refused('cancelled'));
  }

  private receive(replies: Replies): void {
    this.watchdog?.feed();
    if (replies.some(reply => reply.type !== 'ready' && this.waiting.has(reply.id))) {
      this.handled++;
    }
    replies.forEach(reply => this.take(reply));
  }

  private take(reply: Reply): void {
    switch (reply.type) {
      case 'ready': {
        const held = this.held ?? [];
        this.held = null;
        held.forEach(request => this.post(request));
        break;
      }
      case 'alive':
        break;
      case 'news':
        this.waiting.get(reply.id)?.onNews?.(reply.news);
        break;
      case 'done':
        this.settle(reply.id)?.resolve(reply.answer);
        break;
      case 'failed': {
        const error = errorOf(reply.error);
        this.settle(reply.id)?.reject(error);
        if (this.options.isFatal?.(error)) {
          this.close(error);
        }
      }
    }
  }

  /** Nobody waits for the call any more, or the thread has ended it. */
  private settle(id: number): Waiting | undefined {
    clearTimeout(this.leaving.get(id));
    if (this.leaving.delete(id) && this.leaving.size === 0) {
      this.drain.open();
    }
    const waiting = this.waiting.get(id);
    if (this.waiting.delete(id) && this.waiting.size === 0) {
      this.watchdog?.stop();
    }
    return waiting;
  }

  private stalled(): void {
    if (this.options.mayBeSilent?.()) {
      this.watchdog?.start();
    } else {
      this.lose('silent');
    }
  }

  private lose(
    how: Loss['how'],
    reason: MessageValue = part('without-a-message'),
    cause?: unknown
  ): void {
    const { lost } = this.options;
    this.close(lost?.({ how, wasReady: !this.held, reason, cause }) ?? new BackendError(reason));
  }
}
