import { buildStacks } from './stacks';
import { SAGITTAL, seriesOf } from './testing';
import type { ImageSeries } from './types';
import { add } from './vec3';
import type { Vec3 } from '../findings';

const sagittal = () => seriesOf(() => 1, { ...SAGITTAL, slices: 11, rows: 4, columns: 4 });

/** The series with some slices' positions changed by mm. */
const moved = (series: ImageSeries, by: Readonly<Record<number, Vec3>>): ImageSeries => ({
  ...series,
  slices: series.slices.map((s, i) => (by[i] ? { ...s, position: add(s.position, by[i]) } : s)),
});

const codes = (series: ImageSeries) => buildStacks(series).warnings.map(({ code }) => code);

describe('slices whose positions contradict the others', () => {
  it('are left out, first or last or in the middle, and named in a warning', () => {
    for (const at of [0, 5, 10]) {
      const series = moved(sagittal(), { [at]: [0, 30, -7] });
      const { stacks, warnings } = buildStacks(series);
      const wrong = series.slices[at]!.sopInstanceUID;
      expect(stacks[0]!.slices.map(s => s.sopInstanceUID)).not.toContain(wrong);
      expect(warnings.map(({ code }) => code)).toContain('misplaced-slices');
      expect(warnings.find(({ code }) => code === 'misplaced-slices')!.text).toMatch(
        /holds 1 image /
      );
    }
  });

  it('are found although several lie elsewhere', () => {
    const by: Record<number, Vec3> = { 1: [0, 30, 0], 4: [0, 0, 12], 8: [0, -9, -9] };
    expect(buildStacks(moved(sagittal(), by)).stacks[0]!.slices).toHaveLength(8);
  });

  it('are warned of where a slice was pushed between two others', () => {
    expect(codes(moved(sagittal(), { 10: [1, 0, 0] }))).toEqual([]);
    expect(codes(moved(sagittal(), { 10: [2.5, 0, 0] }))).toContain('misplaced-slices');
  });

  it('are none where a scanner rounds to a hundredth of a millimeter', () => {
    const rounding: Record<number, Vec3> = { 2: [0, 0.01, 0], 3: [0.01, -0.01, 0.01] };
    expect(codes(moved(sagittal(), rounding))).toEqual([]);
    expect(buildStacks(moved(sagittal(), rounding)).stacks[0]!.slices).toHaveLength(11);
  });
});
