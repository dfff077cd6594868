import type { Tensor } from '../../analysis/model';
import type { ModelSpec } from '../../analysis/modelSpec';
import { disagreement, trialInputs, usualInputs } from './knownAnswer';

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

/** The trial input doubled, then spoilt as told. */
function doubled(err: (data: Float32Array) => void = () => undefined): Record<string, Tensor> {
  const { dims, data } = trialInputs(SPEC).image!;
  const output = data.map(value => 2 * value);
  err(output);
  return { logits: { dims, data: output } };
}

const rounded = (share: number) =>
  doubled(data => data.forEach((value, i) => (data[i] = value * (1 + share))));

it('tries fixed and free axes with the same varied numbers every time', () => {
  const { image } = trialInputs(SPEC);
  expect(image?.dims).toEqual([1, 1, 64, 64]);
  expect(image).toEqual(trialInputs(SPEC).image);
  expect(new Set(image?.data).size).toBeGreaterThan(4000);
});

it('tries more than one sample where the model takes them, and takes the time of one', () => {
  const batched = {
    ...SPEC,
    inputs: [{ ...SPEC.inputs[0]!, shape: ['batch', 1, 'height', 'width'] }],
  };
  expect(trialInputs(batched).image?.dims).toEqual([2, 1, 64, 64]);
  expect(usualInputs(batched).image?.dims).toEqual([1, 1, 320, 320]);
});

it('accepts rounding, and ten times as much of half precision', () => {
  expect(disagreement(SPEC, 'fp32', rounded(1e-4), doubled())).toBeNull();
  expect(disagreement(SPEC, 'fp16', rounded(1e-2), doubled())).toBeNull();
  expect(disagreement(SPEC, 'fp32', rounded(2e-2), doubled())).toMatchObject({
    ...{ code: 'wrong-numbers', values: { model: 'spine-segmentation' } },
  });
});

it.each([
  ['zeros', (data: Float32Array) => void data.fill(0)],
  ['one wrong number', (data: Float32Array) => void (data[77] = 3 * data[77]! + 1)],
  ['NaN', (data: Float32Array) => void (data[4000] = NaN)],
])('refuses %s and names the model', (_, err) => {
  for (const precision of ['fp32', 'fp16'] as const) {
    expect(disagreement(SPEC, precision, doubled(err), doubled())).toMatchObject({
      ...{ code: 'wrong-numbers', values: { model: 'spine-segmentation' } },
    });
  }
});

it('refuses an output of another size, and none', () => {
  const short = { logits: { dims: [1], data: new Float32Array(1) } };
  expect(disagreement(SPEC, 'fp32', short, doubled())).toMatchObject({
    ...{ code: 'wrong-numbers', values: { model: 'spine-segmentation' } },
  });
  expect(disagreement(SPEC, 'fp32', {}, doubled())).toMatchObject({
    ...{ code: 'wrong-numbers', values: { model: 'spine-segmentation' } },
  });
});
