import { DeepSpineError } from '../../findings';
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
const severity = { temperature: 1, unsureBelow: 0.6 };
const ordinal = {
  measurements: ['canalRatio', 'discBulge'],
  mean: [0.9, 1],
  scale: [0.2, 2],
  weights: [-2, 0.5],
  thresholds: [0.5, 1.5, 2.5],
};
const half = {
  precision: 'fp16',
  requires: 'shader-f16',
  file: 'disc-grading.fp16.onnx',
  sha256: 'b'.repeat(64),
  bytes: 6,
};
const withVariant = (change: object) =>
  manifest(m => ({ ...m, variants: [{ ...half, ...change }] }));
const withOrdinal = (change: object) =>
  manifest(m => ({
    ...m,
    comparator: { version: '1', conditions: { SCS: { ...ordinal, ...change } } },
  }));
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

  it('reads what a segmentation gives for each class', () => {
    const output = { name: 'said', shape: ['batch', 2], classes: ['background', 'disc'] };
    const outputs = [{ ...output, values: 'probabilities' }];
    expect(parseManifest(manifest(m => ({ ...m, outputs }))).models[0]!.outputs).toEqual(outputs);
  });

  it('reads where volumes lie, when a grade is unsure, the comparator and the variants', () => {
    const more = {
      variants: [half],
      inputs: [
        { ...model().inputs[0]!, centerMm: [0, -10, 0] },
        { ...model().inputs[0]!, name: 'axial', centerMm: [0, -16, 0], whenAbsent: 'zeros' },
      ],
      calibration: { DB: { temperature: 1.5, unsureWithin: 0 }, SCS: severity },
      comparator: { version: '1.0.0', conditions: { SCS: ordinal } },
    };
    expect(parseManifest(manifest(m => ({ ...m, ...more }))).models).toEqual([
      { ...model(), ...more },
    ]);
  });

  it('says what is wrong as data, for every language', () => {
    const values = (json: unknown) => {
      try {
        parseManifest(json);
      } catch (error) {
        return (error as DeepSpineError).values;
      }
      throw new Error('The manifest is taken.');
    };
    expect(values(manifest(m => ({ ...m, file: '../x.onnx' })))).toEqual({
      context: 'field',
      field: 'models[0].file',
      fault: { code: 'manifest-fault', values: { context: 'outside' } },
    });
    expect(values(null)).toEqual({
      context: 'field',
      field: { code: 'manifest-file' },
      fault: { code: 'manifest-fault', values: { context: 'not-object' } },
    });
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
      'values of another kind',
      manifest(m => ({ ...m, outputs: [{ ...m.outputs[0], values: 'odds' }] })),
      /values is neither logits nor probabilities/,
    ],
    [
      'probabilities of grades',
      manifest(m => ({ ...m, outputs: [{ ...m.outputs[0], values: 'probabilities' }] })),
      /values is probabilities, but grades are calibrated from logits/,
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
    [
      'a band beyond 1',
      manifest(m => ({ ...m, calibration: { DB: { temperature: 1, unsureWithin: 1 } } })),
      /DB\.unsureWithin is no share of 1/,
    ],
    [
      'a center of two numbers',
      manifest(m => ({ ...m, inputs: [{ ...m.inputs[0], centerMm: [0, -10] }] })),
      /centerMm has 2 values instead of 3/,
    ],
    [
      'zeros for the sagittal volume',
      manifest(m => ({ ...m, inputs: [{ ...m.inputs[0], whenAbsent: 'zeros' }] })),
      /inputs\[0\]\.whenAbsent/,
    ],
    [
      'something else for a missing volume',
      manifest(m => ({ ...m, inputs: [{ ...m.inputs[0], name: 'axial', whenAbsent: 'mean' }] })),
      /whenAbsent is not zeros/,
    ],
    [
      'no version',
      manifest(m => ({ ...m, comparator: { conditions: {} } })),
      /comparator\.version/,
    ],
    [
      'an unknown measurement',
      withOrdinal({ measurements: ['canalRatio', 'sacWidth'] }),
      /measurements\[1\] is none of discHeightAnterior/,
    ],
    ['a weight too few', withOrdinal({ weights: [1] }), /weights has 1 values instead of 2/],
    ['a scale of 0', withOrdinal({ scale: [1, 0] }), /scale has a value that is not positive/],
    ['two thresholds', withOrdinal({ thresholds: [0, 1] }), /thresholds has 2 values instead of 3/],
    ['thresholds that fall', withOrdinal({ thresholds: [0, 2, 1] }), /does not ascend/],
    ['no list of variants', manifest(m => ({ ...m, variants: half })), /variants is not a list/],
    [
      'another precision',
      withVariant({ precision: 'int8' }),
      /variants\[0\]\.precision is not fp16/,
    ],
    ['another need', withVariant({ requires: 'subgroups' }), /requires is not shader-f16/],
    ['no need', withVariant({ requires: undefined }), /requires is not shader-f16/],
    ['a variant outside', withVariant({ file: '../x.onnx' }), /variants\[0\]\.file leads out/],
    ['a variant without a hash', withVariant({ sha256: '' }), /variants\[0\]\.sha256 is no text/],
    ['an empty variant', withVariant({ bytes: 0 }), /variants\[0\]\.bytes is no whole number/],
    [
      'two of one precision',
      manifest(m => ({ ...m, variants: [half, half] })),
      /variants name fp16 twice/,
    ],
    ['no measurement', withOrdinal({ measurements: [] }), /measurements is empty/],
  ];
  it.each(broken)('refuses %s and names the place', (_, json, text) => {
    const run = () => parseManifest(json);
    expect(run).toThrow(DeepSpineError);
    expect(run).toThrow(text);
  });
});
