import { LEVELS, type Level } from '../../findings';
import type { LengthMeasurement, LevelMeasurements } from './measurements';
import { vertebraHeights } from './vertebrae';

const length = (mm: number): LengthMeasurement => ({ mm, from: [0, 0, 0], to: [0, 0, mm] });

/** What the bodies T12…L5 of a person measure who is `size` times as large as usual. */
const USUAL = [
  [23.2, 23.7, 24.4],
  [23.8, 24.2, 25.0],
  [24.3, 24.5, 25.6],
  [25.6, 24.4, 24.9],
  [24.6, 23.8, 23.5],
  [24.4, 23.5, 21.4],
] as const;

function levels(size: number, fractured: Level | null = null, share = 1) {
  return LEVELS.map((level, i) => {
    const [anterior, middle, posterior] = USUAL[i]!.map(mm => mm * size);
    const front = level === fractured ? anterior! * share : anterior!;
    return {
      level,
      measurements: {
        bodyHeight: {
          anterior: length(front),
          middle: length(middle!),
          posterior: length(posterior!),
        },
      } as LevelMeasurements,
    };
  });
}

test('usual bodies of a small and a large person have lost nothing', () => {
  for (const size of [0.8, 1, 1.25]) {
    const found = vertebraHeights(levels(size));
    expect(found.map(({ vertebra, genant }) => `${vertebra} ${genant}`)).toEqual(
      ['T12', 'L1', 'L2', 'L3', 'L4', 'L5'].map(name => `${name} 0`)
    );
    expect(Math.max(...found.map(v => v.heightLoss))).toBeLessThan(0.01);
  }
});

test('a body whose front is lower has lost that share, and only that body', () => {
  const cases = [
    [0.85, 0],
    [0.78, 1],
    [0.67, 2],
    [0.55, 3],
  ] as const;
  for (const [share, genant] of cases) {
    for (const vertebra of LEVELS) {
      const found = vertebraHeights(levels(0.9, vertebra, share));
      for (const body of found) {
        const here = vertebra.startsWith(`${body.vertebra}-`);
        expect(Math.abs(body.heightLoss - (here ? 1 - share : 0))).toBeLessThan(0.01);
        expect(body.genant).toBe(here ? genant : 0);
      }
    }
  }
});

test('without others to compare with, nothing is said', () => {
  expect(vertebraHeights(levels(1).slice(0, 2))).toEqual([]);
});
