import { heatRegion } from './heatRegion';

/** 12 × 16 samples, 0.5 mm apart, rows downward and columns backward. */
const PLANE = { corner: [0, -4, 3], down: [0, 0, -0.5], across: [0, 0.5, 0] } as const;

function volume(hot: readonly (readonly [number, number])[], value = 0.4) {
  const fall = new Float32Array(12 * 16);
  hot.forEach(([r, c]) => (fall[r * 16 + c] = value));
  return { rows: 12, columns: 16, fall, plane: PLANE };
}

describe('the region that drove a grade', () => {
  it('is where the fall is, in patient space, filled and bordered', () => {
    // Two squares beside each other, from row 4, column 6.
    const { fill, border } = heatRegion(
      volume([
        [4, 6],
        [4, 8],
      ]),
      0.4,
      0.5
    );
    expect(fill).toEqual([
      [
        [0, -4 + (6 - 0.5) * 0.5, 3 - (4 - 0.5) * 0.5],
        [0, -4 + (10 - 0.5) * 0.5, 3 - (4 - 0.5) * 0.5],
        [0, -4 + (10 - 0.5) * 0.5, 3 - (6 - 0.5) * 0.5],
        [0, -4 + (6 - 0.5) * 0.5, 3 - (6 - 0.5) * 0.5],
      ],
    ]);
    // A domino has six edges outward.
    expect(border).toHaveLength(6);
  });

  it('is nothing where no place matters, and where another volume matters more', () => {
    expect(heatRegion(volume([[4, 6]]), 0, 0.5).fill).toEqual([]);
    expect(heatRegion(volume([[4, 6]], 0.1), 0.8, 0.5)).toEqual({ fill: [], border: [] });
  });

  it('reaches the edge of the plane', () => {
    const { fill, border } = heatRegion(volume([[10, 14]]), 0.4, 0.5);
    expect([fill.length, border.length]).toEqual([1, 4]);
  });
});
