import {
  CONDITIONS,
  conditionLabel,
  DeepSpineError,
  type Finding,
  type Level,
  type Vec3,
} from '../findings';
import { nearestPixel } from '../imaging/geometry';
import type { Stack } from '../imaging/types';
import { Ahead, aheadFor } from './run/ahead';
import { checkImages } from './assemble/checkImages';
import { checkStudy } from './input/checkStudy';
import { withComparator } from './grade/comparator';
import { axialInput, volumeCutter, volumeInputs, type VolumeCutter } from './grade/discVolumes';
import { findingPoints } from './grade/findingPoints';
import { gradedConditions, gradeDisc, identityOf, notGraded } from './grade/grade';
import { sourceLabels } from './assemble/labels';
import { levelMeasurer, type Measured } from './measure/measure';
import { measurementValues } from './measure/measurementValues';
import { modelsOf } from './models/modelTasks';
import { previewSlice } from './segment/preview';
import { segmentStack } from './segment/segment';
import { findSpine, type Spine, type SpineDisc } from './locate/spine';
import { stageClock } from './run/stageClock';
import { structureMap, type StructureMap } from './segmentation/structureMap';
import { throwIfCancelled } from './run/throwIfCancelled';
import type {
  AnalysisResult,
  AnalyzeOptions,
  ImageReference,
  LevelResult,
  ModelInput,
  Models,
  StudyInput,
  Warning,
} from './types';

/** A canal diameter for placing findings where none was measured, mm. */
const USUAL_CANAL_MM = 13;

type NamedDisc = SpineDisc & { readonly level: Level };

const namedDiscs = ({ discs }: Spine) => discs.filter((d): d is NamedDisc => d.level !== null);

/**
 * DeepSPINE on one study: the vertebrae, discs and canal are segmented on the sagittal T2 series; discs
 * are located along the spine's curve and named from the lowest up; the segmentation is measured; level by
 * level sagittal and axial volumes of the disc are cut in its own frame, a network grades every condition,
 * and what the measurements alone say of a grade is stated beside it.
 *
 * Throws DeepSpineError: a refusal of the input (checkStudy, findSpine), 'cancelled', 'model-run'.
 */
export async function analyze(
  study: StudyInput,
  models: Models,
  options: AnalyzeOptions = {}
): Promise<AnalysisResult> {
  const { signal, onLevel, onPreview, onSegmentation } = options;
  const clock = stageClock(options);
  const { sagittalSeries, sagittal, axial, ...checked } = checkStudy(study);

  clock.enter('segment');
  const maps: StructureMap[] = [];
  const segmentation = await segmentStack(sagittal, models, {
    signal,
    onProgress: clock.advance,
    onPlane: (plane, soFar) => {
      const slice = sagittal.slices[plane]!;
      const map = structureMap(slice, soFar, plane);
      maps[plane] = map;
      onPreview?.(previewSlice(slice, map));
    },
  });

  clock.enter('locate');
  const spine = findSpine(segmentation);
  const discs = namedDiscs(spine);
  const cutter = volumeCutter(sagittal, axial);
  // The network has the first discs while the rest is worked out.
  const grades = new Ahead(discs, models.grading ? aheadFor(models.grading) : 0, disc => {
    throwIfCancelled(signal);
    return gradeLevel(disc, cutter, models, study, sagittal);
  });

  clock.enter('measure');
  const labels = sourceLabels(sagittal, maps, segmentation.grid, spine.column);
  onSegmentation?.({ segmentation: labels, levels: discs.map(({ level }) => level) });
  const unlike = checkImages(segmentation, spine);
  const measure = levelMeasurer(segmentation, spine.column.canal, spine.discs);
  const measured = new Map<Level, Measured>();

  clock.enter('grade');
  const axialVolume = axialInput(models.grading?.spec);
  const served = new Map<Level, Stack>();
  const levels: LevelResult[] = [];
  for (const disc of discs) {
    const grading = grades.next();
    const measures = measure(spine.discs.indexOf(disc));
    measured.set(disc.level, measures);
    const axialStack = cutter.axialStack(axialVolume, disc.frame);
    if (axialStack) {
      served.set(disc.level, axialStack);
    }
    const axialReference = axialStack && referenceTo(axialStack, disc.canal);
    const { measurements, canalGoesOn } = measures;
    const values = measurementValues(measurements, canalGoesOn);
    const findings = await grading;
    throwIfCancelled(signal);
    const level: LevelResult = {
      level: disc.level,
      frame: disc.frame,
      sagittalReference: referenceTo(sagittal, disc.frame.center),
      ...(axialReference ? { axialReference } : {}),
      measurements,
      findings: withComparator(findings, models.grading?.spec.comparator, values),
    };
    levels.push(level);
    onLevel?.(level);
    clock.advance(levels.length / discs.length);
  }
  const [firstServed] = served.values();
  return {
    studyInstanceUID: study.studyInstanceUID,
    sagittalSeriesUID: sagittalSeries.seriesInstanceUID,
    axialSeriesUID: firstServed?.seriesInstanceUID ?? null,
    models: modelsOf(models).map(({ spec }) => identityOf(spec)),
    levels,
    segmentation: labels,
    warnings: [
      ...checked.warnings,
      ...spine.warnings,
      ...unlike,
      ...axialWarnings(discs, axial, cutter, axialVolume),
      ...canalWarnings(discs, measured),
      ...gradingWarnings(models),
    ],
    timings: clock.finish(),
  };
}

