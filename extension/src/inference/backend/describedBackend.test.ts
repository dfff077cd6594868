import type { ModelSpec } from '../../analysis/modelSpec';
import { part } from '../../messages';
import { describedBackend } from './describedBackend';
import type { StartedModel } from './startModel';

const why = part('no-webgpu');

const started = (
  name: string,
  backend: 'webgpu' | 'wasm',
  more: Partial<StartedModel> = {}
): StartedModel => ({
  model: { spec: { name, task: 'grading' } as ModelSpec, run: async () => ({}) },
  placement: { name, backend, precision: 'fp32' },
  ...more,
});
const half = (name: string): Partial<StartedModel> => ({
  placement: { name, backend: 'webgpu', precision: 'fp16' },
});

it('says why nothing runs on a GPU', () => {
  expect(describedBackend({ why }, [started('a', 'wasm')], 1)).toMatchObject({
    ...{ backend: 'wasm', threads: 1 },
    reason: { text: 'WebAssembly (one thread) because this browser offers no WebGPU.' },
  });
  expect(describedBackend({ why }, [started('a', 'wasm')], 4).reason.text).toMatch(
    /^WebAssembly \(4 threads\)/
  );
});

it('names the adapter, its precision, and what runs faster elsewhere', () => {
  const on = { adapter: 'a card', why };
  expect(describedBackend(on, [started('a', 'webgpu')], 4)).toMatchObject({
    ...{ backend: 'webgpu', threads: 1, adapter: 'a card' },
    reason: { text: 'WebGPU on a card, which gave the right answers in a trial run.' },
  });
  expect(describedBackend(on, [started('a', 'webgpu', half('a'))], 4).reason.text).toMatch(
    /^WebGPU on a card in half precision, which/
  );
  const refused = {
    halfRefused: part('wrong-numbers', { model: 'a', output: 'y', difference: 0.5 }),
  };
  const both = [started('a', 'webgpu', refused), started('b', 'wasm'), started('c', 'wasm')];
  expect(describedBackend(on, both, 4)).toMatchObject({
    threads: 4,
    reason: {
      text:
        'WebGPU on a card (not in half precision: a gives wrong numbers (y differs by 0.500)), which gave the right ' +
        'answers in a trial run, but WebAssembly (4 threads) for b and c, which ran faster there.',
    },
  });
});
