import type { Model, ModelSpec, Tensors } from '../../analysis/types';
import { DeepSpineError } from '../../findings';
import { BackendError } from '../protocol/backendError';
import type { ModelReply, ModelRequest } from './modelMessages';
import { ModelPool, OwnThread, type ModelThread } from './modelPool';
import { nextTask } from '../../browser/nextTask';
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
    workshops.map(({ open, meter }) => new OwnThread(open, meter)),
    spans => ran.push(...spans)
  );

/** A thread that loads at once, and answers runs as it is told. */
class Scripted implements ModelThread {
  readonly runs: number[] = [];
  readonly withdrawn: number[] = [];
  private reply: (reply: ModelReply) => void = () => undefined;

  listen(onReply: (reply: ModelReply) => void): void {
    this.reply = onReply;
  }

  post({ id, type }: ModelRequest): void {
    if (type === 'load') {
      this.answer(id, {});
    } else {
      (type === 'run' ? this.runs : this.withdrawn).push(id);
    }
  }

  answer(id: number, outputs: Tensors): void {
    this.reply({ type: 'done', id, outputs, ran: [{ from: id, to: id + 1 }] });
  }

  close(): void {
    this.runs.length = 0;
  }
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
  const threads = [new Scripted(), new Scripted()] as const;
  const pool = new ModelPool(threads, spans => ran.push(...spans));
  const model = await pool.load(SPEC, WEIGHTS);
  ran = [];
  const runs = [1, 2, 3].map(value => model.run(tensors(value)));
  const [[one, three], [two]] = threads.map(({ runs: asked }) => [...asked]) as [
    number[],
    number[],
  ];
  threads[1].answer(two!, tensors(20));
  await nextTask();
  expect(threads[0].withdrawn).toEqual([three]);
  threads[0].answer(one!, tensors(10));
  threads[0].answer(three!, tensors(-1));
  threads[1].answer(threads[1].runs.at(-1)!, tensors(30));
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

/** A thread that takes everything and answers loading only, until it is lost. */
class Fragile implements ModelThread {
  lose: (reason: string) => void = () => undefined;
  closed = false;
  private reply: (reply: ModelReply) => void = () => undefined;

  listen(onReply: (reply: ModelReply) => void, onLost: (reason: string) => void): void {
    this.reply = onReply;
    this.lose = onLost;
  }

  post({ id, type }: ModelRequest): void {
    if (type === 'load') {
      this.reply({ type: 'done', id, outputs: {}, ran: [] });
    }
  }

  close(): void {
    this.closed = true;
  }
}

it.each([
  ['a thread that is lost', (thread: Fragile) => thread.lose('it crashed'), 'it crashed'],
  ['closing', (_: Fragile, pool: ModelPool) => pool.close(), 'the models were released'],
])('%s fails what is under way and what comes after', async (_, end, reason) => {
  const thread = new Fragile();
  const pool = new ModelPool([thread], () => undefined);
  const model = await pool.load(SPEC, WEIGHTS);
  const run = model.run(tensors(1));
  end(thread, pool);
  await expect(run).rejects.toThrow(new BackendError(reason));
  await expect(model.run(tensors(2))).rejects.toThrow(new BackendError(reason));
  expect(thread.closed).toBe(reason !== 'it crashed');
});
