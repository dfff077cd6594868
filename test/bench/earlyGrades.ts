/**
 * What grades would be worth before every slice is segmented: those from the middle slices of studies against those from
 * all of them. npx tsx test/bench/earlyGrades.ts <folder or .mha of a study …>
 */
import { isDeepStrictEqual } from 'node:util';
import { readInput } from '../../cli/input';
import { loadModels, type LoadedModels } from '../../cli/models';
import { volumeCutter } from '../../extension/src/analysis/grade/discVolumes';
import { startGrading, type LevelGrades } from '../../extension/src/analysis/grade/gradeLevels';
import { checkStudy } from '../../extension/src/analysis/input/checkStudy';
import { findSpine, namedDiscs, type NamedDisc } from '../../extension/src/analysis/locate/spine';
import { segmentStack } from '../../extension/src/analysis/segment/segment';
import type { Segmentation } from '../../extension/src/analysis/segmentation/segmentation';
import type { StudyInput } from '../../extension/src/analysis/request';

const SHARES = [0.5, 0.6, 0.7, 0.8, 0.9];

/** Of a study, with so much of its slices from the middle outwards. */
interface Early {
  readonly slices: number;
  readonly discs: number;
  /** Discs of the same name in the very same place. */
  readonly same: number;
  /** Findings of discs of the same name. */
  readonly findings: number;
  /** Those with another grade. */
  readonly changed: number;
}

interface Graded {
  readonly disc: NamedDisc;
  readonly grades: LevelGrades;
}

/** As it is now: what it holds is written on. */
const copyOf = (segmentation: Segmentation): Segmentation => structuredClone(segmentation);

async function earlyGrades(study: StudyInput, models: LoadedModels): Promise<Early[]> {
  const { sagittal, axial, sagittalT1, showsT2 } = checkStudy(study);
  const cutter = volumeCutter(sagittal, axial, sagittalT1);
  const grade = async (segmentation: Segmentation): Promise<Graded[]> => {
    const discs = namedDiscs(findSpine(segmentation));
    const coming = startGrading(discs, {
      ...{ studyInstanceUID: study.studyInstanceUID, sagittal, showsT2, cutter, models },
    });
    const graded: Graded[] = [];
    for (const disc of discs) {
      graded.push({ disc, grades: await coming.next() });
    }
    return graded;
  };
  const wanted = SHARES.map(share => Math.round(share * sagittal.slices.length));
  const kept: Segmentation[] = [];
  let done = 0;
  const whole = await segmentStack(sagittal, models, {
    onPlane: (_, soFar) => {
      done++;
      wanted.filter(slices => slices === done).forEach(() => kept.push(copyOf(soFar)));
    },
  });
  const all = await grade(whole);
  const compared: Early[] = [];
  for (const [i, segmentation] of kept.entries()) {
    const early = await grade(segmentation);
    const pairs = all.flatMap(last => {
      const first = early.find(({ disc }) => disc.level === last.disc.level);
      return first ? [{ first, last }] : [];
    });
    const findings = pairs.flatMap(({ first, last }) =>
      last.grades.findings.map(({ grade }, k) => grade === first.grades.findings[k]!.grade)
    );
    compared.push({
      slices: wanted[i]!,
      discs: all.length,
      same: pairs.filter(({ first, last }) => isDeepStrictEqual(first.disc, last.disc)).length,
      findings: findings.length,
      changed: findings.filter(isSame => !isSame).length,
    });
  }
  return compared;
}

async function main(inputs: readonly string[]): Promise<void> {
  const models = await loadModels();
  for (const input of inputs) {
    const { study } = await readInput([input]);
    for (const { slices, discs, same, findings, changed } of await earlyGrades(study, models)) {
      console.log(
        `${input}: ${slices} slices: ${changed} of ${findings} grades are others, ${same} of ${discs} discs in the same place`
      );
    }
  }
  await models.release();
}

void main(process.argv.slice(2));
