import { DeepSpineError, type Vec3 } from '../findings';
import { buildStacks } from './stacks';
import { AXIAL, SAGITTAL, seriesOf } from './testing';
import type { ImageSeries, Slice } from './types';
import { add } from './vec3';

const flat = () => 1;
const sagittal = () => seriesOf(flat, SAGITTAL);
const withSlices = (series: ImageSeries, slices: readonly Slice[]) => ({ ...series, slices });
const change = (series: ImageSeries, at: number, part: Partial<Slice>) =>
  withSlices(
    series,
    series.slices.map((s, i) => (i === at ? { ...s, ...part } : s))
  );

describe('buildStacks', () => {
  it('orders slices along the normal whatever the file order', () => {
    const series = sagittal();
    const mixed = withSlices(
      series,
      [3, 0, 6, 2, 5, 1, 4].map(i => series.slices[i]!)
    );
    const { stacks, warnings } = buildStacks(mixed);
    expect(warnings).toEqual([]);
    expect(stacks).toHaveLength(1);
    expect(stacks[0]!.slices.map(s => s.sopInstanceUID)).toEqual(
      buildStacks(series).stacks[0]!.slices.map(s => s.sopInstanceUID)
    );
    expect(stacks[0]!.offsets).toEqual([...stacks[0]!.offsets].sort((a, b) => a - b));
    expect(stacks[0]!.sliceSpacing).toBeCloseTo(4, 9);
    // (0,1,0) × (0,0,−1) points to the patient's right.
    expect(stacks[0]!.normal.map(x => x + 0)).toEqual([-1, 0, 0]);
  });

  it('keeps the first of two slices at one position, and says so', () => {
    const series = sagittal();
    const second = { ...series.slices[2]!, sopInstanceUID: 'echo 2' };
    const { stacks, warnings } = buildStacks(withSlices(series, [...series.slices, second]));
    expect(stacks[0]!.slices).toHaveLength(7);
    expect(stacks[0]!.slices.some(s => s.sopInstanceUID === 'echo 2')).toBe(false);
    expect(warnings.map(w => w.code)).toEqual(['duplicate-slices']);
  });

  it('says how many slices a sagittal series lacks and keeps it whole', () => {
    const series = seriesOf(flat, { ...SAGITTAL, slices: 11 });
    const { stacks, warnings } = buildStacks(
      withSlices(
        series,
        series.slices.filter((_, i) => i !== 4 && i !== 5)
      )
    );
    expect(stacks).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'gap-in-slices' });
    expect(warnings[0]!.text).toContain('2 slices');
  });

  it('splits axial images into one stack per slab, tilted or not', () => {
    const slab = (z: number, tilt: number) =>
      seriesOf(flat, {
        rowDirection: [1, 0, 0],
        columnDirection: [0, Math.cos(tilt), Math.sin(tilt)],
        center: [0, 0, z],
        slices: 5,
      }).slices;
    const series = withSlices(seriesOf(flat, AXIAL), [
      ...slab(0, 0),
      ...slab(-32, 0),
      ...slab(-70, 0.3),
    ]);
    const { stacks, warnings } = buildStacks(series);
    expect(stacks.map(s => s.slices.length)).toEqual([5, 5, 5]);
    expect(warnings).toEqual([]);
  });

  it('makes a stack of each station: images of one plane 100 mm apart are no duplicates', () => {
    const upper = seriesOf(flat, { ...SAGITTAL, center: [0, 0, 100], slices: 5 });
    const lower = seriesOf(flat, SAGITTAL);
    const { stacks, warnings, leftOut } = buildStacks(
      withSlices(lower, [...upper.slices, ...lower.slices])
    );
    expect(stacks.map(stack => stack.slices.length)).toEqual([7, 5]);
    expect([warnings, leftOut]).toEqual([[], []]);
  });

  it('gives overlapping axial slabs of one angle a stack each, with all their images', () => {
    const slab = (z: number, y: number) =>
      seriesOf(flat, { ...AXIAL, center: [0, y, z], slices: 6, sliceSpacing: 4 }).slices;
    // The second begins between the last two places of the first, a little to the back.
    const series = withSlices(seriesOf(flat, AXIAL), [
      ...slab(0, 0),
      ...slab(-18, 5),
      ...slab(-35, 9),
    ]);
    const { stacks, leftOut } = buildStacks(series);
    expect(stacks.map(stack => stack.slices.length)).toEqual([6, 6, 6]);
    expect(stacks.map(stack => stack.sliceSpacing)).toEqual([4, 4, 4]);
    expect(leftOut).toEqual([]);
    for (const { slices } of stacks) {
      expect(new Set(slices.map(({ position }) => position[1])).size).toBe(1);
    }
  });

  it('keeps the same of two images at one place in whatever order they come', () => {
    const series = sagittal();
    const twice = series.slices.map(slice => ({
      ...slice,
      sopInstanceUID: `${slice.sopInstanceUID}.2`,
    }));
    const kept = (slices: readonly Slice[]) =>
      buildStacks(withSlices(series, slices)).stacks[0]!.slices.map(s => s.sopInstanceUID);
    expect(kept([...twice, ...series.slices])).toEqual(kept([...series.slices, ...twice]));
  });

  it('takes a sheared stack, whose slices are shifted within their planes, for one', () => {
    const series = sagittal();
    const sheared = withSlices(
      series,
      series.slices.map((s, i) => ({ ...s, position: add(s.position, [0, 2 * i, i]) }))
    );
    const { stacks } = buildStacks(sheared);
    expect(stacks).toHaveLength(1);
    expect(stacks[0]!.sliceSpacing).toBeCloseTo(4, 9);
  });

  const nonsense: [string, Partial<Slice>, string][] = [
    ['a position that is no number', { position: [NaN, 0, 0] as Vec3 }, 'bad-geometry'],
    ['axes that are not at right angles', { columnDirection: [0, 0.7, -0.7] }, 'bad-geometry'],
    ['an axis of zero length', { rowDirection: [0, 0, 0] }, 'bad-geometry'],
    ['no pixel spacing', { rowSpacing: 0 }, 'bad-geometry'],
    ['too few pixels', { pixels: new Float32Array(3) }, 'inconsistent-slices'],
  ];
  it.each(nonsense)('refuses %s in one sentence', (_, part, code) => {
    let thrown: unknown;
    try {
      buildStacks(change(sagittal(), 3, part));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DeepSpineError);
    expect((thrown as DeepSpineError).code).toBe(code);
    expect((thrown as DeepSpineError).message).toMatch(/“Sagittal T2”.*\.$/);
  });
});
