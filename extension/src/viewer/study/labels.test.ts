import { plain } from '../../messages';
import { gradeProbability, measurementLabel, remarkIn, seriesLabel } from './labels';
import { bulge, finding } from '../testing/testing';

describe('the words of a measurement', () => {
  it('name level, condition, grade and probability', () => {
    expect(measurementLabel(bulge('L4-L5'))).toBe('L4-L5 disc bulge: present (0.87)');
  });

  it('name the side of the patient', () => {
    const left = finding('L5-S1', 'LFS', { grade: 'severe' });
    expect(measurementLabel(left)).toBe('L5-S1 left foraminal stenosis: severe');
  });

  it('give no model probability for what a person graded', () => {
    const changed = bulge('L4-L5', { grade: 'absent', source: { kind: 'person' } });
    expect(measurementLabel(changed)).toBe('L4-L5 disc bulge: absent (reader)');
  });
});

describe('what a person types over a label', () => {
  const found = bulge('L4-L5');
  it.each([
    ['L4-L5 disc bulge: present (0.87) – broad-based', 'broad-based'],
    ['L4-L5 disc bulge: present (0.87), broad-based', 'broad-based'],
    ['  presses on\tL5  ', 'presses on L5'],
    ['L4-L5 disc bulge: absent', 'L4-L5 disc bulge: absent'],
    ['L4-L5 disc bulge: present (0.87)', ''],
    ['', ''],
  ])('“%s” remarks “%s”', (label, remark) => {
    expect(remarkIn(label, found)).toBe(remark);
  });

  it('stands behind our own words and is found there again', () => {
    const label = measurementLabel({ ...found, remark: 'broad-based' });
    expect(label).toBe('L4-L5 disc bulge: present (0.87) – broad-based');
    expect(remarkIn(label, { ...found, remark: 'broad-based' })).toBe('broad-based');
  });
});

it('has no probability for what nobody graded', () => {
  expect(gradeProbability(finding('L1-L2', 'EL'))).toBeUndefined();
});

it.each([
  [{ description: 'SAG T2', seriesNumber: 4 }, 'SAG T2 (series 4)'],
  [{ description: ' ', seriesNumber: 4 }, 'series 4'],
  [{ description: 'SAG T2' }, 'SAG T2'],
  [{}, 'a series without a name'],
])('names a series: %j', (series, label) => expect(plain(seriesLabel(series))).toBe(label));
