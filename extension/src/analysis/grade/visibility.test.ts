import type { Vec3 } from '../../findings';
import { buildStacks } from '../../imaging/stacks';
import { SAGITTAL, seriesOf } from '../../imaging/testing';
import { visibilityOf } from './visibility';

const sagittalStack = (slices: number, sliceSpacing: number) =>
  buildStacks(seriesOf(() => 1, { ...SAGITTAL, slices, sliceSpacing })).stacks[0]!;

/** Places beside the midline, at the middle of the images. */
const beside = (mm: number): Vec3 => [mm, 0, 0];

it.each([
  // Seven slices 4 mm apart, as T2 SPACE and single pictures are often given: the outermost lie at 12 mm.
  { slices: 7, spacing: 4, place: 16, expected: 'not-shown' },
  { slices: 7, spacing: 4, place: 14, expected: 'partly' },
  { slices: 7, spacing: 4, place: 11, expected: 'shown' },
  // Thirteen of them reach 24 mm.
  { slices: 13, spacing: 4, place: 16, expected: 'shown' },
  { slices: 13, spacing: 4, place: -16, expected: 'shown' },
  // 23 slices of 0.9 mm reach 9.9 mm.
  { slices: 23, spacing: 0.9, place: -16, expected: 'not-shown' },
  { slices: 23, spacing: 0.9, place: -12.5, expected: 'partly' },
  // Slices so far apart that a foramen may lie unseen between them.
  { slices: 5, spacing: 10, place: 15, expected: 'not-shown' },
  { slices: 5, spacing: 10, place: 12, expected: 'shown' },
] as const)(
  '$slices slices every $spacing mm: a place $place mm aside is $expected',
  ({ slices, spacing, place, expected }) => {
    expect(visibilityOf(beside(place), sagittalStack(slices, spacing), [])).toBe(expected);
  }
);

it('a place above or below the pictures is cut off', () => {
  const stack = sagittalStack(13, 4);
  expect(visibilityOf([0, 0, 300], stack, [])).toBe('cut-off');
  expect(visibilityOf([0, 0, -300], stack, [])).toBe('cut-off');
});
