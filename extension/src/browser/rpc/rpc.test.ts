import { Worker as NodeThread } from 'node:worker_threads';
import { DeepSpineError } from '../../findings';
import { nextTask } from '../nextTask';
import { Connection, type ConnectionOptions, type Loss } from './connection';
import { BackendError } from './errors';
import { moving, type Call, type Port, type Replies, type Thread } from './messages';
import { serve, type CallContext, type Handlers } from './serve';

interface TestApi {
  readonly double: Call<Float32Array, Float32Array>;
  readonly fail: Call<'ours' | 'backend' | 'fault', never>;
  readonly wait: Call<string, string, string>;
  readonly note: Call<string>;
}

const noted: string[] = [];
let contexts: CallContext<string>[] = [];
let release: ((answer: string) => void)[] = [];
beforeEach(() => {
  noted.length = 0;
  [contexts, release] = [[], []];
});

const handlers: Handlers<TestApi> = {
  double: values => {
    const doubled = values.map(value => 2 * value);
    return moving(doubled, [doubled.buffer as ArrayBuffer]);
  },
  fail: how => {
    throw how === 'ours'
      ? new DeepSpineError('model-run', 'No number.', { values: { context: 'size' } })
      : how === 'backend'
        ? new BackendError('device lost')
        : new RangeError('negative\n    at somewhere');
  },
  wait: (_, context) => {
    contexts.push(context);
    return new Promise(resolve => release.push(resolve));
  },
  note: text => void noted.push(text),
};

const opened: MessagePort[] = [];
afterEach(() => opened.splice(0).forEach(port => port.close()));

/** A connection over real ports to what answers in this thread; counts what passes. */
function connected(options: ConnectionOptions = {}, begin = true) {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  const sent: unknown[] = [];
  const received: Replies[] = [];
  const thread = Object.assign(port1 as Port, {
    ...{ onmessageerror: null, onerror: null },
    terminate: jest.fn(() => port1.close()),
  }) as Thread & { readonly terminate: jest.Mock };
  const post = port1.postMessage.bind(port1) as Port['postMessage'];
  thread.postMessage = (message, moved) => {
    sent.push(message);
    post(message, moved);
  };
  port1.addEventListener('message', ({ data }) => received.push(data));
  const connection = new Connection<TestApi>(thread, options);
  const start = () => serve(port2, handlers);
  if (begin) {
    start();
  }
  const crash = (message: string) =>
    thread.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent);
  return { connection, thread, sent, received, start, crash };
}

/** Messages take some tasks from port to port. */
const until = async (holds: () => boolean) => {
  while (!holds()) {
    await nextTask();
  }
};

it('answers, each call its own, and moves what is to move both ways', async () => {
  const { connection } = connected();
  const given = Float32Array.of(1, 2);
  const [one, two] = await Promise.all([
    connection.ask('double', moving(given, [given.buffer])),
    connection.ask('double', Float32Array.of(3)),
  ]);
  expect([[...one], [...two]]).toEqual([[2, 4], [6]]);
  expect(given.byteLength).toBe(0);
});

it('leaves what was given its buffers where nothing is to move', async () => {
  const { connection } = connected();
  const given = Float32Array.of(1, 2);
  await connection.ask('double', given);
  expect([...given]).toEqual([1, 2]);
});

it('hands on errors with code and values, and others with their first line', async () => {
  const { connection } = connected();
  const ours = connection.ask('fail', 'ours');
  await expect(ours).rejects.toBeInstanceOf(DeepSpineError);
  await expect(ours).rejects.toMatchObject({
    code: 'model-run',
    message: 'No number.',
    values: { context: 'size' },
  });
  await expect(connection.ask('fail', 'backend')).rejects.toEqual(new BackendError('device lost'));
  await expect(connection.ask('fail', 'fault')).rejects.toEqual(new BackendError('negative'));
  expect(connection.isOpen).toBe(true);
});

it('sends what is said in one turn in order as one message, and holds nothing back beyond it', async () => {
  const { connection, received } = connected();
  const news: string[] = [];
  const answer = connection.ask('wait', '', { onNews: one => news.push(one) });
  await until(() => contexts.length === 1);
  received.length = 0;
  const { tell, alive } = contexts[0]!;
  alive();
  tell('a');
  tell('b');
  await Promise.resolve();
  tell('c');
  await until(() => received.length === 2);
  tell('d');
  release[0]!('e');
  expect(await answer).toBe('e');
  expect(news).toEqual(['a', 'b', 'c', 'd']);
  expect(received.slice(0, 2)).toEqual([
    [
      { type: 'alive', id: 1 },
      { type: 'news', id: 1, news: 'a' },
      { type: 'news', id: 1, news: 'b' },
    ],
    [{ type: 'news', id: 1, news: 'c' }],
  ]);
  expect(connection.messages).toBe(received.length);
});

