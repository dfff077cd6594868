import type { ModelSpec } from '../../analysis/modelSpec';
import { faster, planOnGpu, planOnWasm, type Found } from './placement';

const HALF = {
  precision: 'fp16',
  requires: 'shader-f16',
  file: 'disc-grading.fp16.onnx',
  sha256: 'b'.repeat(64),
  bytes: 6,
} as const;

const SPEC: ModelSpec = {
  name: 'disc-grading',
  task: 'grading',
  version: '1.0.0',
  file: 'disc-grading.onnx',
  sha256: 'a'.repeat(64),
  bytes: 12,
  variants: [HALF],
  opset: 17,
  precision: 'fp32',
  inputs: [],
  outputs: [],
  intendedUse: 'Research use only.',
};

const CAN_HALVE = new Set(['shader-f16', 'subgroups']);
const CANNOT = new Set(['subgroups']);
const slow: Found = { precision: 'fp16', times: { webgpu: 30, wasm: 20 } };
const quick: Found = { precision: 'fp16', times: { webgpu: 20, wasm: 30 } };
const wrongInHalf: Found = { precision: 'fp32', times: { webgpu: 20, wasm: 30 } };

it('takes the faster one, and in doubt the GPU', () => {
  expect(faster({ webgpu: 3, wasm: 2 })).toBe('wasm');
  expect(faster({ webgpu: 2, wasm: 3 })).toBe('webgpu');
  expect(faster({ webgpu: 2, wasm: 2 })).toBe('webgpu');
});

it('measures at the first start, in half precision where adapter and model have it', () => {
  expect(planOnGpu(SPEC, CAN_HALVE, null, 'auto')).toEqual({
    spec: SPEC,
    backend: 'webgpu',
    precision: 'fp16',
    file: HALF,
    measure: true,
  });
  const single = { backend: 'webgpu', precision: 'fp32', measure: true };
  expect(planOnGpu(SPEC, CANNOT, null, 'auto')).toMatchObject({ ...single, file: SPEC });
  const only = { ...SPEC, variants: undefined };
  expect(planOnGpu(only, CAN_HALVE, null, 'auto')).toMatchObject({ ...single, file: only });
});

it('does not measure again', () => {
  const again = { measure: false };
  expect(planOnGpu(SPEC, CAN_HALVE, quick, 'auto')).toMatchObject({ ...again, file: HALF });
  expect(planOnGpu(SPEC, CAN_HALVE, wrongInHalf, 'auto')).toMatchObject({ ...again, file: SPEC });
  expect(planOnGpu(SPEC, CAN_HALVE, slow, 'auto')).toEqual(planOnWasm(SPEC));
});

it('measures what an earlier start on demand did not', () => {
  const unmeasured: Found = { precision: 'fp16' };
  expect(planOnGpu(SPEC, CAN_HALVE, unmeasured, 'auto')).toMatchObject({ measure: true });
});

it('obeys when the GPU is demanded, without measuring', () => {
  for (const found of [null, slow, quick]) {
    expect(planOnGpu(SPEC, CAN_HALVE, found, 'webgpu')).toMatchObject({
      backend: 'webgpu',
      measure: false,
    });
  }
});
