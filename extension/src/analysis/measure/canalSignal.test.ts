import type { NamedDisc } from '../locate/spine';
import { canalSignals } from './canalSignal';

/** A straight canal of 10 columns in 3 planes of 120 rows of 1 mm, as bright as `at` says of each row. */
function seen(at: (row: number) => number) {
  const [planes, height, width] = [3, 120, 40];
  const canal = new Float32Array(planes * height * width);
  const images = new Float32Array(canal.length);
  for (let i = 0; i < canal.length; i++) {
    const column = i % width;
    if (column >= 20 && column < 30) {
      canal[i] = 1;
      images[i] = 10 + at(Math.floor(i / width) % height);
    }
  }
  const grid = {
    ...{ planes, height, width, spacing: 1, planeSpacing: 4, offsets: [0, 4, 8] },
    posterior: [0, 1, 0],
    inferior: [0, 0, -1],
    normal: [1, 0, 0],
    origin: [0, 0],
  } as const;
  return { grid, canal, images, air: 10, vertebra: canal, disc: canal };
}

const disc = (level: NamedDisc['level'], row: number) =>
  ({
    level,
    frame: { center: [4, 5, -row], right: [-1, 0, 0], anterior: [0, -1, 0], normal: [0, 0, 1] },
  }) as unknown as NamedDisc;
const DISCS = [disc('L3-L4', 20), disc('L4-L5', 60), disc('L5-S1', 100)];

describe('the signal of the canal', () => {
  it('is 1 where the fluid is kept, and its share of the neighbors’ where it is gone', () => {
    const signals = canalSignals(
      seen(row => (Math.abs(row - 60) < 8 ? 30 : 100)),
      DISCS
    );
    expect(signals.get('L3-L4')).toBeCloseTo(1, 6);
    expect(signals.get('L4-L5')).toBeCloseTo(0.3, 6);
  });

  it('is not known where the canal is not seen', () => {
    const dark = seen(() => 100);
    dark.canal.forEach((_, i) => {
      if (Math.floor(i / 40) % 120 > 90) {
        dark.canal[i] = 0;
      }
    });
    expect([...canalSignals(dark, DISCS).keys()]).toEqual(['L3-L4', 'L4-L5']);
  });
});
