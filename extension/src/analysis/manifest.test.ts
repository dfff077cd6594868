import { DeepSpineError } from '../findings';
import { modelFor, parseManifest } from './manifest';

const model = () => ({
  name: 'disc-grading',
  task: 'grading',
  version: '1.0.0',
  file: 'disc-grading.onnx',
  sha256: 'a'.repeat(64),
  bytes: 12,
  opset: 17,
  precision: 'fp32',
  inputs: [
    {
      name: 'sagittal',
      shape: [1, 5, 112, 112],
      spacingMm: [3, 0.5, 0.5],
      orientation: 'disc frame',
      normalization: { type: 'zscore', scope: 'volume' },
    },
  ],
  outputs: [{ name: 'DB', condition: 'DB', classes: ['absent', 'present'], shape: [1, 2] }],
  operatingPoints: { DB: 0.4 },
  calibration: { DB: { temperature: 1.5 } },
  intendedUse: 'Research use only.',
});
type Model = ReturnType<typeof model>;
const manifest = (change: (m: Model) => object = m => m) => ({
  schema: 'deepspine-manifest/1',
  models: [change(model())],
});

describe('parseManifest', () => {
  it('reads a manifest and ignores what it does not know', () => {
    const parsed = parseManifest(manifest(m => ({ ...m, training: { seed: 1 } })));
    expect(parsed.models).toEqual([model()]);
    expect(modelFor(parsed, 'grading').file).toBe('disc-grading.onnx');
    expect(() => modelFor(parsed, 'segmentation')).toThrow(/no segmentation model/);
  });

  const broken: [string, unknown, RegExp][] = [
    ['no object', null, /the file is not an object/],
    ['another schema', { schema: 'x', models: [] }, /schema is not/],
    ['no list of models', { schema: 'deepspine-manifest/1' }, /models is not a list/],
    ['an unknown task', manifest(m => ({ ...m, task: 'other' })), /models\[0\]\.task/],
    ['a hash that is none', manifest(m => ({ ...m, sha256: 'A'.repeat(64) })), /sha256/],
    ['a file outside', manifest(m => ({ ...m, file: '../x.onnx' })), /file leads out/],
    ['a file elsewhere', manifest(m => ({ ...m, file: 'https://x/y.onnx' })), /file leads out/],
    ['no inputs', manifest(m => ({ ...m, inputs: [] })), /no inputs/],
    [
      'a size of 0',
      manifest(m => ({ ...m, inputs: [{ ...m.inputs[0], shape: [0] }] })),
      /shape\[0\]/,
    ],
    [
      'classes in another order',
      manifest(m => ({ ...m, outputs: [{ ...m.outputs[0], classes: ['present', 'absent'] }] })),
      /classes are not absent, present/,
    ],
    [
      'an unknown condition',
      manifest(m => ({ ...m, outputs: [{ ...m.outputs[0], condition: 'XX' }] })),
      /condition is none of SCS/,
    ],
    ['a probability of 2', manifest(m => ({ ...m, operatingPoints: { DB: 2 } })), /no probability/],
    [
      'a temperature of 0',
      manifest(m => ({ ...m, calibration: { DB: { temperature: 0 } } })),
      /temperature is not positive/,
    ],
  ];
  it.each(broken)('refuses %s and names the place', (_, json, text) => {
    const run = () => parseManifest(json);
    expect(run).toThrow(DeepSpineError);
    expect(run).toThrow(text);
  });
});
