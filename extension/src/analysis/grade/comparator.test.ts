import type { Finding, Grade } from '../../findings';
import { comparatorGrade, contradict, ordinalProbabilities, withComparator } from './comparator';
import {
  MEASUREMENT_NAMES,
  measurementValues,
  type MeasurementValues,
} from '../measure/measurementValues';
import type { Comparator, OrdinalModel } from '../calibration';

const NOTHING = Object.fromEntries(
  MEASUREMENT_NAMES.map(name => [name, null])
) as MeasurementValues;

const MODEL: OrdinalModel = {
  measurements: ['canalRatio', 'canalArea'],
  mean: [0.9, 200],
  scale: [0.2, 50],
  weights: [-2, -1],
  thresholds: [0, Math.log(3), Math.log(9)],
};
const COMPARATOR: Comparator = { version: '7', conditions: { SCS: MODEL } };
/** z = −2 · (0.9 − 0.9) / 0.2 − (200 − 200) / 50 = 0. */
const AVERAGE = { ...NOTHING, canalRatio: 0.9, canalArea: 200 };
/** z = −2 · (0.5 − 0.9) / 0.2 − (150 − 200) / 50 = 5. */
const NARROW = { ...NOTHING, canalRatio: 0.5, canalArea: 150 };

const finding = (grade: Grade, rest: Partial<Finding> = {}): Finding => {
  const model = { name: 'm', version: '1', sha256: '0' };
  return {
    uid: '1',
    level: 'L4-L5',
    condition: 'SCS',
    grade,
    modelGrade: { grade, probabilities: { [grade]: 1 }, model },
    source: { kind: 'model', model },
    status: 'suggested',
    point: [0, 0, 0],
    ...rest,
  };
};

describe('the geometric comparator', () => {
  it('gives the probabilities of the proportional-odds model', () => {
    // P(> none) = 1/2, P(> mild) = 1/4, P(> moderate) = 1/10.
    const shares = ordinalProbabilities(MODEL, AVERAGE)!;
    [0.5, 0.25, 0.15, 0.1].forEach((share, i) => expect(shares[i]).toBeCloseTo(share, 12));
    // σ(5 − ln 9) = 1 / (1 + 9 e⁻⁵).
    const severe = ordinalProbabilities(MODEL, NARROW)![3];
    expect(severe).toBeCloseTo(1 / (1 + 9 * Math.exp(-5)), 12);
  });

  it('states the median grade and its version', () => {
    expect(comparatorGrade(COMPARATOR, 'SCS', AVERAGE)).toMatchObject({
      grade: 'none',
      version: '7',
    });
    expect(comparatorGrade(COMPARATOR, 'SCS', NARROW)!.grade).toBe('severe');
  });

  it('states nothing without a measurement, or for a condition that it does not know', () => {
    expect(comparatorGrade(COMPARATOR, 'SCS', { ...NARROW, canalArea: null })).toBeNull();
    expect(comparatorGrade(COMPARATOR, 'LFS', NARROW)).toBeNull();
  });

  it('makes a severity unsure that differs by two grades or in whether it is treated, and no other', () => {
    const unsure = (grade: Grade) => {
      const [compared] = withComparator([finding(grade)], COMPARATOR, NARROW);
      expect(compared!.grade).toBe(grade);
      expect(compared!.comparator!.grade).toBe('severe');
      return compared!.unsure ?? false;
    };
    expect(unsure('none')).toBe(true);
    expect(unsure('mild')).toBe(true);
    expect(unsure('moderate')).toBe(false);
    expect(unsure('severe')).toBe(false);
  });

  it('knows what contradicts', () => {
    const apart = (a: Grade, b: Grade) => contradict('SCS', a, b);
    expect([apart('mild', 'moderate'), apart('moderate', 'mild')]).toEqual([true, true]);
    expect([apart('none', 'mild'), apart('moderate', 'severe')]).toEqual([false, false]);
    expect(contradict('DB', 'absent', 'present')).toBe(false);
  });

  it('leaves other findings as they are', () => {
    const notGraded: Finding = {
      ...finding('none', { modelGrade: undefined }),
      grade: 'not-graded',
    };
    const foramen = finding('mild', { condition: 'LFS', unsure: true });
    expect(withComparator([notGraded, foramen], COMPARATOR, NARROW)).toEqual([notGraded, foramen]);
    expect(withComparator([finding('none')], undefined, NARROW)).toEqual([finding('none')]);
  });
});

describe('measurementValues', () => {
  const length = (mm: number) => ({ mm, from: [0, 0, 0], to: [0, mm, 0] }) as const;
  const heights = { anterior: length(9), middle: length(8), posterior: null };
  const measured = {
    discHeight: heights,
    bodyHeight: heights,
    canalAp: length(12),
    canalRatio: 0.9,
    canalArea: 200,
    discBulge: 1.5,
  };

  it('gives numbers by name, null for what is missing', () => {
    expect(measurementValues(measured)).toEqual({
      ...NOTHING,
      discHeightAnterior: 9,
      discHeightMiddle: 8,
      discBulge: 1.5,
      canalAp: 12,
      canalRatio: 0.9,
      canalArea: 200,
      bodyHeightAnterior: 9,
      bodyHeightMiddle: 8,
    });
  });
});
