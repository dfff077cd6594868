import type { Model, Tensors } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import { nextTask } from '../../browser/nextTask';
import { Connection } from '../../browser/rpc/connection';
import { BackendError } from '../../browser/rpc/errors';
import type { Port, Thread } from '../../browser/rpc/messages';
import { ownThread } from '../../browser/rpc/ownThread';
import { serve } from '../../browser/rpc/serve';
import { DeepSpineError } from '../../findings';
import type { ModelApi, ModelThread } from './modelApi';
import { modelHandlers } from './modelHandlers';
import { ModelPool } from './modelPool';
import { RunMeter, type RunSpan } from '../ort/runMeter';

const SPEC = { name: 'doubling', file: 'doubling.onnx' } as ModelSpec;
const WEIGHTS = Uint8Array.of(2);

const tensors = (...values: number[]): Tensors => ({
  x: { dims: [values.length], data: Float32Array.from(values) },
});
const valuesOf = ({ x }: Tensors) => [...x!.data];

/** Models that multiply by their weight, each run when it is let. */
class Workshop {
  readonly asked: number[] = [];
  readonly meter = new RunMeter();
  opened = 0;
  private readonly gates: (() => void)[] = [];

  readonly open = async (spec: ModelSpec, [weight]: Uint8Array): Promise<Model> => {
    this.opened++;
    return {
      spec,
      run: async inputs => {
        const values = valuesOf(inputs);
        this.asked.push(...values);
        const end = this.meter.begin();
        await new Promise<void>(resolve => this.gates.push(resolve));
        end();
        if (values.some(Number.isNaN)) {
          throw new DeepSpineError('model-run', 'No number.');
        }
        if (values.some(value => value < 0)) {
          throw new RangeError('negative');
        }
        return tensors(...values.map(value => value * weight!));
      },
    };
  };

  /** Lets the oldest run end that waits. */
  async finish(): Promise<void> {
    this.gates.shift()!();
    await new Promise(setImmediate);
  }
}

let ran: RunSpan[] = [];
beforeEach(() => {
  ran = [];
});

const poolOf = (...workshops: Workshop[]) =>
  new ModelPool(
    workshops.map(({ open, meter }) => ownThread(modelHandlers(open, meter))),
    spans => ran.push(...spans)
  );

interface Asked {
  readonly signal: AbortSignal;
  readonly answer: (outputs: Tensors) => void;
}

/** A thread that loads at once, and answers runs as it is told: `asked` has the oldest one first. */
function scripted(): { readonly thread: ModelThread; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const thread = ownThread<ModelApi>({
    load: () => undefined,
    run: (_, { signal }) =>
      new Promise(resolve => {
        const spans = [{ from: asked.length, to: asked.length + 1 }];
        const answer = (outputs: Tensors) => resolve({ outputs, ran: spans });
        asked.push({ signal, answer });
      }),
  });
  return { thread, asked };
}

it('gives each run to the thread that has least to do, the first one in doubt', async () => {
  const [first, second] = [new Workshop(), new Workshop()];
  const model = await poolOf(first, second).load(SPEC, WEIGHTS);
  expect(model).toMatchObject({ spec: SPEC, runners: 2 });
  const runs = [1, 2, 3, 4].map(value => model.run(tensors(value)));
  await new Promise(setImmediate);
  // One after another.
  expect([first.asked, second.asked]).toEqual([[1], [2]]);
  await second.finish();
  expect([first.asked, second.asked]).toEqual([[1], [2, 4]]);
  // In whatever order they end, each gets its own answer.
  await first.finish();
  expect(first.asked).toEqual([1, 3]);
  await first.finish();
  await second.finish();
  expect((await Promise.all(runs)).map(valuesOf)).toEqual([[2], [4], [6], [8]]);
});

it('has a thread without work do what another one has not begun', async () => {
  const [first, second] = [new Workshop(), new Workshop()];
  const model = await poolOf(first, second).load(SPEC, WEIGHTS);
  const runs = [1, 2, 3].map(value => model.run(tensors(value)));
  await new Promise(setImmediate);
  expect([first.asked, second.asked]).toEqual([[1], [2]]);
  await second.finish();
  await nextTask();
  expect(second.asked).toEqual([2, 3]);
  await second.finish();
  await first.finish();
  expect((await Promise.all(runs)).map(valuesOf)).toEqual([[2], [4], [6]]);
  expect(ran).toHaveLength(3);
  expect(ran.every(({ from, to }) => to >= from)).toBe(true);
  // Not once more.
  expect([first.asked, second.asked]).toEqual([[1], [2, 3]]);
});

