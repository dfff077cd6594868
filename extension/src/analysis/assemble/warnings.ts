import { CONDITIONS, conditionLabel, type Level } from '../../findings';
import { axialInput, type VolumeCutter } from '../grade/discVolumes';
import { gradedConditions } from '../grade/grade';
import type { CheckedStudy } from '../input/checkStudy';
import type { NamedDisc } from '../locate/spine';
import type { Measured } from '../measure/measure';
import type { Models, Warning } from '../types';

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
      {
        code: 'no-axial',
        text: partial
          ? 'No axial T2 series is loaded, as the link names others; grades that need axial images are weaker, so open the whole study.'
          : absent
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

/** Says where the canal is not measured, and why. */
export function canalWarnings(
  discs: readonly NamedDisc[],
  measured: ReadonlyMap<Level, Measured>
): Warning[] {
  return discs.flatMap(({ level }): Warning[] => {
    switch (measured.get(level)!.canalUnmeasured) {
      case 'canal-ends':
        return [
          {
            code: 'canal-ends',
            level,
            text: `The canal is not seen below ${level}, so it is not measured there.`,
          },
        ];
      case 'sac-tapers':
        return [
          {
            code: 'sac-tapers',
            level,
            text: `The dural sac tapers to its end at ${level}, which looks like a stenosis; the canal is not measured there.`,
          },
        ];
      default:
        return [];
    }
  });
}

/** Says which conditions the installed models do not grade. */
export function gradingWarnings({ grading }: Models): Warning[] {
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
