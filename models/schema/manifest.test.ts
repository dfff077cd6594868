import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parseManifest } from '../../extension/src/analysis/models/manifest';
import { MEASUREMENT_NAMES } from '../../extension/src/analysis/measure/measurementValues';
import { NOT_ASSESSED } from '../../extension/src/findings';
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

interface Evidence {
  readonly status: string;
  readonly figures: string;
}

/** What a JSON pointer names in a file beside the manifest. */
function pointedAt(file: string, pointer: string): unknown {
  const text = readFileSync(path.resolve(__dirname, '..', file), 'utf8');
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], JSON.parse(text));
}

/** Whether schema and pipeline accept the shipped manifest with the grading model changed. */
function accepted(change: object): { schema: boolean; pipeline: boolean } {
  const draft = shipped();
  const grading = draft.models.findIndex(model => model.task === 'grading');
  draft.models[grading] = { ...draft.models[grading], ...change };
  let pipeline = true;
  // Through JSON, as a file has no undefined.
  const file: unknown = JSON.parse(JSON.stringify(draft));
  try {
    parseManifest(file);
  } catch {
    pipeline = false;
  }
  return { schema: validate(file), pipeline };
}

describe('manifest.schema.json', () => {
  test('describes the shipped manifest', () => {
    validate(shipped());
    expect(validate.errors).toBeNull();
  });

  test.each<[string, boolean, object]>([
    ['a shifted axial input that may be absent', true, { inputs: [INPUT] }],
    ['a center of two numbers', false, { inputs: [{ ...INPUT, centerMm: [0, 1] }] }],
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

  const REAL = {
    status: 'real',
    dataSet: 'discs',
    n: 2,
    patients: 1,
    metric: 'auc',
    value: 0.9,
    interval: [0.8, 1],
    baseline: { name: 'level alone', value: 0.6 },
    figures: 'figures/discs.json#/heads/DB',
  };
  const CONFORMAL = { coverage: 0.9, tolerance: 0, thresholds: [0.3, 0.4] };
  const DEGENERATION = { name: 'modic', grading: 'modic', shape: [1, 2], classes: GRADES };
  const NOTHING_ELSE = {
    calibration: undefined,
    operatingPoints: undefined,
    comparator: undefined,
  };
  const T1 = { ...INPUT, name: 'sagittalT1' };
  const SIZE = { measure: 'disc-step', referenceMm: 35, limits: [0.6, 1.7] };

  test.each<[string, boolean, object]>([
    ['gradings', true, { task: 'gradings', outputs: [DEGENERATION], ...NOTHING_ELSE }],
    [
      'a grading of other classes',
      false,
      { outputs: [{ ...DEGENERATION, classes: ['no', 'yes'] }] },
    ],
    ['an unknown grading', false, { outputs: [{ ...DEGENERATION, grading: 'mood' }] }],
    [
      'a grading as probabilities',
      false,
      { outputs: [{ ...DEGENERATION, values: 'probabilities' }] },
    ],
    ['a grading that is a condition', false, { outputs: [{ ...DEGENERATION, condition: 'DB' }] }],
    ['Pfirrmann in two classes', false, { outputs: [{ ...DEGENERATION, grading: 'pfirrmann' }] }],
    ['a T1 input that may be absent', true, { inputs: [T1] }],
    ['a size from the distance of discs', true, { inputs: [{ ...INPUT, sizeFrom: SIZE }] }],
    [
      'a size from something else',
      false,
      { inputs: [{ ...INPUT, sizeFrom: { ...SIZE, measure: 'height' } }] },
    ],
    [
      'a bias and what is sure',
      true,
      {
        calibration: {
          modic: { temperature: 1, bias: [0, 1], prior: [0.5, 0.5], conformal: CONFORMAL },
        },
      },
    ],
    [
      'a coverage of everything',
      false,
      { calibration: { modic: { temperature: 1, conformal: { ...CONFORMAL, coverage: 1 } } } },
    ],
    [
      'other values without T1',
      true,
      { calibration: { modic: { temperature: 1, withoutT1: { temperature: 2, bias: [0, 0] } } } },
    ],
    [
      'a bias by level',
      true,
      { calibration: { SCS: { temperature: 1, levelBias: { 'L5-S1': [0, 0, -1, -2] } } } },
    ],
    [
      'a bias at no level',
      false,
      { calibration: { SCS: { temperature: 1, levelBias: { L5: [0, 0, -1, -2] } } } },
    ],
    ['real evidence', true, { outputs: [{ ...output(GRADES), evidence: REAL }] }],
    [
      'simulated evidence',
      true,
      { outputs: [{ ...output(GRADES), evidence: { status: 'simulated-only' } }] },
    ],
    [
      'evidence without a baseline',
      false,
      { outputs: [{ ...output(GRADES), evidence: { ...REAL, baseline: undefined } }] },
    ],
    [
      'evidence without its figures',
      false,
      { outputs: [{ ...output(GRADES), evidence: { ...REAL, figures: 'figures/discs.json' } }] },
    ],
  ])('%s', (_name, good, change) => {
    expect(accepted(change)).toEqual({ schema: good, pipeline: good });
  });

  test('every claim of the shipped manifest is what its figures hold', () => {
    const outputs = shipped().models.flatMap(model => model.outputs as { evidence?: Evidence }[]);
    const real = outputs.flatMap(({ evidence }) => (evidence?.status === 'real' ? [evidence] : []));
    expect(real.length).toBeGreaterThan(0);
    for (const evidence of real) {
      const [file, pointer] = evidence.figures.split('#') as [string, string];
      const claims = Object.entries(evidence).filter(
        ([key]) => key !== 'status' && key !== 'figures'
      );
      expect(pointedAt(file, pointer)).toMatchObject(Object.fromEntries(claims));
    }
  });

  test('names what may be left out as the vocabulary does', () => {
    expect(schema.properties.notAssessed.items.enum).toEqual([...NOT_ASSESSED]);
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
