import { drawStudies, interval95, random } from './bootstrap';

describe('bootstrap', () => {
  test('equal seeds give equal draws, other seeds others', () => {
    const draw = (seed: number) => {
      const into = new Uint16Array(20);
      drawStudies(20, random(seed), into);
      return [...into];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1).reduce((a, b) => a + b)).toBe(20);
  });

  test('random numbers fill the unit interval evenly', () => {
    const next = random(7);
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      bins[Math.floor(next() * 10)]!++;
    }
    // Nine degrees of freedom: 27.9 is exceeded once in a thousand.
    expect(bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
  });

  test('the interval leaves 2.5 % out at either end', () => {
    const values = Array.from({ length: 1001 }, (_, i) => (i * 8) % 1001);
    expect(interval95(values)).toEqual({ low: 25, high: 975 });
  });

  test('rounds in which a figure does not exist do not count, unless they are most', () => {
    expect(interval95([1, 1, NaN])).toEqual({ low: 1, high: 1 });
    expect(interval95([1, NaN, NaN, NaN, 1])).toBeNull();
    expect(interval95([])).toBeNull();
  });
});
