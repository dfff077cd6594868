import {
  CONDITION_DEFINITIONS,
  evidenceOf,
  isReal,
  type Finding,
  type Grading,
  type Level,
  type UsedModel,
} from '../../findings';
import type { Warning, WarningCode } from '../warning';

/** Warnings that say that images are not such as simulated ones are. */
const UNLIKE: readonly WarningCode[] = [
  'contrast-unusual',
  'sequence-unusual',
  'column-curved',
  'slices-shifted',
  'signal-void',
  'images-unlike-training',
];

/** Warnings that say that images are such as no radiologist graded for the heads with real evidence. */
const UNTESTED: readonly WarningCode[] = ['fat-suppressed'];

/**
 * Brightness of a canal at the disc over that at the bodies. Roots without fluid reach about 0.2 by their T2 (78 ms
 * against 1578 ms at an echo time of 100 ms): from the midpoint on most of the fluid is there, which moderate stenosis
 * contradicts; where it is next to the bodies' own, so does a mild one; next to the roots' own, none does.
 */
const FLUID = { most: 0.6, all: 0.9, gone: 0.4 } as const;

/** What is known of a level beside what the networks say. */
export interface LevelSigns {
  readonly warnings: readonly Warning[];
  /** See canalSignals; undefined where the canal is not seen. */
  readonly canalSignal: number | undefined;
}

/** Whether a warning says that a level is unlike what was simulated. */
export const isUnlike = (warnings: readonly Warning[], level: Level): boolean =>
  warnings.some(w => UNLIKE.includes(w.code) && (w.level === undefined || w.level === level));

const isUntested = (warnings: readonly Warning[]): boolean =>
  warnings.some(({ code }) => UNTESTED.includes(code));

/**
 * Whether the canal itself contradicts its grade: treated though its fluid is kept, or though nothing trustworthy was
 * measured; none though its fluid is gone.
 */
function canalContradicts({ condition, grade, comparator }: Finding, signal: number | undefined) {
  if (condition !== 'SCS' || grade === 'not-graded') {
    return false;
  }
  const { grades } = CONDITION_DEFINITIONS.SCS;
  const treated = grades.indexOf(grade) >= grades.indexOf('moderate');
  if (signal === undefined) {
    return treated && !comparator;
  }
  return treated
    ? !comparator || signal >= FLUID.most
    : grade === 'mild'
      ? signal >= FLUID.all
      : signal < FLUID.gone;
}

/**
 * Marks grades as unsure that something else speaks against. A grade of a head without real evidence is never sure
 * on images that a warning calls unlike what was simulated, nor one with real evidence on images that a warning calls
 * unlike those; a stenosis of the canal not where the canal contradicts it.
 *
 * @param models with the evidence of their heads
 */
export function withDoubts(
  findings: readonly Finding[],
  models: readonly UsedModel[],
  { warnings, canalSignal }: LevelSigns
): Finding[] {
  return findings.map(finding => {
    const { level, condition, modelGrade } = finding;
    if (!modelGrade) {
      return finding;
    }
    const simulated = !isReal(evidenceOf(models, modelGrade.model, condition));
    const doubtful =
      (simulated ? isUnlike(warnings, level) : isUntested(warnings)) ||
      canalContradicts(finding, canalSignal);
    return doubtful ? { ...finding, unsure: true } : finding;
  });
}

/** The same of degeneration gradings, all of which have real evidence. */
export const gradingsWithDoubts = (
  gradings: readonly Grading[],
  { warnings }: LevelSigns
): readonly Grading[] =>
  isUntested(warnings)
    ? gradings.map(grading => (grading.modelGrade ? { ...grading, unsure: true } : grading))
    : gradings;
