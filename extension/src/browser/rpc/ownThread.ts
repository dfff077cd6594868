import { Connection } from './connection';
import type { Calls, Port, Thread } from './messages';
import { serve, type Handlers } from './serve';

/** Asks in this very thread, as if it were another one, but without copies and at once. */
export function ownThread<Api extends Calls<Api>>(handlers: Handlers<Api>): Connection<Api> {
  const asking: Thread = {
    ...{ onmessage: null, onmessageerror: null, onerror: null },
    postMessage: data => answering.onmessage?.({ data } as MessageEvent),
    terminate: () => (answering.onmessage = null),
  };
  const answering: Port = {
    onmessage: null,
    postMessage: data => asking.onmessage?.({ data } as MessageEvent),
  };
  const connection = new Connection<Api>(asking);
  serve(answering, handlers);
  return connection;
}
