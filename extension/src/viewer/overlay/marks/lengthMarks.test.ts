import type { LengthMeasurement, LevelMeasurements } from '../../../analysis/levelResult';
import type { Vec3 } from '../../../findings';
import { gradedStudy, bulge } from '../../testing/testing';
import { isOnVolume } from './heatMarks';
import { liesIn, measuredOf } from './lengthMarks';

const length = (mm: number, from: Vec3): LengthMeasurement => ({
  mm,
  from,
  to: [from[0], from[1], from[2] - mm],
});

const [LEVEL] = gradedStudy([bulge('L4-L5')]).levels;

const measured = (change: Partial<LevelMeasurements>) =>
  measuredOf({ ...LEVEL!, measurements: { ...LEVEL!.measurements, ...change } });

describe('what is drawn of the chosen disc', () => {
  it('is nothing where nothing was measured', () => {
    expect(measured({})).toEqual([]);
  });

  it('is the canal, the heights and the slip, each where it was taken', () => {
    const canalAp = length(8.42, [0, 20, 0]);
    const anterior = length(8.1, [0, -12, 4]);
    const posterior = length(5.9, [0, 12, 3]);
    const slipLine = length(5.2, [0, 18, 8]);
    const all = measured({
      canalAp,
      discHeight: { anterior, middle: null, posterior },
      slip: -5.2,
      slipLine,
    });
    expect(all.map(({ name, lengths, text }) => [name, lengths, text])).toEqual([
      ['canal', [canalAp], 'AP 8.4 mm'],
      ['height', [anterior, posterior], '8.1 / 5.9 mm'],
      ['slip', [slipLine], 'slip 5.2 mm'],
    ]);
    // In front of the disc, where nothing of the canal is.
    expect(all[1]!.words![1]).toBeLessThan(-20);
  });

  it('leaves a slip out that is within the error of measuring', () => {
    expect(measured({ slip: 2.4, slipLine: length(2.4, [0, 18, 8]) })).toEqual([]);
  });
});

it('draws a length on images that it lies in, and not on those that it crosses', () => {
  const height = length(8, [0, 0, 4]);
  const image = (normal: Vec3) => ({ point: [0, 0, 0] as Vec3, normal });
  expect(liesIn(image([1, 0, 0]), height)).toBe(true);
  expect(liesIn(image([0, 0, 1]), height)).toBe(false);
  expect(liesIn({ ...image([1, 0, 0]), point: [9, 0, 0] }, height)).toBe(false);
});

describe('an image that passes a volume of a disc', () => {
  // Sagittal planes from x = -6 to 6 mm.
  const volume = {
    plane: { corner: [0, -28, 28], down: [0, 0, -0.5], across: [0, 0.5, 0] },
    depth: 12,
    available: true,
  } as const;
  const image = (x: number, normal: Vec3 = [1, 0, 0]) => ({ point: [x, 0, 0] as Vec3, normal });

  it('carries its map, and no other image does', () => {
    expect([0, 6, -9].map(x => isOnVolume(image(x), volume))).toEqual([true, true, true]);
    expect(isOnVolume(image(18), volume)).toBe(false);
    expect(isOnVolume(image(0, [0, 0, 1]), volume)).toBe(false);
    expect(isOnVolume(image(0), { ...volume, available: false })).toBe(false);
  });
});
