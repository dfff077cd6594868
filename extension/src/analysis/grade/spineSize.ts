import { median } from '../../imaging/median';
import { distance, scale } from '../../imaging/vec3';
import type { DiscFrame } from '../levelResult';
import type { ModelInput } from '../modelSpec';

/** Fewer discs do not tell how large a spine is. */
const DISCS_FOR_SIZE = 3;

/** Median distance of a study's discs from one to the next, mm; null where there are too few of them. */
export function discStep(frames: readonly DiscFrame[]): number | null {
  const steps = frames.slice(1).map((frame, i) => distance(frame.center, frames[i]!.center));
  return frames.length < DISCS_FOR_SIZE ? null : median(steps);
}

/** An input as large as the spine at hand asks for; as it is where it has no rule. */
export function sizedInput(input: ModelInput, discStepMm: number | null): ModelInput {
  const { sizeFrom, spacingMm, centerMm } = input;
  if (!sizeFrom || discStepMm === null) {
    return input;
  }
  const [low, high] = sizeFrom.limits;
  const factor = Math.min(high, Math.max(low, discStepMm / sizeFrom.referenceMm));
  return {
    ...input,
    spacingMm: spacingMm.map(mm => factor * mm),
    ...(centerMm ? { centerMm: scale(centerMm, factor) } : {}),
  };
}
