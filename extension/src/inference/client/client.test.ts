import type { LateSlice } from '../../analysis/request';
import { serve } from '../../browser/rpc/serve';
import type { AnalysisApi } from '../protocol/analysisApi';
import { AnalysisClient } from './client';

/** What a worker was told, one list for each that was started. */
let told: unknown[][] = [];
/** Ends what the newest worker was asked for. */
let end: () => void = () => {};
/** The newest worker crashes. */
let crash: () => void = () => {};

const soon = () => new Promise(resolve => setTimeout(resolve, 5));

/** Messages between threads take as long as they take: waits for what workers are to be told. */
async function workersAreTold(...expected: readonly unknown[][]): Promise<void> {
  const isSo = () => JSON.stringify(told) === JSON.stringify(expected);
  for (let tries = 0; tries < 1000 && !isSo(); tries++) {
    await soon();
  }
  expect(told).toEqual(expected);
}

/** Answers in this thread as the worker does, so far as a test says so. */
class FakeWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  private readonly channel = new MessageChannel();

  constructor() {
    const own: unknown[] = [];
    told.push(own);
    const { port1, port2 } = this.channel;
    port1.onmessage = event => this.onmessage?.(event);
    const answer = () => ({ found: null as never, backend: null as never, cost: null as never });
    serve<AnalysisApi>(port2, {
      prepare: () => {
        own.push('prepare');
        return new Promise(resolve => (end = () => resolve(answer())));
      },
      analyze: ({ restFollows }) => {
        own.push(`analyze${restFollows ? ', rest follows' : ''}`);
        return new Promise(resolve => (end = () => resolve(answer())));
      },
      explain: answer,
      rest: slices => void own.push(slices.map(({ sopInstanceUID }) => sopInstanceUID)),
      pause: paused => void own.push(paused ? 'pause' : 'resume'),
    });
    crash = () => this.onerror?.({ message: 'on purpose', preventDefault: () => undefined });
  }

  postMessage(message: unknown, options: StructuredSerializeOptions): void {
    this.channel.port1.postMessage(message, options);
  }

  terminate(): void {
    this.channel.port1.close();
  }
}

let client: AnalysisClient;
beforeEach(() => {
  told = [];
  Object.assign(globalThis, {
    Worker: FakeWorker,
    location: { href: 'http://localhost/', origin: 'http://localhost' },
  });
  client = new AnalysisClient({ backend: 'wasm', stallMs: 1000 });
});
afterEach(() => client.dispose());

it('tells a worker that takes the place of another one that it is paused', async () => {
  const prepared = client.prepare();
  await workersAreTold(['prepare']);
  client.pause();
  await workersAreTold(['prepare', 'pause']);
  crash();
  await workersAreTold(['prepare', 'pause'], ['pause', 'prepare']);
  client.resume();
  await workersAreTold(['prepare', 'pause'], ['pause', 'prepare', 'resume']);
  end();
  await prepared;
});

it('starts a worker that nobody has paused without a word of it', async () => {
  client.pause();
  client.resume();
  const prepared = client.prepare();
  await workersAreTold(['prepare']);
  end();
  await prepared;
});

describe('a study that is not whole yet', () => {
  const study = { studyInstanceUID: '1', series: [] };
  const axial = [{ sopInstanceUID: 'axial', pixels: new Uint8Array(4) }] as unknown as LateSlice[];

  function analyzed() {
    let come: (slices: readonly LateSlice[]) => void = () => {};
    let fail: (error: Error) => void = () => {};
    const rest = new Promise<readonly LateSlice[]>(
      (resolve, reject) => ([come, fail] = [resolve, reject])
    );
    const abort = new AbortController();
    const outcome = client.analyze(study, { rest, signal: abort.signal }).then(
      () => 'done',
      ({ code, message }: { code?: string; message: string }) => code ?? message
    );
    return { outcome, come, fail, abort };
  }

  it('has its rest follow, to every worker that needs it', async () => {
    const { come } = analyzed();
    await workersAreTold(['analyze, rest follows']);
    come(axial);
    const all = ['analyze, rest follows', ['axial']];
    await workersAreTold(all);
    crash();
    await workersAreTold(all, all);
  });

  it('ends with what is wrong with the rest, or when it is cancelled, and the next one gets nothing of it', async () => {
    const asked = (times: number) => workersAreTold(Array(times).fill('analyze, rest follows'));
    const failing = analyzed();
    await asked(1);
    failing.fail(new Error('the archive refuses'));
    expect(await failing.outcome).toBe('the archive refuses');
    end();
    const cancelled = analyzed();
    await asked(2);
    cancelled.abort.abort();
    expect(await cancelled.outcome).toBe('cancelled');
    end();
    void analyzed();
    cancelled.come(axial);
    await asked(3);
    await soon();
    await asked(3);
  });

  it('keeps its worker however long the rest or a person makes it wait', async () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout', 'nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      const { come } = analyzed();
      await workersAreTold(['analyze, rest follows']);
      jest.advanceTimersByTime(5000);
      come(axial);
      const whole = ['analyze, rest follows', ['axial']];
      await workersAreTold(whole);
      client.pause();
      jest.advanceTimersByTime(5000);
      client.resume();
      await workersAreTold([...whole, 'pause', 'resume']);
      jest.advanceTimersByTime(1300);
      await workersAreTold([...whole, 'pause', 'resume'], whole);
    } finally {
      jest.useRealTimers();
    }
  });
});