it('leaves work where it is while whoever waited for an answer asks for more', async () => {
  const [first, second] = [new Workshop(), new Workshop()];
  const model = await poolOf(first, second).load(SPEC, WEIGHTS);
  const runs = [1, 2, 3].map(value => model.run(tensors(value)));
  const after = runs[1]!.then(() => model.run(tensors(4)));
  await new Promise(setImmediate);
  await second.finish();
  await nextTask();
  expect([first.asked, second.asked]).toEqual([[1], [2, 4]]);
  await first.finish();
  await first.finish();
  await second.finish();
  expect((await Promise.all([...runs, after])).map(valuesOf)).toEqual([[2], [4], [6], [8]]);
});

it('takes the first answer where a thread had begun what it was to leave', async () => {
  const [first, second] = [scripted(), scripted()];
  const pool = new ModelPool([first.thread, second.thread], spans => ran.push(...spans));
  const model = await pool.load(SPEC, WEIGHTS);
  const runs = [1, 2, 3].map(value => model.run(tensors(value)));
  const [one, three] = first.asked;
  second.asked[0]!.answer(tensors(20));
  await nextTask();
  await nextTask();
  expect([one!.signal.aborted, three!.signal.aborted]).toEqual([false, true]);
  one!.answer(tensors(10));
  three!.answer(tensors(-1));
  await nextTask();
  expect(second.asked).toHaveLength(2);
  second.asked[1]!.answer(tensors(30));
  expect((await Promise.all(runs)).map(valuesOf)).toEqual([[10], [20], [30]]);
  // What nobody waited for does not count.
  expect(ran).toHaveLength(3);
});

it('hands on what a model throws, and goes on', async () => {
  const workshop = new Workshop();
  const model = await poolOf(workshop).load(SPEC, WEIGHTS);
  const runs = [NaN, -1, 5].map(value => model.run(tensors(value)));
  const outcomes = Promise.allSettled(runs);
  await new Promise(setImmediate);
  await workshop.finish();
  await workshop.finish();
  await workshop.finish();
  expect(await outcomes).toMatchObject([
    { reason: { name: 'DeepSpineError', code: 'model-run', message: 'No number.' } },
    { reason: { name: 'BackendError', message: 'negative' } },
    { value: tensors(10) },
  ]);
});

it('loads a model into every thread, once', async () => {
  const workshops = [new Workshop(), new Workshop(), new Workshop()];
  await poolOf(...workshops).load(SPEC, WEIGHTS);
  expect(workshops.map(({ opened }) => opened)).toEqual([1, 1, 1]);
});

/** A thread behind real ports that loads and never ends a run. */
function fragile() {
  const { port1, port2 } = new MessageChannel();
  let terminated = false;
  const worker: Thread = Object.assign(port1 as Port, {
    ...{ onmessageerror: null, onerror: null },
    terminate: () => {
      terminated = true;
      port1.close();
    },
  });
  serve<ModelApi>(port2, { load: () => undefined, run: () => new Promise(() => undefined) });
  const lose = (message: string) =>
    worker.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent);
  return { thread: new Connection<ModelApi>(worker), lose, isTerminated: () => terminated };
}

it.each([
  [
    'a thread that is lost',
    ({ lose }: ReturnType<typeof fragile>) => lose('it crashed'),
    'it crashed',
  ],
  [
    'closing',
    (_: ReturnType<typeof fragile>, pool: ModelPool) => pool.close(),
    'the models were released',
  ],
])('%s fails what is under way and what comes after', async (_, end, reason) => {
  const one = fragile();
  const pool = new ModelPool([one.thread], () => undefined);
  const model = await pool.load(SPEC, WEIGHTS);
  const run = model.run(tensors(1));
  end(one, pool);
  await expect(run).rejects.toThrow(new BackendError(reason));
  await expect(model.run(tensors(2))).rejects.toThrow(new BackendError(reason));
  expect(one.isTerminated()).toBe(true);
});
