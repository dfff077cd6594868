import { chooseSeries } from './chooseSeries';
import { seriesContent } from './seriesParts';
import { SAGITTAL, seriesOf } from './testing';
import type { SeriesDescription } from './types';

const series = (uid: string, change: Partial<SeriesDescription>, slices = 15) => {
  const one = seriesOf(
    () => 0,
    { ...SAGITTAL, slices, rows: 4, columns: 4 },
    { seriesInstanceUID: uid, description: undefined, ...change }
  );
  return seriesContent(one, one.slices);
};

const T2 = series('t2', { repetitionTime: 3500, echoTime: 100 });
const T1 = { repetitionTime: 600, echoTime: 10 };

describe('the T1 partner of a sagittal T2 series', () => {
  it('is the plain T1 series with most slices', () => {
    const all = [T2, series('few', T1, 9), series('many', T1), series('other', { modality: 'CT' })];
    expect(chooseSeries(all).sagittalT1?.series.seriesInstanceUID).toBe('many');
  });

  it.each([
    ['with a contrast agent', { ...T1, description: 'SAG T1 post Gd' }],
    ['with fat suppression', { ...T1, description: 'SAG T1', scanOptions: ['FS'] }],
    ['of the neck', { ...T1, description: 'SAG T1 c-spine' }],
    ['of T2 contrast', { repetitionTime: 4000, echoTime: 90 }],
  ])('is not one %s', (_, change) => {
    expect(chooseSeries([T2, series('x', change)]).sagittalT1).toBeNull();
  });

  it('is not the series that is graded', () => {
    const { sagittal, sagittalT1 } = chooseSeries([series('t1', T1)]);
    expect([sagittal?.series.seriesInstanceUID, sagittalT1]).toEqual(['t1', null]);
  });
});
