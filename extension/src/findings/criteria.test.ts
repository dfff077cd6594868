import { CANAL_CRITERIA, meyerding } from './criteria';

describe("Meyerding's grade", () => {
  it.each([
    [4, 36, 1],
    [8.9, 36, 1],
    [9, 36, 2],
    [18, 36, 3],
    [27.5, 36, 4],
    [36, 36, 5],
    [80, 36, 5],
  ])('of %d mm on %d mm is %d', (slip, depth, grade) => {
    expect(meyerding(slip, depth)).toBe(grade);
  });

  it('is none for a backward slip, for less than can be measured, and without a depth', () => {
    expect([meyerding(-6, 36), meyerding(2.9, 36), meyerding(6, 0), meyerding(6, NaN)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

test('thresholds get stricter, and each has its source', () => {
  for (const { thresholds, source } of Object.values(CANAL_CRITERIA)) {
    const below = thresholds.map(threshold => threshold.below);
    expect(below).toEqual([...below].sort((a, b) => b - a));
    expect(source).toMatch(/\d{4}/);
  }
});
