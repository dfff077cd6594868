import type { Vec3 } from '../../findings';
import { unit } from '../../imaging/vec3';
import { namesOn, type NamedDisc } from './levelNames';

/** Two upright discs 35 mm apart, 8 mm high, the upper one's center at the origin. */
const disc = (level: NamedDisc['level'], z: number): NamedDisc => ({
  level,
  frame: { center: [0, 0, z], right: [-1, 0, 0], anterior: [0, -1, 0], normal: [0, 0, 1] },
  measurements: { discHeight: { anterior: null, middle: null, posterior: null } },
});
const DISCS = [disc('L3-L4', 0), disc('L4-L5', -35)];

const axial = (z: number, normal: Vec3 = [0, 0, 1]) =>
  namesOn({ point: [5, 5, z], normal }, DISCS, false);

describe('the names of discs on axial images', () => {
  it.each([
    [0, 'L3-L4'],
    [3.9, 'L3-L4'],
    [-12, 'between L3-L4 and L4-L5'],
    [-33, 'L4-L5'],
    [30, 'above L3-L4'],
    [-60, 'below L4-L5'],
  ])('at %d mm: %s', (z, text) => {
    expect(axial(z)).toMatchObject({ kind: 'across', text });
    expect(axial(z, [0, 0, -1])).toMatchObject({ text });
  });

  it('follow a tilted slice to the disc that it crosses in the midline', () => {
    const normal = unit([0, 0.4, 1]);
    // 5 mm behind the midline's center the slice is 2 mm lower.
    expect(namesOn({ point: [0, 5, -2], normal }, DISCS, false)).toMatchObject({ text: 'L3-L4' });
  });

  it('keep the doubt', () => {
    const plane = { point: [0, 0, -12] as Vec3, normal: [0, 0, 1] as Vec3 };
    expect(namesOn(plane, DISCS, true)).toMatchObject({ text: 'between L3-L4? and L4-L5?' });
  });
});

describe('the names of discs on sagittal images', () => {
  const sagittal = (x: number) => namesOn({ point: [x, 0, 0], normal: [1, 0, 0] }, DISCS, true);

  it('stand before every disc, on the plane, with their doubt', () => {
    expect(sagittal(6)).toEqual({
      kind: 'along',
      marks: [
        { level: 'L3-L4', text: 'L3-L4?', point: [6, -24, 0] },
        { level: 'L4-L5', text: 'L4-L5?', point: [6, -24, -35] },
      ],
    });
  });

  it('are missing where the slice passes beside the spine', () => {
    expect(sagittal(40)).toEqual({ kind: 'along', marks: [] });
  });
});

it('stand to the left of discs on coronal images', () => {
  const found = namesOn({ point: [0, 3, 0], normal: [0, 1, 0] }, DISCS, false);
  expect(found).toMatchObject({ marks: [{ point: [30, 3, 0] }, { point: [30, 3, -35] }] });
});

it('are none without discs', () => {
  expect(namesOn({ point: [0, 0, 0], normal: [1, 0, 0] }, [], false)).toEqual({
    kind: 'along',
    marks: [],
  });
});
