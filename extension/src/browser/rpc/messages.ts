/**
 * What goes between a thread that asks and one that answers (`Connection`, `serve`).
 *
 * Not Comlink: it knows no thread that hangs or is lost, no abort and no code of an error, and by its callbacks progress
 * would take twice the messages (docs/decisions/6-asking-workers.md).
 */
import type { ErrorData } from './errors';

/** One thing to ask for: what is given, what is answered, and what is told meanwhile. */
export interface Call<Given = unknown, Answer = unknown, News = unknown> {
  readonly given: Given;
  readonly answer: Answer;
  readonly news: News;
}

/** All that a thread can be asked for, by name. */
export type Calls<Api> = { readonly [Name in keyof Api]: Call };

/** To the thread that answers. */
export type Request =
  | { readonly type: 'ask'; readonly id: number; readonly name: string; readonly given: unknown }
  | { readonly type: 'abort'; readonly id: number };

/** Back from it: what was said in one turn is one message. */
export type Replies = readonly Reply[];

export type Reply =
  /** The script runs; earlier messages could get lost. */
  | { readonly type: 'ready' }
  | { readonly type: 'alive'; readonly id: number }
  | { readonly type: 'news'; readonly id: number; readonly news: unknown }
  /** The last one of a call is one of these two, of an aborted call as well. */
  | { readonly type: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorData };

/** One end of a channel: a worker seen from inside, or a MessagePort. */
export interface Port {
  postMessage(message: unknown, options: { readonly transfer: Transferable[] }): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** The other end: a worker seen from outside. */
export interface Thread extends Port {
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

const buffers = new WeakMap<object, readonly Transferable[]>();

/** @returns the value, which is to be sent such that these move with it instead of being copied */
export function moving<T extends object>(value: T, moved: readonly Transferable[]): T {
  buffers.set(value, moved);
  return value;
}

/** What moves with a message, by what it holds. */
export const movedWith = (message: Request | Reply): Transferable[] =>
  Object.values(message).flatMap(value => buffers.get(Object(value) as object) ?? []);
