import type { Vec3 } from '../findings';
import { buildStacks } from '../imaging/stacks';
import { AXIAL, SAGITTAL, seriesOf } from '../imaging/testing';
import { cross, unit } from '../imaging/vec3';
import { DEFAULT_INPUTS, volumeCutter } from './discVolumes';
import type { DiscFrame, ModelInput } from './types';

/** Linear in patient space, different along every axis: tells any two directions apart. */
const field = ([x, y, z]: Vec3) => 2000 + 5 * x + 11 * y - 7 * z;
const stack = (layout: Parameters<typeof seriesOf>[1]) =>
  buildStacks(seriesOf(field, layout)).stacks[0]!;

const fine = { rows: 120, columns: 120, rowSpacing: 0.7, columnSpacing: 0.7, slices: 13 };
const sagittal = stack({ ...SAGITTAL, ...fine });

const normal = unit([0.1, -0.3, 1]);
const right = unit(cross([0, -1, 0], normal));
const frame: DiscFrame = {
  center: [2, -3, 4],
  right: [-Math.abs(right[0]), right[1] * -Math.sign(right[0]), right[2] * -Math.sign(right[0])],
  anterior: [0, 0, 0],
  normal,
};
const disc: DiscFrame = { ...frame, anterior: cross(normal, frame.right) };

const small = (input: ModelInput, shape: number[], spacingMm: number[]): ModelInput => ({
  ...input,
  shape: [1, ...shape],
  spacingMm,
});
const [sagittalInput, axialInput] = [
  small(DEFAULT_INPUTS[0]!, [3, 8, 8], [4, 3, 3]),
  small(DEFAULT_INPUTS[1]!, [3, 8, 8], [4, 3, 3]),
];

/** Where sample (p, r, c) of a volume lies when the axes grow along a, b and c. */
const at = (i: readonly number[], axes: readonly Vec3[]): Vec3 => {
  const t = [(i[0]! - 1) * 4, (i[1]! - 3.5) * 3, (i[2]! - 3.5) * 3];
  return [0, 1, 2].map(
    d => disc.center[d]! + axes.reduce((sum, axis, k) => sum + t[k]! * axis[d]!, 0)
  ) as unknown as Vec3;
};
const minus = (v: Vec3): Vec3 => [-v[0], -v[1], -v[2]];

describe('volumeCutter', () => {
  it('cuts sagittal volumes right to left, top to bottom, front to back', () => {
    const { data, coverage, shape } = volumeCutter(sagittal, []).cut(sagittalInput, disc);
    expect(shape).toEqual([3, 8, 8]);
    expect(coverage).toBe(1);
    const axes = [minus(disc.right), minus(disc.normal), minus(disc.anterior)];
    data.forEach((value, i) => {
      const index = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
      expect(Math.abs(value - field(at(index, axes)))).toBeLessThan(0.01);
    });
  });

  it('cuts axial volumes top to bottom, front to back, right to left from a tilted axial stack', () => {
    const axial = stack({ rowDirection: [1, 0, 0], columnDirection: [0, 1, 0.2], ...fine });
    const cutter = volumeCutter(sagittal, [axial]);
    expect(cutter.axialStack(disc, axialInput)).toBe(axial);
    const axes = [minus(disc.normal), minus(disc.anterior), minus(disc.right)];
    cutter.cut(axialInput, disc).data.forEach((value, i) => {
      const index = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
      expect(Math.abs(value - field(at(index, axes)))).toBeLessThan(0.01);
    });
  });

  it('takes the slab that covers the disc, and none that does not', () => {
    const slab = (z: number) => stack({ ...AXIAL, ...fine, slices: 5, center: [0, 0, z] });
    const [upper, here, lower] = [slab(40), slab(5), slab(-40)];
    expect(volumeCutter(sagittal, [upper, here, lower]).axialStack(disc, axialInput)).toBe(here);
    expect(volumeCutter(sagittal, [upper, lower]).axialStack(disc, axialInput)).toBeNull();
  });

  it('reformats from the sagittal stack where no axial one serves', () => {
    const { data } = volumeCutter(sagittal, []).cut(axialInput, disc);
    const axes = [minus(disc.normal), minus(disc.anterior), minus(disc.right)];
    expect(Math.abs(data[100]! - field(at([1, 4, 4], axes)))).toBeLessThan(0.01);
  });

  it('fills what the images do not cover with the mean, and says how much that is', () => {
    const narrow = stack({
      ...SAGITTAL,
      ...fine,
      slices: 5,
      sliceSpacing: 0.3,
      center: [2, -3, 4],
    });
    const { data, coverage } = volumeCutter(narrow, []).cut(sagittalInput, disc);
    // One plane of three, some of whose corners the tilted frame puts outside.
    expect(coverage).toBeGreaterThan(0.2);
    expect(coverage).toBeLessThan(0.4);
    const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
    expect(Math.abs(mean - data[0]!)).toBeLessThan(0.5);
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('refuses an input that is no disc volume', () => {
    const cutter = volumeCutter(sagittal, []);
    expect(() => cutter.cut({ ...sagittalInput, name: 'coronal' }, disc)).toThrow(/“coronal”/);
  });
});
