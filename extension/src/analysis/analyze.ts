import { throwIfCancelled } from '../messages';
import { assemble } from './assemble/assemble';
import { checkImages } from './assemble/checkImages';
import { sourceLabels } from './assemble/labels';
import { levelResult } from './assemble/levelResult';
import { volumeCutter } from './grade/discVolumes';
import { identityOf } from './grade/heads';
import { startGrading } from './grade/gradeLevels';
import { findSpine, namedDiscs } from './locate/spine';
import { canalSignals } from './measure/canalSignal';
import { measureLevels } from './measure/measureLevels';
import { stageClock } from './run/stageClock';
import { checkBeside } from './input/checkStudy';
import { LateImages } from './input/lateImages';
import { inStations } from './segment/checkPictures';
import { segmentStudy } from './segment/segmentStudy';
import type { LevelResult } from './levelResult';
import type { Models } from './model';
import type { AnalyzeOptions, StudyInput } from './request';
import type { AnalysisResult } from './result';

/**
 * DeepSPINE on one study: the vertebrae, discs and canal are segmented on the sagittal T2 series; discs
 * are located along the spine's curve and named from the lowest up; the segmentation is measured; level by
 * level sagittal and axial volumes of the disc are cut in its own frame, one network grades every condition and
 * another how degenerated the disc is, and what the measurements alone say of a grade is stated beside it.
 *
 * Throws DeepSpineError: a refusal of the input (inStations, findSpine), 'cancelled', 'model-run'.
 */
export async function analyze(
  study: StudyInput,
  models: Models,
  options: AnalyzeOptions = {}
): Promise<AnalysisResult> {
  const { studyInstanceUID } = study;
  const { signal } = options;
  const clock = stageClock(options);
  const late = new LateImages(options);
  const { checked, segmentation, maps, spine } = await inStations(
    study,
    models,
    { signal, late },
    async checked => {
      clock.enter('segment');
      const segmented = await segmentStudy(checked.sagittal, models, options, clock.advance);

      clock.enter('locate');
      return { checked, ...segmented, spine: findSpine(segmented.segmentation) };
    }
  );
  const { sagittal, showsT2 } = checked;
  const discs = namedDiscs(spine);
  const beginGrading = () => {
    const input = checkBeside(checked, late);
    const cutter = volumeCutter(sagittal, input.axial, input.sagittalT1);
    const graded = startGrading(discs, {
      ...{ studyInstanceUID, sagittal, showsT2, cutter, models, signal },
    });
    return { input, cutter, graded };
  };
  // The network has the first discs while the segmentation is named and measured, or that is done while images come.
  const begun = late.pending ? null : beginGrading();
  const labels = sourceLabels(
    sagittal,
    maps,
    segmentation.grid,
    spine.column,
    identityOf(models.segmentation.spec)
  );
  options.onSegmentation?.({ segmentation: labels, levels: discs.map(({ level }) => level) });

  clock.enter('measure');
  const measured = measureLevels(segmentation, spine);
  const signals = canalSignals(segmentation, discs);
  const unlike = checkImages(sagittal, segmentation, spine);
  if (late.pending) {
    await clock.idle(late.pending);
  }
  const { input, cutter, graded } = begun ?? beginGrading();
  const warnings = [...input.warnings, ...unlike];

  clock.enter('grade');
  const levels: LevelResult[] = [];
  for (const disc of discs) {
    const grades = await graded.next();
    throwIfCancelled(signal);
    const measures = measured.get(disc.level)!;
    const signs = { warnings, canalSignal: signals.get(disc.level) };
    levels.push(levelResult(disc, grades, measures, signs, sagittal, cutter, models));
    options.onLevel?.(levels.at(-1)!);
    clock.advance(levels.length / discs.length);
  }
  const analyzed = { input, models, spine, cutter, labels, measured, levels, unlike };
  return { ...assemble({ studyInstanceUID, ...analyzed }), timings: clock.finish() };
}
