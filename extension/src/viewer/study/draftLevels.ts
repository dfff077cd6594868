import type { Condition } from '../../findings';
import type { DraftLevel } from '../../reporting/draft';
import { shownLevels, type GradedStudy } from './state';

/** A study as the draft takes it: the shown conditions, the gradings, and the lengths said beside them. */
export const draftLevels = (
  study: Pick<GradedStudy, 'levels'>,
  conditions: readonly Condition[]
): readonly DraftLevel[] =>
  shownLevels(study, conditions).map(({ level, findings, gradings, measurements }) => ({
    level,
    findings,
    ...(gradings ? { gradings } : {}),
    lengths: {
      discHeight: measurements.discHeight.middle?.mm ?? null,
      canalAp: measurements.canalAp?.mm ?? null,
      slip: measurements.slip ?? null,
      discDepth: measurements.discDepth ?? null,
    },
  }));
