import { evidenceAt, notAssessedAt } from './manifestEvidence';
import { calibrationAt } from './manifestGrading';

const REAL = {
  status: 'real',
  dataSet: 'T2 TSE, out of fold',
  n: 780,
  patients: 153,
  metric: 'auc',
  value: 0.87,
  interval: [0.84, 0.9],
  baseline: { name: 'level alone', value: 0.64 },
  figures: 'figures/real.json#/heads/DB',
};

describe('the evidence of a head', () => {
  it('is read as it stands', () => {
    expect(evidenceAt(REAL, 'evidence')).toEqual(REAL);
    expect(evidenceAt({ status: 'simulated-only' }, 'evidence')).toEqual({
      status: 'simulated-only',
    });
  });

  it.each<[string, string, object]>([
    ['no status', 'status is neither', { status: 'tested' }],
    ['no data set', 'dataSet is no text', { dataSet: '' }],
    ['no cases', 'n is no whole number', { n: 0 }],
    ['more patients than cases', 'patients are more', { patients: 781 }],
    ['a figure of another kind', 'metric is none of', { metric: 'accuracy' }],
    ['a value that is none', 'value is no number', { value: '0.87' }],
    ['a value outside its interval', 'interval does not hold', { value: 0.83 }],
    ['half an interval', 'interval has 1 values instead of 2', { interval: [0.8] }],
    ['no trivial baseline', 'baseline is not an object', { baseline: undefined }],
    ['a baseline without a value', 'baseline.value', { baseline: { name: 'level alone' } }],
    ['no place of the figures', 'figures is no text', { figures: undefined }],
    ['figures elsewhere', 'figures is no .json file', { figures: '../x.json#/a' }],
    ['figures without a pointer', 'figures is no .json file', { figures: 'figures/x.json' }],
  ])('is refused with %s', (_, what, change) => {
    expect(() => evidenceAt({ ...REAL, ...change }, 'evidence')).toThrow(`evidence.${what}`);
  });
});

describe('what is not assessed', () => {
  it('is a list of known names', () => {
    expect(notAssessedAt(['conus', 'tumor'], 'notAssessed')).toEqual(['conus', 'tumor']);
    expect(() => notAssessedAt(['conus', 'the rest'], 'notAssessed')).toThrow('notAssessed[1]');
    expect(() => notAssessedAt(['conus', 'conus'], 'notAssessed')).toThrow('name conus twice');
    expect(() => notAssessedAt('conus', 'notAssessed')).toThrow('is not a list');
  });
});

describe('the calibration of a head', () => {
  const PFIRRMANN = {
    temperature: 1.3,
    bias: [0, 0.1, 0, -0.2, 0],
    conformal: { coverage: 0.9, tolerance: 1, thresholds: [0.2, 0.2, 0.2, 0.2, 0.2] },
    withoutT1: { temperature: 1.5 },
  };
  const CANAL = { temperature: 1, levelBias: { 'L1-L2': [1, 0, 0, -1] }, unsureBelow: 0.4 };

  it('is read as it stands', () => {
    expect(calibrationAt(PFIRRMANN, 'c', 'pfirrmann')).toEqual(PFIRRMANN);
    expect(calibrationAt(CANAL, 'c', 'SCS')).toEqual(CANAL);
  });

  it.each<[string, string, object]>([
    ['a temperature of 0', 'c.temperature is not positive', { temperature: 0 }],
    ['too few biases', 'c.bias has 2 values instead of 5', { bias: [0, 1] }],
    ['a bias that is none', 'c.bias[4] is no number', { bias: [0, 0, 0, 0, null] }],
    [
      'a coverage of 1',
      'c.conformal.coverage',
      { conformal: { ...PFIRRMANN.conformal, coverage: 1 } },
    ],
    [
      'half a class',
      'c.conformal.tolerance',
      { conformal: { ...PFIRRMANN.conformal, tolerance: 0.5 } },
    ],
    [
      'a threshold of 1',
      'c.conformal.thresholds[0]',
      { conformal: { ...PFIRRMANN.conformal, thresholds: [1, 0, 0, 0, 0] } },
    ],
    ['an unknown level', 'c.levelBias.L6 is none of', { levelBias: { L6: [0, 0, 0, 0, 0] } }],
    ['a part without a temperature', 'c.withoutT1.temperature', { withoutT1: {} }],
  ])('is refused with %s', (_, what, change) => {
    expect(() => calibrationAt({ ...PFIRRMANN, ...change }, 'c', 'pfirrmann')).toThrow(what);
  });
});
