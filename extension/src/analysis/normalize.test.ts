import { softmax, zscore } from './normalize';

describe('zscore', () => {
  it('scales to mean 0 and standard deviation 1', () => {
    expect([...zscore(Float32Array.of(2, 4, 6, 8))]).toEqual(
      [-3, -1, 1, 3].map(x => Math.fround(x / Math.sqrt(5)))
    );
  });

  it('counts only what is inside, and leaves 0 outside', () => {
    const samples = Float32Array.of(1000, 2, 4, -50);
    expect([...zscore(samples, Uint8Array.of(0, 1, 1, 0))]).toEqual([0, -1, 1, 0]);
  });

  it('turns constant input into 0', () => {
    expect([...zscore(Float32Array.of(7, 7, 7))]).toEqual([0, 0, 0]);
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
