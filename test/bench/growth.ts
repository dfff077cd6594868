import type { StudyInput } from '../../extension/src/analysis/request';
import { interleaved } from './contender';
import { linearFit, spreadOf, type LinearFit } from './statistics';
import { grownStudy } from './studies';

export interface Growth {
  readonly what: string;
  /** x and median ms. */
  readonly points: readonly (readonly [x: number, ms: number])[];
  readonly fit: LinearFit;
}

const SLICES = [8, 16, 24, 32];
const ROWS = [320, 448, 640, 896];

/** Time over the number of slices, and over the pixels of a slice with the field of view kept. */
export async function growth(
  run: (study: StudyInput) => Promise<unknown>,
  repetitions: number,
  say: (text: string) => void
): Promise<Growth[]> {
  const series = async (
    what: string,
    sizes: readonly number[],
    xOf: (size: number) => number,
    make: (size: number) => Promise<StudyInput>
  ): Promise<Growth> => {
    say(`growth with ${what}`);
    const contenders = [];
    for (const size of sizes) {
      const study = await make(size);
      contenders.push({
        name: String(size),
        run: async () => {
          const since = performance.now();
          await run(study);
          return { ms: performance.now() - since };
        },
      });
    }
    const samples = await interleaved(contenders, repetitions, text => say(`  ${text}`));
    const points = sizes.map(
      size => [xOf(size), spreadOf(samples.get(String(size))!.map(({ ms }) => ms)).median] as const
    );
    return { what, points, fit: linearFit(points) };
  };
  return [
    await series(
      'slices (512 × 409)',
      SLICES,
      slices => slices,
      slices => grownStudy(slices, 512)
    ),
    await series(
      'thousands of pixels per slice (18 slices)',
      ROWS,
      rows => (rows * Math.round(rows * 0.8)) / 1000,
      rows => grownStudy(18, rows)
    ),
  ];
}
