import type { Model, ModelSpec, Tensor } from '../analysis/types';
import { disagreement, trialInputs } from './knownAnswer';

const SPEC: ModelSpec = {
  name: 'spine-segmentation',
  task: 'segmentation',
  version: '1.0.0',
  file: 'spine-segmentation.onnx',
  sha256: '00',
  bytes: 1,
  opset: 17,
  precision: 'fp32',
  inputs: [
    {
      name: 'image',
      shape: [1, 1, 'height', 'width'],
      multipleOf: 16,
      spacingMm: [0.9375, 0.9375],
      orientation: 'sagittal',
      normalization: { type: 'zscore', scope: 'slice' },
    },
  ],
  outputs: [{ name: 'logits', shape: [1, 1, 'height', 'width'], classes: ['background'] }],
  intendedUse: 'Research use only.',
};

/** Doubles its input, then errs as told. */
function doubling(err: (data: Float32Array) => void = () => undefined): Model {
  return {
    spec: SPEC,
    run: async inputs => {
      const { dims, data } = inputs.image as Tensor;
      const doubled = data.map(value => 2 * value);
      err(doubled);
      return { logits: { dims, data: doubled } };
    },
  };
}

it('tries fixed and free axes with the same varied numbers every time', () => {
  const { image } = trialInputs(SPEC);
  expect(image?.dims).toEqual([1, 1, 64, 64]);
  expect(image).toEqual(trialInputs(SPEC).image);
  expect(new Set(image?.data).size).toBeGreaterThan(4000);
});

it('accepts rounding', async () => {
  const rounding = doubling(data => data.forEach((value, i) => (data[i] = value * (1 + 1e-4))));
  expect(await disagreement(rounding, doubling())).toBeNull();
});

it.each([
  ['zeros', (data: Float32Array) => void data.fill(0)],
  ['one wrong number', (data: Float32Array) => void (data[77] = 3 * data[77]! + 1)],
  ['NaN', (data: Float32Array) => void (data[4000] = NaN)],
])('refuses %s and names the model', async (_, err) => {
  expect(await disagreement(doubling(err), doubling())).toContain('spine-segmentation');
});

it('refuses an output of another size', async () => {
  const short: Model = {
    spec: SPEC,
    run: async () => ({ logits: { dims: [1], data: new Float32Array(1) } }),
  };
  expect(await disagreement(short, doubling())).toContain('spine-segmentation');
});
