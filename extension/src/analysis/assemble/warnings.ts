import { CONDITIONS, type Level } from '../../findings';
import { part } from '../../messages';
import { axialInput, type VolumeCutter } from '../grade/discVolumes';
import { gradedConditions } from '../grade/grade';
import type { CheckedStudy } from '../input/checkStudy';
import type { NamedDisc } from '../locate/spine';
import type { Measured } from '../measure/measure';
import type { Models } from '../model';
import { warning, type Warning } from '../warning';

/**
 * Says where grades had to do without axial images; nothing where there are some whose place is wrong, which has been
 * said.
 */
export function axialWarnings(
  discs: readonly NamedDisc[],
  { axial, partial, warnings }: Pick<CheckedStudy, 'axial' | 'partial' | 'warnings'>,
  cutter: VolumeCutter,
  { grading }: Pick<Models, 'grading'>
): Warning[] {
  const input = axialInput(grading?.spec);
  const origins = discs.map(({ level, frame }) => ({
    level,
    origin: cutter.axialOrigin(input, frame),
  }));
  if (axial.length === 0 && warnings.some(({ code }) => code === 'axial-displaced')) {
    return [];
  }
  if (axial.length === 0) {
    const absent = origins.some(({ origin }) => origin === 'absent');
    return [
      warning('no-axial', {
        context: partial ? 'link' : absent ? 'sagittal-alone' : 'reformatted',
      }),
    ];
  }
  return origins
    .filter(({ origin }) => origin !== 'axial')
    .map(({ level, origin }) =>
      warning('axial-partial', {
        context: origin === 'absent' ? 'sagittal-alone' : 'reformatted',
        level,
      })
    );
}

/** Says where the canal is not measured, and why. */
export function canalWarnings(
  discs: readonly NamedDisc[],
  measured: ReadonlyMap<Level, Measured>
): Warning[] {
  return discs.flatMap(({ level }) => {
    const code = measured.get(level)!.canalUnmeasured;
    return code ? [warning(code, { level })] : [];
  });
}

/** Says which conditions the installed models do not grade. */
export function gradingWarnings({ grading }: Models): Warning[] {
  const graded = grading ? gradedConditions(grading.spec) : [];
  const missing = CONDITIONS.filter(condition => !graded.includes(condition));
  return missing.length === 0
    ? []
    : [
        warning('conditions-not-graded', {
          conditions: missing.map(condition => part(`condition-${condition}`)),
        }),
      ];
}
