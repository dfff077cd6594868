import { linearFit, pairedRatios, quantile, spreadOf } from './statistics';

it('takes quartiles as R does', () => {
  expect(spreadOf([7, 1, 3, 10])).toEqual({ median: 5, q1: 2.5, q3: 7.75, n: 4 });
  expect(spreadOf([4])).toEqual({ median: 4, q1: 4, q3: 4, n: 1 });
  expect(quantile([], 0.5)).toBeNaN();
});

it('pairs a value with the reference of its own repetition', () => {
  // The machine was ten times slower in the second repetition; the ratio is 2 all the same.
  expect(pairedRatios([20, 200, 20], [10, 100, 10])).toEqual({ median: 2, q1: 2, q3: 2, n: 3 });
  expect(() => pairedRatios([1], [])).toThrow(RangeError);
});

it('finds the line behind points, and says how well it fits', () => {
  const straight = linearFit([1, 2, 5, 9].map(x => [x, 3 * x + 4] as const));
  expect(straight.slope).toBeCloseTo(3, 12);
  expect(straight.intercept).toBeCloseTo(4, 12);
  expect(straight.r2).toBeCloseTo(1, 12);
  const bent = linearFit([1, 2, 3, 4, 5, 6].map(x => [x, x ** 4] as const));
  expect(bent.r2).toBeLessThan(0.9);
  expect(() => linearFit([[1, 2]])).toThrow(RangeError);
});
