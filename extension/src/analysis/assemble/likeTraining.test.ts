import type { NamedDisc } from '../locate/spine';
import type { Stack } from '../../imaging/types';
import { likeTraining } from './likeTraining';

const stack = (pixel: number, spacing: number, pixelsOf: (i: number) => number) =>
  ({
    sliceSpacing: spacing,
    slices: [0, 1, 2].map(i => ({
      rowSpacing: pixel,
      columnSpacing: pixel,
      pixels: Uint8Array.of(pixelsOf(i), 7),
    })),
  }) as unknown as Stack;
const discs = (step: number) =>
  [0, 1, 2, 3].map(i => ({ frame: { center: [0, 0, -step * i] } }) as unknown as NamedDisc);
const values = (...args: Parameters<typeof likeTraining>) =>
  likeTraining(...args).map(w => w.values ?? 'copies');

describe('images unlike what was simulated', () => {
  it('are those of other sizes', () => {
    expect(
      values(
        stack(0.6, 4, i => i),
        discs(35)
      )
    ).toEqual([]);
    expect(
      values(
        stack(1.4, 4, i => i),
        discs(35)
      )
    ).toEqual([{ context: 'sizes', pixel: 1.4, slices: 4, discs: 35 }]);
    expect(
      values(
        stack(0.6, 6.6, i => i),
        discs(35)
      )
    ).toHaveLength(1);
    expect(
      values(
        stack(0.6, 4, i => i),
        discs(50)
      )
    ).toHaveLength(1);
  });

  it('are those whose slices are copies of one', () => {
    expect(
      values(
        stack(0.6, 4, () => 3),
        discs(35)
      )
    ).toEqual([{ context: 'repeated' }]);
  });
});
