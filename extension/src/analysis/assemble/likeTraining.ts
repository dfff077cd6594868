import { discStep } from '../grade/spineSize';
import type { NamedDisc } from '../locate/spine';
import type { Stack } from '../../imaging/types';
import { warning, type Warning } from '../warning';

/** What was simulated, and a little more: in-plane pixels, distance of slices, distance of discs, mm. */
const SIMULATED = {
  pixel: [0.25, 1.15],
  slices: [0.7, 5.5],
  discs: [27, 44],
} as const;

const beyond = (value: number, [low, high]: readonly [number, number]): boolean =>
  value < low || value > high;

/** Every slice shows the very same picture. */
function repeats({ slices }: Stack): boolean {
  const first = slices[0]!.pixels;
  return (
    slices.length > 1 &&
    slices.every(
      ({ pixels }) => pixels.length === first.length && pixels.every((v, i) => v === first[i])
    )
  );
}

/** Warns where the images' sizes are none that was simulated, or where its slices are copies of one. */
export function likeTraining(sagittal: Stack, discs: readonly NamedDisc[]): Warning[] {
  const { rowSpacing, columnSpacing } = sagittal.slices[0]!;
  const pixel = Math.max(rowSpacing, columnSpacing);
  const step = discStep(discs.map(({ frame }) => frame)) ?? SIMULATED.discs[0];
  const sizes =
    beyond(pixel, SIMULATED.pixel) ||
    beyond(sagittal.sliceSpacing, SIMULATED.slices) ||
    beyond(step, SIMULATED.discs);
  const unlike: Warning[] = sizes
    ? [
        warning('images-unlike-training', {
          context: 'sizes',
          pixel,
          slices: sagittal.sliceSpacing,
          discs: step,
        }),
      ]
    : [];
  return repeats(sagittal)
    ? [...unlike, warning('images-unlike-training', { context: 'repeated' })]
    : unlike;
}
