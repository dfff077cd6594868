import type { Vec3 } from '../../findings';
import { cutOf } from './crossLines';

/** 100 × 100 mm, across the spine at a height. */
const axial = (z: number, tilt = 0) => ({
  position: [-50, -50 * Math.cos(tilt), z - 50 * Math.sin(tilt)] as Vec3,
  rowDirection: [1, 0, 0] as Vec3,
  columnDirection: [0, Math.cos(tilt), Math.sin(tilt)] as Vec3,
  rows: 101,
  columns: 101,
  rowSpacing: 1,
  columnSpacing: 1,
});
const SAGITTAL = { point: [10, 0, 0] as Vec3, normal: [1, 0, 0] as Vec3 };

describe('where an axial image cuts a sagittal one', () => {
  it('is a line at its height, as long as the image', () => {
    const cut = cutOf(axial(30), SAGITTAL)!;
    const ends = [...cut].sort((a, b) => a[1] - b[1]);
    expect(ends).toEqual([
      [10, -50, 30],
      [10, 50, 30],
    ]);
  });

  it('is tilted as it is', () => {
    const [a, b] = cutOf(axial(30, Math.PI / 6), SAGITTAL)!;
    expect(Math.abs((b[2] - a[2]) / (b[1] - a[1]))).toBeCloseTo(Math.tan(Math.PI / 6));
  });

  it('is nothing beside the image, and between parallel ones', () => {
    expect(cutOf(axial(30), { ...SAGITTAL, point: [80, 0, 0] })).toBeNull();
    expect(cutOf(axial(30), { point: [0, 0, 30], normal: [0, 0, 1] })).toBeNull();
  });
});
