import { discStep } from '../grade/spineSize';
import type { NamedDisc } from '../locate/spine';
import type { Stack } from '../../imaging/types';
import type { Warning } from '../types';

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
        {
          code: 'images-unlike-training',
          values: { pixel, slices: sagittal.sliceSpacing, discs: step },
          text:
            `Pixels of ${pixel.toFixed(2)} mm, slices ${sagittal.sliceSpacing.toFixed(1)} mm apart or discs ` +
            `${step.toFixed(0)} mm apart are unlike what was simulated; grades without real evidence are unsure.`,
        },
      ]
    : [];
  return repeats(sagittal)
    ? [
        ...unlike,
        {
          code: 'images-unlike-training',
          text: 'All slices show the same picture; grades without real evidence are unsure.',
        },
      ]
    : unlike;
}
