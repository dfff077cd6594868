import { recognise } from './chooseSeries';
import { t1Partner } from './t1Partner';
import type { SeriesDescription } from './types';

const PLANE = { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1] } as const;
const series = (uid: string, change: Partial<SeriesDescription>, planes = 15) =>
  recognise(
    { seriesInstanceUID: uid, studyInstanceUID: '1', modality: 'MR', ...change },
    Array.from({ length: planes }, () => PLANE)
  );

const T2 = series('t2', { repetitionTime: 3500, echoTime: 100 });
const T1 = { repetitionTime: 600, echoTime: 10 };

describe('the T1 partner of a sagittal T2 series', () => {
  it('is the plain T1 series with most slices', () => {
    const all = [T2, series('few', T1, 9), series('many', T1), series('other', { modality: 'CT' })];
    expect(t1Partner(all, T2)?.series.seriesInstanceUID).toBe('many');
  });

  it.each([
    ['with a contrast agent', { ...T1, description: 'SAG T1 post Gd' }],
    ['with fat suppression', { ...T1, description: 'SAG T1', scanOptions: ['FS'] }],
    ['of the neck', { ...T1, description: 'SAG T1 c-spine' }],
    ['of T2 contrast', { repetitionTime: 4000, echoTime: 90 }],
  ])('is not one %s', (_, change) => {
    expect(t1Partner([T2, series('x', change)], T2)).toBeNull();
  });

  it('is not the series that is graded', () => {
    const only = series('t1', T1);
    expect(t1Partner([only], only)).toBeNull();
  });
});