it('moves what is told', async () => {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  const labels = Uint8Array.of(1, 2);
  serve<{ readonly tell: Call<null, number, Uint8Array> }>(port2, {
    tell: async (_, { tell }) => {
      tell(moving(labels, [labels.buffer]));
      await Promise.resolve();
      return labels.byteLength;
    },
  });
  const told: Uint8Array[] = [];
  const thread = Object.assign(port1 as Port, {
    ...{ onmessageerror: null, onerror: null },
    terminate: () => port1.close(),
  });
  const connection = new Connection<{ readonly tell: Call<null, number, Uint8Array> }>(thread);
  expect(await connection.ask('tell', null, { onNews: one => told.push(one) })).toBe(0);
  expect(told.map(one => [...one])).toEqual([[1, 2]]);
});

it('keeps what is asked until the script listens, in order, and leaves out what was aborted', async () => {
  const { connection, sent, start } = connected({}, false);
  const abort = new AbortController();
  connection.send('note', 'first');
  const aborted = connection.ask('wait', '', { signal: abort.signal });
  const kept = connection.ask('double', Float32Array.of(4));
  abort.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
  expect(sent).toEqual([]);
  start();
  expect([...(await kept)]).toEqual([8]);
  expect(noted).toEqual(['first']);
  expect(sent).toHaveLength(2);
});

it('ends an aborted call at once, tells the thread, and is drained when that has ended it', async () => {
  const { connection, thread } = connected({ abortGraceMs: 60_000 });
  const abort = new AbortController();
  const news: string[] = [];
  const call = connection.ask('wait', '', { signal: abort.signal, onNews: one => news.push(one) });
  await until(() => contexts.length === 1);
  let drained = false;
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  const draining = connection.drained().then(() => (drained = true));
  await until(() => contexts[0]!.signal.aborted);
  contexts[0]!.tell('too late');
  await nextTask();
  expect(drained).toBe(false);
  release[0]!('too late');
  await draining;
  expect(news).toEqual([]);
  expect(thread.terminate).not.toHaveBeenCalled();
  expect([...(await connection.ask('double', Float32Array.of(1)))]).toEqual([2]);
});

it('asks nothing where the signal has fired before', async () => {
  const { connection, sent } = connected();
  const signal = AbortSignal.abort();
  await expect(connection.ask('wait', '', { signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(sent).toEqual([]);
});

it('terminates a thread that does not heed an abort', async () => {
  const { connection, thread } = connected({ abortGraceMs: 20 });
  const abort = new AbortController();
  const call = connection.ask('wait', '', { signal: abort.signal });
  await until(() => contexts.length === 1);
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  await connection.drained();
  expect(connection.isOpen).toBe(false);
  expect(thread.terminate).toHaveBeenCalled();
});

it('terminates a thread after a fatal answer, of an aborted call as well', async () => {
  const isFatal = (error: Error) => error instanceof BackendError;
  const { connection, thread } = connected({ isFatal });
  await expect(connection.ask('fail', 'ours')).rejects.toThrow('No number.');
  expect(thread.terminate).not.toHaveBeenCalled();
  const abort = new AbortController();
  const call = connection.ask('fail', 'backend', { signal: abort.signal });
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  await until(() => !connection.isOpen);
  await expect(connection.ask('note', '')).rejects.toThrow('device lost');
});

it.each([
  ['crashed', true, 'on purpose'],
  ['not-started', false, 'on purpose'],
  ['crashed', true, ''],
] as const)(
  'fails what waits and what comes when the thread is lost: %s',
  async (how, begun, message) => {
    const losses: Loss[] = [];
    const lost = (loss: Loss) => {
      losses.push(loss);
      return new BackendError('lost');
    };
    const { connection, thread, crash } = connected({ lost }, begun);
    if (begun) {
      await connection.ask('double', Float32Array.of(1));
    }
    const call = connection.ask('wait', '');
    crash(message);
    await expect(call).rejects.toThrow('lost');
    await expect(connection.ask('wait', '')).rejects.toThrow('lost');
    connection.send('note', 'unheard');
    expect(losses).toMatchObject([{ how, wasReady: begun }]);
    expect(losses[0]!.reason).toEqual(
      message || expect.objectContaining({ code: 'without-a-message' })
    );
    expect(thread.terminate).toHaveBeenCalledTimes(1);
  }
);

it('watches for silence only while somebody waits, and takes every message for a sign of life', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    const lost = ({ how }: Loss) => new BackendError(how);
    const { connection, received } = connected({ stallMs: 1000, lost });
    await connection.ask('double', Float32Array.of(1));
    jest.advanceTimersByTime(5000);
    const call = connection.ask('wait', '');
    await until(() => contexts.length === 1);
    for (let signs = 0; signs < 5; signs++) {
      jest.advanceTimersByTime(900);
      const before = received.length;
      contexts[0]!.alive();
      await until(() => received.length > before);
    }
    jest.advanceTimersByTime(900);
    // What the thread is told may keep it from answering.
    connection.send('note', '');
    jest.advanceTimersByTime(900);
    expect(connection.isOpen).toBe(true);
    jest.advanceTimersByTime(400);
    await expect(call).rejects.toEqual(new BackendError('silent'));
  } finally {
    jest.useRealTimers();
  }
});

it('takes silence for no hang while the thread waits for this one', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    let waits = true;
    const lost = ({ how }: Loss) => new BackendError(how);
    const { connection } = connected({ stallMs: 1000, lost, mayBeSilent: () => waits });
    const call = connection.ask('wait', '');
    await until(() => contexts.length === 1);
    jest.advanceTimersByTime(10_000);
    expect(connection.isOpen).toBe(true);
    waits = false;
    jest.advanceTimersByTime(1300);
    await expect(call).rejects.toEqual(new BackendError('silent'));
  } finally {
    jest.useRealTimers();
  }
});

