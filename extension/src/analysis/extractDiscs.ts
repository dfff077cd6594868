import type { Level, Vec3 } from '../findings';
import { checkStudy } from './checkStudy';
import { DEFAULT_INPUTS, volumeCutter, volumeInputs, type DiscVolume } from './discVolumes';
import { segmentStack } from './segment';
import { findSpine } from './spine';
import type { AnalyzeOptions, DiscFrame, Model, ModelSpec, StudyInput, Warning } from './types';

/** One located disc and its volumes, intensities as stored (not normalised). */
export interface ExtractedDisc {
  readonly level: Level;
  readonly frame: DiscFrame;
  /** Centre of the canal behind the disc, LPS mm. */
  readonly canal: Vec3;
  readonly sagittal: DiscVolume;
  /** Cut from axial images; null where no axial series covers the disc. */
  readonly axial: DiscVolume | null;
}

export interface Extraction {
  readonly discs: readonly ExtractedDisc[];
  readonly warnings: readonly Warning[];
}

/**
 * Cuts the disc volumes of a study as analyze does, for training a grader. Shapes and spacings are those
 * of `gradingSpec`'s inputs, or DEFAULT_INPUTS where it has none. Throws what analyze throws.
 */
export async function extractDiscs(
  study: StudyInput,
  segmentationModel: Model,
  gradingSpec?: Pick<ModelSpec, 'inputs'>,
  options: Pick<AnalyzeOptions, 'signal' | 'onProgress'> = {}
): Promise<Extraction> {
  const { sagittal, axial, warnings } = checkStudy(study);
  const segmentation = await segmentStack(sagittal, segmentationModel, {
    signal: options.signal,
    onProgress: fraction => options.onProgress?.({ stage: 'segment', fraction }),
  });
  const spine = findSpine(segmentation);
  const cutter = volumeCutter(sagittal, axial);
  const inputs = volumeInputs(gradingSpec);
  const inputFor = (name: string) =>
    inputs.find(i => i.name === name) ?? DEFAULT_INPUTS.find(i => i.name === name)!;
  const [sagittalInput, axialInput] = [inputFor('sagittal'), inputFor('axial')];
  const discs = spine.discs.flatMap(({ level, frame, canal }): ExtractedDisc[] => {
    if (!level) {
      return [];
    }
    const covered = cutter.axialStack(frame, axialInput) !== null;
    return [
      {
        level,
        frame,
        canal,
        sagittal: cutter.cut(sagittalInput, frame),
        axial: covered ? cutter.cut(axialInput, frame) : null,
      },
    ];
  });
  return { discs, warnings: [...warnings, ...spine.warnings] };
}
