import { DeepSpineError } from '../../findings';
import type { Stack } from '../../imaging/types';
import {
  checkExamined,
  examineStudy,
  sagittalStack,
  type CheckedStudy,
  type StudyPart,
} from '../input/checkStudy';
import type { AnalyzeOptions, Models, StudyInput } from '../types';
import { segmentStack } from './segment';
import { fluidToMarrow } from './tissues';

/** Of a picture whose contrast is asked for, so many slices in the middle are looked at. */
const LOOKED_AT = 5;

/** The middle of a stack. */
function middleOf(stack: Stack): Stack {
  const from = Math.max(0, Math.floor((stack.slices.length - LOOKED_AT) / 2));
  return {
    ...stack,
    slices: stack.slices.slice(from, from + LOOKED_AT),
    offsets: stack.offsets.slice(from, from + LOOKED_AT),
  };
}

/** Fluid against marrow; -1 for a picture in which none is found, or that cannot be analyzed. */
async function fluidIn(
  part: StudyPart,
  models: Pick<Models, 'segmentation' | 'localisation'>,
  signal: AbortSignal | undefined
): Promise<number> {
  try {
    const stack = middleOf(sagittalStack(part).stack);
    const ratio = fluidToMarrow(await segmentStack(stack, models, { signal }));
    return Number.isNaN(ratio) ? -1 : ratio;
  } catch (error) {
    if (
      error instanceof DeepSpineError &&
      error.code !== 'cancelled' &&
      error.code !== 'model-run'
    ) {
      return -1;
    }
    throw error;
  }
}

/**
 * Chooses and checks what is analyzed; see checkStudy. Where no header says which series is a T2, their pictures do:
 * the one is taken in which fluid is brightest against marrow.
 *
 * @throws DeepSpineError as checkStudy and segmentStack do
 */
export async function checkPictures(
  study: StudyInput,
  models: Pick<Models, 'segmentation' | 'localisation'>,
  { signal }: Pick<AnalyzeOptions, 'signal'> = {}
): Promise<CheckedStudy> {
  const examined = examineStudy(study);
  let best: { readonly part: StudyPart; readonly fluid: number } | undefined;
  for (const part of examined.chosen.undecided) {
    const fluid = await fluidIn(part, models, signal);
    if (!best || fluid > best.fluid) {
      best = { part, fluid };
    }
  }
  return checkExamined(examined, best?.part);
}