/** Cuts one disc's volumes and grades them; a grade is unsure where no image shows its place. */
async function gradeLevel(
  disc: NamedDisc,
  cutter: VolumeCutter,
  { segmentation, grading }: Models,
  study: StudyInput,
  sagittal: Stack
): Promise<Finding[]> {
  const context = {
    studyInstanceUID: study.studyInstanceUID,
    seriesInstanceUID: sagittal.seriesInstanceUID,
    level: disc.level,
    points: findingPoints({ ...disc, canalWidth: USUAL_CANAL_MM }),
  };
  if (!grading) {
    return notGraded(segmentation.spec, context);
  }
  const volumes = volumeInputs(grading.spec).map(input => cutter.cut(input, disc.frame));
  const findings = await gradeDisc(grading, volumes, context);
  // Narrow stacks end before the foramina and the facets: a grade of what no image shows is a guess.
  return findings.map(finding =>
    finding.modelGrade && !cutter.shows(finding.point) ? { ...finding, unsure: true } : finding
  );
}

/** The pixel of a stack at a patient-space point (LPS, mm), on the nearest slice. */
function referenceTo(stack: Stack, point: Vec3): ImageReference {
  const pixel = nearestPixel([stack], point);
  if (!pixel) {
    throw new DeepSpineError('bad-geometry', 'A series without slices cannot be referred to.');
  }
  const { sopInstanceUID, frameNumber, column, row } = pixel;
  return { sopInstanceUID, ...(frameNumber === undefined ? {} : { frameNumber }), column, row };
}

function axialWarnings(
  discs: readonly NamedDisc[],
  axial: readonly Stack[],
  cutter: VolumeCutter,
  input: ModelInput
): Warning[] {
  const origins = discs.map(({ level, frame }) => ({
    level,
    origin: cutter.axialOrigin(input, frame),
  }));
  if (axial.length === 0) {
    const absent = origins.some(({ origin }) => origin === 'absent');
    return [
      {
        code: 'no-axial',
        text: absent
          ? 'There is no axial T2 series; every grade rests on the sagittal series alone, which is weaker for the grades that need axial images.'
          : 'There is no axial T2 series; axial views are reformatted from the sagittal one, which is weaker for grades that need them.',
      },
    ];
  }
  return origins
    .filter(({ origin }) => origin !== 'axial')
    .map(({ level, origin }) => ({
      code: 'axial-partial',
      level,
      text:
        origin === 'absent'
          ? `The axial series does not cover ${level}; its grades rest on the sagittal series alone.`
          : `The axial series does not cover ${level}; its axial view is reformatted from the sagittal series.`,
    }));
}

function canalWarnings(
  discs: readonly NamedDisc[],
  measured: ReadonlyMap<Level, Measured>
): Warning[] {
  return discs
    .filter(({ level }) => !measured.get(level)!.canalGoesOn)
    .map(({ level }) => ({
      code: 'canal-ends',
      level,
      text: `The canal is not seen below ${level}, so its width there is not compared with its neighbours.`,
    }));
}

function gradingWarnings({ grading }: Models): Warning[] {
  const graded = grading ? gradedConditions(grading.spec) : [];
  const missing = CONDITIONS.filter(condition => !graded.includes(condition));
  return missing.length === 0
    ? []
    : [
        {
          code: 'conditions-not-graded',
          text: `Not graded, because the installed model does not: ${missing.map(conditionLabel).join(', ')}.`,
        },
      ];
}
