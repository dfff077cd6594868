import { DeepSpineError } from '../../findings';
import type { Stack } from '../../imaging/types';
import {
  checkSagittal,
  examineStudy,
  sagittalStack,
  withoutSagittal,
  type CheckedSagittal,
  type ExaminedStudy,
  type StudyPart,
} from '../input/checkStudy';
import type { LateImages } from '../input/lateImages';
import { showsNoSpine } from '../input/refusal';
import type { Models } from '../model';
import type { AnalyzeOptions, StudyInput } from '../request';
import { segmentStack } from './segment';
import { fluidToMarrow, marrowOf } from './tissues';

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

/** What an analysis of a study's pictures may need beside them. */
export interface PictureOptions extends Pick<AnalyzeOptions, 'signal'> {
  /** Images of the study that came without samples. */
  readonly late?: LateImages;
}

/** Fluid against marrow; -1 for a picture in which none is found, or that cannot be analyzed. */
async function fluidIn(
  part: StudyPart,
  models: Pick<Models, 'segmentation' | 'localisation'>,
  { signal, late }: PictureOptions
): Promise<number> {
  try {
    await late?.need(part.images);
    const stack = middleOf(sagittalStack(part, late).stack);
    const segmentation = await segmentStack(stack, models, { signal });
    const ratio = fluidToMarrow(segmentation, marrowOf(segmentation));
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
async function checkPictures(
  examined: ExaminedStudy,
  models: Pick<Models, 'segmentation' | 'localisation'>,
  options: PictureOptions
): Promise<CheckedSagittal> {
  let best: { readonly part: StudyPart; readonly fluid: number } | undefined;
  for (const part of examined.chosen.undecided) {
    const fluid = await fluidIn(part, models, options);
    if (!best || fluid > best.fluid) {
      best = { part, fluid };
    }
  }
  const { late } = options;
  const decided = best?.part;
  await late?.need((decided ?? examined.chosen.sagittal)?.images ?? []);
  return checkSagittal(examined, { decided, late });
}

/**
 * Has the sagittal images of a study analyzed, and those of the next station of the spine where they turn out to show
 * no lumbar spine: the lowest of several stations may be one of pelvis and coccyx.
 *
 * @param analyze throws what showsNoSpine tells
 * @throws DeepSpineError as checkStudy and analyze do; of several stations what the first one threw
 */
export async function inStations<T>(
  study: StudyInput,
  models: Pick<Models, 'segmentation' | 'localisation'>,
  options: PictureOptions,
  analyze: (input: CheckedSagittal) => Promise<T>
): Promise<T> {
  let examined = examineStudy(study);
  let first: unknown;
  for (;;) {
    try {
      return await analyze(await checkPictures(examined, models, options));
    } catch (error) {
      first ??= error;
      const next = showsNoSpine(error) ? withoutSagittal(examined, study.sagittalSeriesUID) : null;
      if (!next) {
        throw showsNoSpine(error) ? first : error;
      }
      examined = next;
    }
  }
}
