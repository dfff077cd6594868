import { DeepSpineError, type ErrorCode } from '../../extension/src/findings';

/** One use of an archive, as those who have to account for it need it: nothing of a patient but the study's UID. */
export interface Access {
  readonly action: 'search' | 'read' | 'write';
  readonly what: 'studies' | 'series' | 'instances' | 'metadata';
  /** Study Instance UID; null for a search over all studies. */
  readonly study: string | null;
  /** Series Instance UID, where one series was read. */
  readonly series?: string;
  /** SOP Instance UIDs, where single ones were asked for or stored. */
  readonly instances?: readonly string[];
  /** What came or went: studies, series, datasets or instances. */
  readonly count: number;
  /** 'fault': an error of ours. */
  readonly outcome: 'done' | ErrorCode | 'fault';
  readonly ms: number;
}

export type AccessTarget = Omit<Access, 'count' | 'outcome' | 'ms'>;

/** Whoever keeps account of what is asked of an archive. */
export interface AccessObserver {
  /** Called before the archive is asked; what it throws is thrown, and the archive is not asked. */
  before?(target: AccessTarget): void;
  /** Called once the answer has come, or has failed to come. */
  after(access: Access): void;
}

type Observers = readonly AccessObserver[];

/** Does something at an archive under the eyes of the observers. */
export async function observed<T>(
  observers: Observers,
  target: AccessTarget,
  act: () => Promise<T>,
  countOf: (result: T) => number
): Promise<T> {
  const ended = began(observers, target);
  let result: T;
  try {
    result = await act();
  } catch (error) {
    ended(0, error);
    throw error;
  }
  ended(countOf(result));
  return result;
}

/** As `observed`, for what comes one by one; whoever takes no more of it has had what it wanted. */
export async function* observedEach<T>(
  observers: Observers,
  target: AccessTarget,
  source: AsyncIterable<T>
): AsyncGenerator<T> {
  const ended = began(observers, target);
  let count = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const one of source) {
      count++;
      yield one;
    }
  } catch (error) {
    failure = { error };
    throw error;
  } finally {
    ended(count, failure?.error);
  }
}

function began(observers: Observers, target: AccessTarget) {
  observers.forEach(observer => observer.before?.(target));
  const start = performance.now();
  return (count: number, error?: unknown): void => {
    const outcome = error === undefined ? 'done' : codeOf(error);
    const ms = Math.round(performance.now() - start);
    observers.forEach(observer => observer.after({ ...target, count, outcome, ms }));
  };
}

const codeOf = (error: unknown): ErrorCode | 'fault' =>
  error instanceof DeepSpineError ? error.code : 'fault';
