import { medianClass } from './ordinal';

/** Expected distance, in grades, of a class to the truth. */
const expectedDistance = (probabilities: readonly number[], k: number) =>
  probabilities.reduce((sum, p, i) => sum + p * Math.abs(i - k), 0);

describe('the median class', () => {
  it('is not the likeliest one where most of the belief lies beyond that', () => {
    expect(medianClass([0.4, 0.15, 0.2, 0.25])).toBe(1);
    expect(medianClass([0.1, 0.2, 0.3, 0.4])).toBe(2);
  });

  it('reaches a half with the lower one of two classes', () => {
    expect(medianClass([0.5, 0.25, 0.15, 0.1])).toBe(0);
    expect(medianClass([0.1, 0.2, 0.2, 0.5])).toBe(2);
    expect(medianClass([0, 0, 0, 1])).toBe(3);
  });

  it('is expected to be nearest to the truth', () => {
    for (let seed = 1; seed < 200; seed++) {
      const raw = [1, 2, 3, 4].map(k => Math.abs(Math.sin(seed * 12.9898 * k)));
      const probabilities = raw.map(p => p / raw.reduce((a, b) => a + b));
      const distances = probabilities.map((_, k) => expectedDistance(probabilities, k));
      const stated = distances[medianClass(probabilities)]!;
      expect(stated).toBeLessThanOrEqual(Math.min(...distances) + 1e-9);
    }
  });

  it('stays the same where none and mild are one class', () => {
    const merged = [0.35 + 0.1, 0.3, 0.25];
    expect(medianClass([0.35, 0.1, 0.3, 0.25])).toBe(2);
    expect(medianClass(merged)).toBe(1);
  });
});
