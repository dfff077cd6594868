import type { AnalysisResult } from '../../extension/src/analysis/result';
import type { RealStudy } from './realStudies';

/** A disc is found where one lies this near to the marked one in the sagittal plane, mm. */
const FOUND_MM = 12;
/** L5-S1 of the full-width volumes is marked by the body above it alone. */
const FOUND_BELOW_L5_MM = 17;

/** Of every marked lumbar disc whether one was found there, and whether it bears the right name. */
export function discsFound(
  { set, discs }: Pick<RealStudy, 'set' | 'discs'>,
  levels: AnalysisResult['levels']
): { found: boolean; named: boolean }[] {
  return discs
    .filter(({ level }) => level !== 'T12-L1')
    .map(({ level, center }) => {
      const limit = level === 'L5-S1' && set === 'full-width' ? FOUND_BELOW_L5_MM : FOUND_MM;
      const near = levels
        .map(({ level: name, frame }) => ({
          name,
          mm: Math.hypot(frame.center[1] - center[1], frame.center[2] - center[2]),
        }))
        .filter(({ mm }) => mm < limit)
        .sort((a, b) => a.mm - b.mm)[0];
      return { found: near !== undefined, named: near?.name === level };
    });
}
