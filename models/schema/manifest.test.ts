import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parseManifest } from '../../extension/src/analysis/models/manifest';
import { MEASUREMENT_NAMES } from '../../extension/src/analysis/measure/measurementValues';
import schema from './manifest.schema.json';

const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
  schema
);

type Draft = { models: Record<string, unknown>[] };
const shipped = (): Draft =>
  JSON.parse(readFileSync(path.resolve(__dirname, '../manifest.json'), 'utf8')) as Draft;

const ORDINAL = {
  measurements: ['canalAreaRatio'],
  mean: [0.9],
  scale: [0.2],
  weights: [-1],
  thresholds: [0, 1, 2],
};
const INPUT = {
  name: 'axial',
  shape: [1, 5, 96, 112],
  spacingMm: [4, 0.6, 0.6],
  centerMm: [0, -16, 0],
  whenAbsent: 'zeros',
  orientation: 'disc frame',
  normalization: { type: 'zscore', scope: 'volume' },
};
const HALF = {
  precision: 'fp16',
  requires: 'shader-f16',
  file: 'half.onnx',
  sha256: '0'.repeat(64),
  bytes: 1,
};

const GRADES = ['absent', 'present'];
const CLASSES = { name: 'said', shape: ['batch', 4, 'height', 'width'], classes: ['disc'] };

/** Whether schema and pipeline accept the shipped manifest with the grading model changed. */
function accepted(change: object): { schema: boolean; pipeline: boolean } {
  const draft = shipped();
  const grading = draft.models.findIndex(model => model.task === 'grading');
  draft.models[grading] = { ...draft.models[grading], ...change };
  let pipeline = true;
  try {
    parseManifest(draft);
  } catch {
    pipeline = false;
  }
  return { schema: validate(draft), pipeline };
}

describe('manifest.schema.json', () => {
  test('describes the shipped manifest', () => {
    validate(shipped());
    expect(validate.errors).toBeNull();
  });

  test.each<[string, boolean, object]>([
    ['a shifted axial input that may be absent', true, { inputs: [INPUT] }],
    ['a centre of two numbers', false, { inputs: [{ ...INPUT, centerMm: [0, 1] }] }],
    ['a sagittal input that may be absent', false, { inputs: [{ ...INPUT, name: 'sagittal' }] }],
    ['another filling', false, { inputs: [{ ...INPUT, whenAbsent: 'mean' }] }],
    [
      'bands of doubt',
      true,
      {
        calibration: {
          SCS: { temperature: 1.2, unsureBelow: 0.6 },
          DB: { temperature: 1, unsureWithin: 0.2 },
        },
      },
    ],
    ['a band beyond 1', false, { calibration: { SCS: { temperature: 1, unsureBelow: 1 } } }],
    ['a comparator', true, { comparator: { version: '1', conditions: { SCS: ORDINAL } } }],
    [
      'a comparator of presence',
      true,
      { comparator: { version: '1', conditions: { DB: { ...ORDINAL, thresholds: [0] } } } },
    ],
    [
      'a comparator with too few thresholds',
      false,
      { comparator: { version: '1', conditions: { SCS: { ...ORDINAL, thresholds: [0] } } } },
    ],
    [
      'an unknown measurement',
      false,
      { comparator: { version: '1', conditions: { SCS: { ...ORDINAL, measurements: ['x'] } } } },
    ],
    ['a half-precision variant', true, { variants: [HALF] }],
    ['a variant of another precision', false, { variants: [{ ...HALF, precision: 'int8' }] }],
    ['a variant without a need', false, { variants: [{ ...HALF, requires: undefined }] }],
    ['classes in another order', false, { outputs: [output(['present', 'absent'])] }],
    ['grades as logits', true, { outputs: [{ ...output(GRADES), values: 'logits' }] }],
    [
      'grades as probabilities',
      false,
      { outputs: [{ ...output(GRADES), values: 'probabilities' }] },
    ],
    ['classes as probabilities', true, { outputs: [{ ...CLASSES, values: 'probabilities' }] }],
    ['classes as odds', false, { outputs: [{ ...CLASSES, values: 'odds' }] }],
  ])('%s', (_name, good, change) => {
    expect(accepted(change)).toEqual({ schema: good, pipeline: good });
  });

  test('names the measurements that the pipeline takes', () => {
    expect(schema.definitions.ordinalModel.properties.measurements.items.enum).toEqual([
      ...MEASUREMENT_NAMES,
    ]);
  });
});

function output(classes: readonly string[]): object {
  return { name: 'DB', condition: 'DB', shape: [1, 2], classes };
}
