import type { ModelSpec } from '../../analysis/modelSpec';
import { BackendTrialCache, type Memory, type Verdict } from './backendTrialCache';

const spec = (sha256: string, half?: string): ModelSpec =>
  ({
    sha256,
    ...(half ? { variants: [{ precision: 'fp16', sha256: half }] } : {}),
  }) as unknown as ModelSpec;

const VERDICT: Verdict = {
  precision: 'fp16',
  times: { webgpu: 12, wasm: 34.5 },
  answers: { SCS: { dims: [1, 4], data: Float32Array.of(0.25, -1, 2, 3e-5) } },
};

/** Keeps JSON text, as the browser's cache does. */
class Kept implements Memory {
  readonly texts = new Map<string, string>();

  async recall(name: string): Promise<unknown> {
    const text = this.texts.get(name);
    return text === undefined ? null : JSON.parse(text);
  }

  async remember(name: string, value: unknown): Promise<void> {
    this.texts.set(name, JSON.stringify(value));
  }
}

const CIRCUMSTANCES = ['browser 1', 'adapter'];

it('gives back what was found out, number for number', async () => {
  const memory = new Kept();
  const model = spec('aa', 'bb');
  const first = await BackendTrialCache.open(memory, CIRCUMSTANCES, [model]);
  expect(first.of(model)).toBeNull();
  await first.enter(model, VERDICT);
  expect((await BackendTrialCache.open(memory, CIRCUMSTANCES, [model])).of(model)).toEqual(VERDICT);
});

it('keeps a verdict without times', async () => {
  const memory = new Kept();
  const unmeasured: Verdict = { precision: VERDICT.precision, answers: VERDICT.answers };
  await (await BackendTrialCache.open(memory, CIRCUMSTANCES, [])).enter(spec('aa'), unmeasured);
  const again = await BackendTrialCache.open(memory, CIRCUMSTANCES, [spec('aa')]);
  expect(again.of(spec('aa'))).toEqual(unmeasured);
});

it.each<[string, readonly string[], ModelSpec]>([
  ['another browser or adapter', ['browser 2', 'adapter'], spec('aa', 'bb')],
  ['other weights', CIRCUMSTANCES, spec('cc', 'bb')],
  ['another half file', CIRCUMSTANCES, spec('aa', 'cc')],
  ['no half file any more', CIRCUMSTANCES, spec('aa')],
])('knows nothing of %s', async (_, circumstances, model) => {
  const memory = new Kept();
  await (await BackendTrialCache.open(memory, CIRCUMSTANCES, [])).enter(spec('aa', 'bb'), VERDICT);
  expect((await BackendTrialCache.open(memory, circumstances, [model])).of(model)).toBeNull();
});

it('forgets models that are gone when it enters another', async () => {
  const memory = new Kept();
  await (await BackendTrialCache.open(memory, CIRCUMSTANCES, [])).enter(spec('aa'), VERDICT);
  await (
    await BackendTrialCache.open(memory, CIRCUMSTANCES, [spec('bb')])
  ).enter(spec('bb'), VERDICT);
  const all = await BackendTrialCache.open(memory, CIRCUMSTANCES, [spec('aa'), spec('bb')]);
  expect(all.of(spec('aa'))).toBeNull();
  expect(all.of(spec('bb'))).toEqual(VERDICT);
});

it.each<[string, unknown]>([
  ['null', null],
  ['a list', []],
  ['no models', { circumstances: CIRCUMSTANCES.join('\n') }],
  ['an unknown precision', { precision: 'int8', answers: {} }],
  ['no answers', { precision: 'fp16' }],
  ['answers that are no tensors', { precision: 'fp16', answers: { SCS: [1, 2] } }],
  [
    'answers that are no numbers',
    { precision: 'fp16', answers: { SCS: { dims: [1], data: ['1'] } } },
  ],
])('takes %s for nothing', async (_, value) => {
  const memory = new Kept();
  for (const kept of [value, { circumstances: CIRCUMSTANCES.join('\n'), models: { aa: value } }]) {
    await memory.remember('verdicts.json', kept);
    const verdicts = await BackendTrialCache.open(memory, CIRCUMSTANCES, [spec('aa')]);
    expect(verdicts.of(spec('aa'))).toBeNull();
  }
});

it('takes times that are no times for none', async () => {
  const memory = new Kept();
  const models = { aa: { precision: 'fp32', answers: {}, times: { webgpu: 1 } } };
  await memory.remember('verdicts.json', { circumstances: CIRCUMSTANCES.join('\n'), models });
  const verdicts = await BackendTrialCache.open(memory, CIRCUMSTANCES, [spec('aa')]);
  expect(verdicts.of(spec('aa'))).toEqual({ precision: 'fp32', answers: {} });
});
