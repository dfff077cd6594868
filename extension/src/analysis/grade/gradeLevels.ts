import type { Finding } from '../../findings';
import type { Stack } from '../../imaging/types';
import type { NamedDisc } from '../locate/spine';
import { Ahead, aheadFor } from '../run/ahead';
import { throwIfCancelled } from '../run/throwIfCancelled';
import type { Models } from '../types';
import { volumeInputs, type VolumeCutter } from './discVolumes';
import { findingPoints } from './findingPoints';
import { gradeDisc, notGraded } from './grade';

/** A canal diameter for placing findings where none was measured, mm. */
const USUAL_CANAL_MM = 13;

/** What the levels of a study are graded from. */
export interface GradeContext {
  readonly studyInstanceUID: string;
  readonly sagittal: Stack;
  readonly cutter: VolumeCutter;
  readonly models: Models;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The findings of each disc, in their order, to be asked for one by one. The network has the first discs at
 * once, so that it computes while the caller does something else.
 */
export function startGrading(
  discs: readonly NamedDisc[],
  context: GradeContext
): Ahead<NamedDisc, Finding[]> {
  const { grading } = context.models;
  return new Ahead(discs, grading ? aheadFor(grading) : 0, disc => {
    throwIfCancelled(context.signal);
    return gradeLevel(disc, context);
  });
}

/** Cuts one disc's volumes and grades them; a grade is unsure where no image shows its place. */
async function gradeLevel(
  disc: NamedDisc,
  { studyInstanceUID, sagittal, cutter, models: { segmentation, grading } }: GradeContext
): Promise<Finding[]> {
  const context = {
    studyInstanceUID,
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
