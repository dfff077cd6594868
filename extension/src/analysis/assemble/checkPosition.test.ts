import { plainValues } from '../../messages';
import type { DiscPlane } from '../locate/discPlane';
import type { Spine } from '../locate/spine';
import type { LevelResult } from '../levelResult';
import { positionWarnings } from './checkPosition';

/** Tilts of the discs from T11-T12 down, degrees; positive: the front is the higher end (clinical facts). */
const USUAL = [10, 11, 9.7, 6.5, -1.9, -13.1, -33.5];

/** A column whose discs have these tilts. */
function columnOf(tilts: readonly number[]): Spine {
  const discs = tilts.map((tilt, i) => {
    const angle = (tilt * Math.PI) / 180;
    const plane: DiscPlane = {
      center: [0, 33 * i, 0],
      normal: [Math.sin(angle), -Math.cos(angle), 0],
      depth: 35,
      thickness: 8,
    };
    return { level: null, plane, voxels: new Int32Array(0), origin: 'seen' as const };
  });
  return { column: { discs } } as unknown as Spine;
}

const levelsWith = (canalMm: readonly (number | null)[]) =>
  canalMm.map(
    mm =>
      ({
        measurements: { canalAp: mm === null ? null : { mm, from: [0, 0, 0], to: [0, mm, 0] } },
      }) as unknown as LevelResult
  );
const WIDE = levelsWith([14, 13, 12, 13, 12]);
const said = (spine: Spine, levels = WIDE) =>
  positionWarnings(spine, levels).map(({ values }) => plainValues(values)?.exchanged ?? 'canal');

test('usual, flat and cut-off columns are right', () => {
  expect(said(columnOf(USUAL))).toEqual([]);
  expect(said(columnOf(USUAL.map(tilt => tilt * 0.6)))).toEqual([]);
  expect(said(columnOf(USUAL.slice(0, -1)))).toEqual([]);
  expect(said(columnOf(USUAL.slice(-3)))).toEqual([]);
});

test('front and back exchanged: lordosis goes the other way', () => {
  expect(said(columnOf(USUAL.map(tilt => -tilt)))).toEqual(['front and back']);
});

test('head and feet exchanged: the upper end is the sacrum’s', () => {
  const upsideDown = [...USUAL].reverse().map(tilt => -tilt);
  expect(said(columnOf(upsideDown))).toEqual(['head and feet']);
});

test('canals of 1 to 5 mm, or none, are no canals', () => {
  expect(said(columnOf(USUAL.slice(-3)), levelsWith([null, 1, 5]))).toEqual(['canal']);
  expect(said(columnOf(USUAL), levelsWith([14, 4, 12, 3, 13]))).toEqual([]);
});
