import type { Vec3 } from '../../findings';
import { buildStacks } from '../../imaging/stacks';
import { AXIAL, SAGITTAL, seriesOf } from '../../imaging/testing';
import { cross, unit } from '../../imaging/vec3';
import { DEFAULT_INPUTS, volumeCutter } from './discVolumes';
import type { DiscFrame } from '../levelResult';
import type { ModelInput } from '../modelSpec';

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

/** Where sample (p, r, c) of a volume around `center` lies when the axes grow along a, b and c. */
const at = (i: readonly number[], axes: readonly Vec3[], center = disc.center): Vec3 => {
  const t = [(i[0]! - 1) * 4, (i[1]! - 3.5) * 3, (i[2]! - 3.5) * 3];
  return [0, 1, 2].map(
    d => center[d]! + axes.reduce((sum, axis, k) => sum + t[k]! * axis[d]!, 0)
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
    expect(cutter.axialStack(axialInput, disc)).toBe(axial);
    const axes = [minus(disc.normal), minus(disc.anterior), minus(disc.right)];
    cutter.cut(axialInput, disc).data.forEach((value, i) => {
      const index = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
      expect(Math.abs(value - field(at(index, axes)))).toBeLessThan(0.01);
    });
  });

  it('takes the slab that covers the disc, and none that does not', () => {
    const slab = (z: number) => stack({ ...AXIAL, ...fine, slices: 5, center: [0, 0, z] });
    const [upper, here, lower] = [slab(40), slab(5), slab(-40)];
    expect(volumeCutter(sagittal, [upper, here, lower]).axialStack(axialInput, disc)).toBe(here);
    expect(volumeCutter(sagittal, [upper, lower]).axialStack(axialInput, disc)).toBeNull();
  });

  it('says which places an image of any stack shows', () => {
    const narrow = stack({ ...SAGITTAL, ...fine, slices: 3 });
    const beside: Vec3 = [40, 0, 0];
    expect(volumeCutter(narrow, []).visibility(disc.center)).toBe('shown');
    expect(volumeCutter(narrow, []).visibility(beside)).toBe('not-shown');
    const wide = stack({ ...AXIAL, ...fine, columns: 200, center: [0, 0, 0] });
    expect(volumeCutter(narrow, [wide]).visibility(beside)).toBe('shown');
  });

  it('reformats from the sagittal stack where no axial one serves', () => {
    const always = { ...axialInput, whenAbsent: undefined };
    const cutter = volumeCutter(sagittal, []);
    const { data, seriesInstanceUID } = cutter.cut(always, disc);
    const axes = [minus(disc.normal), minus(disc.anterior), minus(disc.right)];
    expect(Math.abs(data[100]! - field(at([1, 4, 4], axes)))).toBeLessThan(0.01);
    expect(seriesInstanceUID).toBe(sagittal.seriesInstanceUID);
    expect(cutter.axialOrigin(always, disc)).toBe('reformatted');
  });

  it('gives zeros for a missing axial series where the sagittal one is too thick to be reformatted', () => {
    const cutter = volumeCutter(sagittal, []);
    const volume = cutter.cut({ ...axialInput, centerMm: [0, -16, 0] }, disc);
    expect(volume).toMatchObject({ kind: 'axial', shape: [3, 8, 8], coverage: 0 });
    expect(volume.seriesInstanceUID).toBeNull();
    expect(volume.data.length).toBe(3 * 8 * 8);
    expect(volume.data.every(value => value === 0)).toBe(true);
    expect(volume.covered.every(value => value === 0)).toBe(true);
    expect(cutter.axialOrigin(axialInput, disc)).toBe('absent');
  });

  it.each([
    [1.5, 'reformatted'],
    [1.51, 'absent'],
  ] as const)('takes sagittal slices %f mm apart: %s', (sliceSpacing, origin) => {
    const layout = { ...SAGITTAL, ...fine, slices: 21, sliceSpacing };
    const cutter = volumeCutter(stack(layout), []);
    expect(cutter.axialOrigin(axialInput, disc)).toBe(origin);
    const { coverage } = cutter.cut(axialInput, disc);
    expect(coverage > 0.5).toBe(origin === 'reformatted');
  });

  it.each([
    ['sagittal', sagittalInput],
    ['axial', axialInput],
  ] as const)('lays the %s volume where centerMm says: right, front, head', (name, input) => {
    const axial = stack({ ...AXIAL, ...fine });
    const left = minus(disc.right);
    const [down, back] = [minus(disc.normal), minus(disc.anterior)];
    const axes = name === 'sagittal' ? [left, down, back] : [down, back, left];
    for (const centerMm of [
      [3, 0, 0],
      [0, -10, 0],
      [0, 0, 5],
      [-2, -16, 1.5],
    ] as const) {
      const center = [0, 1, 2].map(
        d =>
          disc.center[d]! +
          centerMm[0] * disc.right[d]! +
          centerMm[1] * disc.anterior[d]! +
          centerMm[2] * disc.normal[d]!
      ) as unknown as Vec3;
      const volume = volumeCutter(sagittal, [axial]).cut({ ...input, centerMm }, disc);
      expect(volume.centerMm).toEqual(centerMm);
      expect(volume.coverage).toBe(1);
      volume.data.forEach((value, i) => {
        const index = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
        expect(Math.abs(value - field(at(index, axes, center)))).toBeLessThan(0.01);
      });
    }
  });

  it('fills what the images do not cover with the mean, and says how much that is', () => {
    const narrow = stack({
      ...SAGITTAL,
      ...fine,
      slices: 5,
      sliceSpacing: 0.3,
      center: [2, -3, 4],
    });
    const { data, coverage, covered } = volumeCutter(narrow, []).cut(sagittalInput, disc);
    // One plane of three, some of whose corners the tilted frame puts outside.
    expect(coverage).toBeGreaterThan(0.2);
    expect(coverage).toBeLessThan(0.4);
    const inside = [...data].filter((_, i) => covered[i] === 1);
    expect(inside.length / data.length).toBeCloseTo(coverage, 9);
    const mean = inside.reduce((sum, v) => sum + v, 0) / inside.length;
    const outside = [...data].filter((_, i) => covered[i] === 0);
    expect(new Set(outside)).toEqual(new Set([Math.fround(mean)]));
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('refuses an input that is no disc volume', () => {
    const cutter = volumeCutter(sagittal, []);
    expect(() => cutter.cut({ ...sagittalInput, name: 'coronal' }, disc)).toThrow(/“coronal”/);
  });
});