it('ends what waits as cancelled when it is closed, and the thread', async () => {
  const { connection, thread } = connected();
  const call = connection.ask('wait', '');
  connection.close();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(thread.terminate).toHaveBeenCalledTimes(1);
});

/** A thread of Node that answers with the real `serve`, as a worker of a browser. */
function nodeThread(): { readonly thread: Thread; readonly exited: Promise<number> } {
  const script = `
    const { parentPort } = require('node:worker_threads');
    const { serve } = require('tsx/cjs/api').require(${JSON.stringify(`${__dirname}/serve.ts`)}, ${JSON.stringify(__filename)});
    const port = {
      onmessage: null,
      postMessage: (message, { transfer }) => parentPort.postMessage(message, transfer),
    };
    serve(port, {
      add: (numbers, { tell }) => (tell(numbers.length), numbers.reduce((a, b) => a + b)),
      hang: (_, { tell }) => {
        tell(0);
        return new Promise(() => setTimeout(() => { for (;;); }));
      },
      throwLater: () => new Promise(() => setTimeout(() => { throw new Error('on purpose'); })),
    });
    parentPort.on('message', data => port.onmessage({ data }));`;
  const worker = new NodeThread(script, { eval: true });
  const exited = new Promise<number>(resolve => worker.on('exit', resolve));
  const thread: Thread = {
    ...{ onmessage: null, onmessageerror: null, onerror: null },
    postMessage: (message, { transfer }) => worker.postMessage(message, transfer as []),
    terminate: () => void worker.terminate(),
  };
  worker.on('message', data => thread.onmessage?.({ data } as MessageEvent));
  worker.on('error', ({ message }) =>
    thread.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent)
  );
  return { thread, exited };
}

interface NodeApi {
  readonly add: Call<readonly number[], number, number>;
  readonly hang: Call<null, never, number>;
  readonly throwLater: Call<null, never>;
}

it('asks a real thread, and ends one that hangs in a loop', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    const { thread, exited } = nodeThread();
    const lost = ({ how }: Loss) => new BackendError(how);
    const connection = new Connection<NodeApi>(thread, { stallMs: 1000, lost });
    const news: number[] = [];
    const onNews = (one: number) => news.push(one);
    expect(await connection.ask('add', [1, 2, 3], { onNews })).toBe(6);
    const call = connection.ask('hang', null, { onNews });
    await until(() => news.length === 2);
    expect(news).toEqual([3, 0]);
    jest.advanceTimersByTime(1300);
    await expect(call).rejects.toEqual(new BackendError('silent'));
    await exited;
  } finally {
    jest.useRealTimers();
  }
}, 120_000);

it('hears of a real thread that crashes', async () => {
  const { thread, exited } = nodeThread();
  const lost = ({ how, reason }: Loss) => new BackendError(`${how}: ${String(reason)}`);
  const connection = new Connection<NodeApi>(thread, { lost });
  const call = connection.ask('throwLater', null);
  await expect(call).rejects.toEqual(new BackendError('crashed: on purpose'));
  await exited;
}, 120_000);
