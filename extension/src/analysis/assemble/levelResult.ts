import type { Stack } from '../../imaging/types';
import { withComparator } from '../grade/comparator';
import { gradingsWithDoubts, withDoubts, type LevelSigns } from '../grade/doubts';
import { usedModels } from '../grade/heads';
import { axialInput, type VolumeCutter } from '../grade/discVolumes';
import type { LevelGrades } from '../grade/gradeLevels';
import type { NamedDisc } from '../locate/spine';
import type { Measured } from '../measure/measure';
import { measurementValues } from '../measure/measurementValues';
import type { LevelResult } from '../levelResult';
import type { Models } from '../model';
import { referenceTo } from './imageReference';

/** One level as it stands in the result: what the measurements alone say of a grade is stated beside it. */
export function levelResult(
  disc: NamedDisc,
  { findings, gradings }: LevelGrades,
  { measurements }: Measured,
  signs: LevelSigns,
  sagittal: Stack,
  cutter: VolumeCutter,
  models: Models
): LevelResult {
  const { grading } = models;
  const axial = cutter.axialStack(axialInput(grading?.spec), disc.frame);
  const values = measurementValues(measurements);
  return {
    level: disc.level,
    frame: disc.frame,
    sagittalReference: referenceTo(sagittal, disc.frame.center),
    ...(axial ? { axialReference: referenceTo(axial, disc.canal) } : {}),
    measurements,
    findings: withDoubts(
      withComparator(findings, grading?.spec.comparator, values),
      usedModels(models),
      signs
    ),
    gradings: gradingsWithDoubts(gradings, signs),
  };
}
