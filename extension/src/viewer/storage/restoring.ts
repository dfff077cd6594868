import type { StoredReport } from '../../record';
import type { Draft } from './drafts';
import { renumberedBy } from '../study/renumber';
import type { GradedStudy, StoredSegmentation } from '../study/state';

/** Findings of this visit or unsaved ones of an earlier one: nothing that is stored is newer. */
export const isNewest = ({ origin }: GradedStudy): boolean => origin !== 'archive';

/**
 * What to show of earlier visits: unsaved findings before those of the archive. Null when there is
 * nothing, or when what is shown already is newer or the same.
 */
export function restorable(
  shown: GradedStudy | null,
  stored: StoredReport | null,
  draft: Draft | null
): GradedStudy | null {
  const record = draft ?? stored?.record;
  const sameReport = shown?.report?.sopInstanceUID === stored?.document.sopInstanceUID;
  const keepsShown = shown !== null && (isNewest(shown) || sameReport);
  if (!record || keepsShown) {
    return null;
  }
  return {
    ...record,
    segmentation: draft?.segmentation ?? null,
    origin: draft ? 'draft' : 'archive',
    report: stored?.document ?? null,
    outside: draft?.outside ?? [],
    storedSegmentation: draft ? draft.storedSegmentation : segmentationOf(stored),
  };
}

const segmentationOf = (stored: StoredReport | null): StoredSegmentation | null =>
  stored?.segmentation
    ? { reference: stored.segmentation, renumberedBy: renumberedBy(stored.record) }
    : null;
