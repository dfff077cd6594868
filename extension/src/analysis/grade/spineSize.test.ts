import type { DiscFrame } from '../levelResult';
import type { ModelInput } from '../modelSpec';
import { discStep, sizedInput } from './spineSize';

const at = (z: number): DiscFrame => ({
  center: [0, 0, z],
  right: [-1, 0, 0],
  anterior: [0, -1, 0],
  normal: [0, 0, 1],
});
const INPUT: ModelInput = {
  name: 'sagittal',
  shape: [1, 1, 112, 112],
  spacingMm: [4, 0.55, 0.55],
  centerMm: [0, -6, 0],
  sizeFrom: { measure: 'disc-step', referenceMm: 35, limits: [0.6, 1.7] },
  orientation: 'disc frame',
  normalization: { type: 'zscore', scope: 'volume' },
};

describe('the size of a spine', () => {
  it('is the median distance from disc to disc, unknown of two discs', () => {
    expect(discStep([0, -30, -64, -100].map(at))).toBe(34);
    expect(discStep([0, -30, -64, -100, -140].map(at))).toBe(35);
    expect(discStep([0, -35].map(at))).toBeNull();
  });

  it('scales what a model sees, within limits', () => {
    expect(sizedInput(INPUT, 52.5)).toMatchObject({
      spacingMm: [6, 0.55 * 1.5, 0.55 * 1.5],
      centerMm: [0, -9, 0],
    });
    expect(sizedInput(INPUT, 10).spacingMm[0]).toBeCloseTo(2.4, 9);
    expect(sizedInput(INPUT, 90).spacingMm[0]).toBeCloseTo(6.8, 9);
    expect(sizedInput(INPUT, null)).toBe(INPUT);
    const fixed = { ...INPUT, sizeFrom: undefined };
    expect(sizedInput(fixed, 42)).toBe(fixed);
  });
});
