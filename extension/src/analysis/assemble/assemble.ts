import type { Level } from '../../findings';
import { axialInput, type VolumeCutter } from '../grade/discVolumes';
import { usedModels } from '../grade/heads';
import type { CheckedStudy } from '../input/checkStudy';
import { namingOf } from '../locate/naming';
import { namedDiscs, type Spine } from '../locate/spine';
import { alignmentOf } from '../measure/alignment';
import type { Measured } from '../measure/measure';
import { vertebraHeights } from '../measure/vertebrae';
import type { SegmentationResult } from '../segmentationResult';
import type { LevelResult } from '../levelResult';
import type { Models } from '../model';
import type { AnalysisResult } from '../result';
import type { Warning } from '../warning';
import { abnormalMeasurements } from './abnormalMeasurements';
import { positionWarnings } from './checkPosition';
import { doubtfulNames } from './doubtfulNames';
import { axialWarnings, canalWarnings, gradingWarnings } from './warnings';

/** Everything that the steps before have found. */
export interface Analyzed {
  readonly studyInstanceUID: string;
  readonly input: CheckedStudy;
  readonly models: Models;
  readonly spine: Spine;
  readonly cutter: VolumeCutter;
  readonly labels: SegmentationResult;
  readonly measured: ReadonlyMap<Level, Measured>;
  readonly levels: readonly LevelResult[];
  /** What says that the images are not such as the networks were made for. */
  readonly unlike: readonly Warning[];
}

/** The result of an analysis, with everything that has to be said beside it. */
export function assemble(analyzed: Analyzed): Omit<AnalysisResult, 'timings'> {
  const { studyInstanceUID, input, models, spine, cutter, labels, measured, levels } = analyzed;
  const discs = namedDiscs(spine);
  const axialVolume = axialInput(models.grading?.spec);
  const axial = discs.map(({ frame }) => cutter.axialStack(axialVolume, frame)).find(Boolean);
  const vertebrae = vertebraHeights(levels);
  const said: readonly Warning[] = [
    ...input.warnings,
    ...spine.warnings,
    ...positionWarnings(spine, levels),
    ...analyzed.unlike,
    ...axialWarnings(discs, input, cutter, models),
    ...canalWarnings(discs, measured),
    ...abnormalMeasurements(levels, vertebrae),
    ...gradingWarnings(models),
  ];
  const { confidence } = spine.column.naming;
  const warnings = [...said, ...doubtfulNames(said, confidence)];
  return {
    studyInstanceUID,
    sagittalSeriesUID: input.sagittalSeries.seriesInstanceUID,
    axialSeriesUID: axial?.seriesInstanceUID ?? null,
    series: input.series,
    models: usedModels(models),
    ...(models.notAssessed ? { notAssessed: models.notAssessed } : {}),
    levels,
    segmentation: labels,
    warnings,
    naming: namingOf(confidence, warnings),
    vertebrae,
    alignment: alignmentOf(spine.discs),
  };
}
