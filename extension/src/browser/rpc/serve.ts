import { errorData } from './errors';
import { movedWith, type Calls, type Port, type Reply, type Request } from './messages';

/** For whom a call is answered. */
export interface CallContext<News> {
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Tells how far it is; what was given to `moving` moves. */
  readonly tell: (news: News) => void;
  /** A sign of life, where there is nothing to tell. */
  readonly alive: () => void;
}

export type Handlers<Api extends Calls<Api>> = {
  readonly [Name in keyof Api]: (
    given: Api[Name]['given'],
    context: CallContext<Api[Name]['news']>
  ) => Promise<Api[Name]['answer']> | Api[Name]['answer'];
};

type Handler = (given: unknown, context: CallContext<unknown>) => unknown;

/**
 * Answers what is asked through a port from now on. Calls are handled side by side. What a handler throws reaches whoever
 * asked: a DeepSpineError with its code and values, all else as a BackendError.
 *
 * What is said in one turn leaves at its end as one message, an answer at once: every message wakes the page, which
 * takes a processor from the models.
 */
export function serve<Api extends Calls<Api>>(port: Port, handlers: Handlers<Api>): void {
  const aborts = new Map<number, AbortController>();
  let said: Reply[] = [];
  const flush = () => {
    const replies = said;
    said = [];
    if (replies.length > 0) {
      port.postMessage(replies, { transfer: replies.flatMap(movedWith) });
    }
  };
  const say = (reply: Reply) => {
    if (said.push(reply) === 1) {
      queueMicrotask(flush);
    }
  };
  const answer = async (id: number, handle: Handler, given: unknown) => {
    const abort = new AbortController();
    aborts.set(id, abort);
    try {
      const context: CallContext<unknown> = {
        signal: abort.signal,
        tell: news => say({ type: 'news', id, news }),
        alive: () => say({ type: 'alive', id }),
      };
      say({ type: 'done', id, answer: await handle(given, context) });
    } catch (error) {
      say({ type: 'failed', id, error: errorData(error) });
    }
    aborts.delete(id);
    flush();
  };
  port.onmessage = ({ data }: MessageEvent<Request>) => {
    if (data.type === 'abort') {
      aborts.get(data.id)?.abort();
    } else {
      void answer(data.id, handlers[data.name as keyof Api] as Handler, data.given);
    }
  };
  say({ type: 'ready' });
  flush();
}
