import { throwIfCancelled } from '../../messages';
import type { Condition, Finding, Grading, HeadKey } from '../../findings';
import type { Stack } from '../../imaging/types';
import type { NamedDisc } from '../locate/spine';
import { Prefetcher, prefetchDepth } from '../run/prefetcher';
import type { Models } from '../model';
import { gradingsOf } from './degeneration';
import { axialInput, volumeInputs, type AxialOrigin, type VolumeCutter } from './discVolumes';
import { findingPoints, placesToShow } from './findingPoints';
import { gradeDisc, statedFinding, notGraded, type GradingContext } from './grade';
import { runHeads, type HeadStatement } from './heads';
import { discStep, sizedInput } from './spineSize';
import type { Visibility } from './visibility';

/** A canal diameter for placing findings where none was measured, mm. */
const USUAL_CANAL_MM = 13;

/** What the levels of a study are graded from. */
export interface GradeContext {
  readonly studyInstanceUID: string;
  readonly sagittal: Stack;
  /** The sagittal series is no T1 one, on which alone no grading was learned. */
  readonly showsT2: boolean;
  readonly cutter: VolumeCutter;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}

/** What the networks say of one level. */
export interface LevelGrades {
  readonly findings: readonly Finding[];
  readonly gradings: readonly Grading[];
}

/**
 * The grades of each disc, in their order, to be asked for one by one. The networks have the first discs at
 * once, so that they compute while the caller does something else.
 */
export function startGrading(
  discs: readonly NamedDisc[],
  context: GradeContext
): Prefetcher<NamedDisc, LevelGrades> {
  const { grading, gradings } = context.models;
  const depths = [grading, gradings].map(model => (model ? prefetchDepth(model) : 0));
  const step = discStep(discs.map(({ frame }) => frame));
  return new Prefetcher(discs, Math.max(...depths), disc => {
    throwIfCancelled(context.signal);
    return gradeLevel(disc, step, context);
  });
}

/** Cuts one disc's volumes and grades them, as far as the images show the places. */
async function gradeLevel(
  disc: NamedDisc,
  step: number | null,
  context: GradeContext
): Promise<LevelGrades> {
  const { studyInstanceUID, sagittal, cutter, models } = context;
  const { segmentation, grading, gradings } = models;
  const landmarks = { ...disc, canalWidth: USUAL_CANAL_MM };
  const level: GradingContext = {
    studyInstanceUID,
    seriesInstanceUID: sagittal.seriesInstanceUID,
    level: disc.level,
    points: findingPoints(landmarks),
  };
  const degeneration = degenerationOf(disc, step, context);
  const findings = grading
    ? await gradeDisc(
        grading,
        volumeInputs(grading.spec).map(input => cutter.cut(input, disc.frame)),
        level
      )
    : notGraded(segmentation.spec, level);
  const statements = await degeneration;
  // Learned on real discs, unlike the head of the same condition beside it.
  const ours = findings.map(finding => {
    const better = statements?.get(finding.condition);
    return better && gradings
      ? statedFinding(gradings.spec, level, finding.condition, better)
      : finding;
  });
  const axial = cutter.axialOrigin(axialInput(grading?.spec), disc.frame);
  const places = { disc: disc.frame.center, margin: level.points.DB };
  const toShow = placesToShow(landmarks);
  return {
    findings: ours.map(finding => {
      const shown = asFarAsShown(finding, cutter.visibility(toShow[finding.condition]));
      return asFarAsAxial(shown, axial);
    }),
    gradings: gradingsOf((gradings ?? grading ?? segmentation).spec, statements, level, places),
  };
}

/**
 * Narrow stacks end before the foramina and the facet joints: a grade of what no image shows is a guess, and is not
 * given. One of what they show in part is unsure.
 */
function asFarAsShown(finding: Finding, visibility: Visibility): Finding {
  if (!finding.modelGrade || visibility === 'shown') {
    return finding;
  }
  if (visibility === 'partly') {
    return { ...finding, unsure: true };
  }
  return {
    ...finding,
    grade: 'not-graded',
    notGradedReason: visibility === 'cut-off' ? 'level-cut-off' : 'not-in-images',
    modelGrade: undefined,
    unsure: undefined,
  };
}

/**
 * Facet joints, ligament and epidural fat are judged on axial images: without any, and with sagittal slices too thick
 * to be reformatted, the heads for them call every third ligament of healthy people thickened.
 */
const NEED_AXIAL: readonly Condition[] = ['LFA', 'RFA', 'LFT', 'EL'];
/** On sagittal images alone two of three foramina of healthy people at L5-S1 are called severe, thick slices or thin. */
const NEED_AXIAL_AT_THE_SACRUM: readonly Condition[] = ['LFS', 'RFS'];

const needsAxial = ({ condition, level }: Finding, origin: AxialOrigin): boolean =>
  (origin === 'absent' && NEED_AXIAL.includes(condition)) ||
  (origin !== 'axial' && level === 'L5-S1' && NEED_AXIAL_AT_THE_SACRUM.includes(condition));

const asFarAsAxial = (finding: Finding, origin: AxialOrigin): Finding =>
  finding.modelGrade && needsAxial(finding, origin)
    ? {
        ...finding,
        grade: 'not-graded',
        notGradedReason: 'no-axial',
        modelGrade: undefined,
        unsure: undefined,
      }
    : finding;

/** What the heads of the gradings model say of a disc; null without such a model or images for it. */
async function degenerationOf(
  { frame, level }: NamedDisc,
  step: number | null,
  { cutter, showsT2, models: { gradings } }: GradeContext
): Promise<ReadonlyMap<HeadKey, HeadStatement> | null> {
  if (!gradings || !showsT2) {
    return null;
  }
  const volumes = gradings.spec.inputs.map(input => cutter.cut(sizedInput(input, step), frame));
  return runHeads(gradings, volumes, level);
}
