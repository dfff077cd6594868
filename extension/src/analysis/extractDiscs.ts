import type { Level, Vec3 } from '../findings';
import { checkBeside } from './input/checkStudy';
import { inStations } from './segment/checkPictures';
import {
  axialInput,
  DEFAULT_INPUTS,
  volumeCutter,
  volumeInputs,
  type AxialOrigin,
  type DiscVolume,
} from './grade/discVolumes';
import { levelMeasurer } from './measure/measure';
import { measurementValues, type MeasurementValues } from './measure/measurementValues';
import { segmentStack } from './segment/segment';
import { findSpine } from './locate/spine';
import type { DiscFrame } from './levelResult';
import type { Models } from './model';
import type { ModelSpec } from './modelSpec';
import type { AnalyzeOptions, StudyInput } from './request';
import type { Warning } from './warning';

/** One located disc and its volumes, intensities as stored (not normalized). */
export interface ExtractedDisc {
  readonly level: Level;
  readonly frame: DiscFrame;
  /** Center of the canal behind the disc, LPS mm. */
  readonly canal: Vec3;
  readonly sagittal: DiscVolume;
  /** Where the axial volume comes from. */
  readonly axialOrigin: AxialOrigin;
  /** null where the model would get zeros. */
  readonly axial: DiscVolume | null;
  readonly measurements: MeasurementValues;
}

export interface Extraction {
  readonly discs: readonly ExtractedDisc[];
  readonly warnings: readonly Warning[];
}

/**
 * Cuts the disc volumes of a study as analyze does, and measures its levels, for training a grader. Shapes,
 * spacings and places are those of `gradingSpec`'s inputs, or DEFAULT_INPUTS where it has none. Throws what analyze throws.
 */
export async function extractDiscs(
  study: StudyInput,
  models: Pick<Models, 'segmentation' | 'localisation'>,
  gradingSpec?: Pick<ModelSpec, 'inputs'>,
  options: Pick<AnalyzeOptions, 'signal' | 'onProgress'> = {}
): Promise<Extraction> {
  const { checked, segmentation, spine } = await inStations(
    study,
    models,
    options,
    async checked => {
      const segmented = await segmentStack(checked.sagittal, models, {
        signal: options.signal,
        onProgress: fraction => options.onProgress?.({ stage: 'segment', fraction }),
      });
      return { checked, segmentation: segmented, spine: findSpine(segmented) };
    }
  );
  const { sagittal, axial, warnings } = checkBeside(checked);
  const cutter = volumeCutter(sagittal, axial);
  const measure = levelMeasurer(segmentation, spine.column.canal, spine.discs);
  const sagittalInput =
    volumeInputs(gradingSpec).find(input => input.name === 'sagittal') ?? DEFAULT_INPUTS[0]!;
  const axialVolume = axialInput(gradingSpec);
  const discs = spine.discs.flatMap(({ level, frame, canal }, i): ExtractedDisc[] => {
    if (!level) {
      return [];
    }
    const axialOrigin = cutter.axialOrigin(axialVolume, frame);
    return [
      {
        level,
        frame,
        canal,
        sagittal: cutter.cut(sagittalInput, frame),
        axialOrigin,
        axial: axialOrigin === 'absent' ? null : cutter.cut(axialVolume, frame),
        measurements: measurementValues(measure(i).measurements),
      },
    ];
  });
  return { discs, warnings: [...warnings, ...spine.warnings] };
}
