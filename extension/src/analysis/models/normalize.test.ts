import { softmax, zscoreOf } from './normalize';

describe('zscoreOf', () => {
  it('scales to mean 0 and standard deviation 1', () => {
    const { mean, factor } = zscoreOf(Float32Array.of(2, 4, 6, 8));
    expect(mean).toBe(5);
    expect(factor).toBeCloseTo(1 / Math.sqrt(5), 12);
  });

  it('counts only what is inside', () => {
    const samples = Float32Array.of(1000, 2, 4, -50);
    expect(zscoreOf(samples, Uint8Array.of(0, 1, 1, 0))).toEqual({ mean: 3, factor: 1 });
  });

  it('turns constant input and no input at all into 0', () => {
    expect(zscoreOf(Float32Array.of(7, 7, 7))).toEqual({ mean: 7, factor: 0 });
    expect(zscoreOf(Float32Array.of(7), Uint8Array.of(0))).toEqual({ mean: 0, factor: 0 });
  });
});

describe('softmax', () => {
  it('is right where exp alone would overflow', () => {
    expect(softmax([1000, 1000 + Math.log(3)])).toEqual([
      expect.closeTo(0.25, 9),
      expect.closeTo(0.75, 9),
    ]);
  });

  it('divides by the temperature first', () => {
    expect(softmax([0, 2 * Math.log(3)], 2)[1]).toBeCloseTo(0.75, 12);
  });
});
