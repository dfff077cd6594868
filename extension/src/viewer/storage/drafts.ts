import type { SegmentationResult } from '../../analysis/types';
import { nextTask } from '../../browser/nextTask';
import type { AnalysisRecord } from '../../record';
import type { OutsideLevel, StoredSegmentation } from '../study/gradedStudy';
import { pack, packInSteps, unpack, type PackedSegmentation } from './runLength';

/** Bumped when the record's form changes; drafts of another form are dropped. */
export const DRAFT_PREFIX = 'deepspine.draft.1.';
/** Unsaved findings older than this are of no use to anybody, and other people use this browser too. */
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

/** What is kept: all that saving needs besides the images. */
export interface Draft extends AnalysisRecord {
  readonly segmentation: SegmentationResult | null;
  readonly outside: readonly OutsideLevel[];
  readonly storedSegmentation: StoredSegmentation | null;
}

interface Written {
  readonly savedAt: number;
  readonly record: AnalysisRecord;
  readonly segmentation: PackedSegmentation | null;
  /** Missing in drafts of before there were any. */
  readonly outside?: readonly OutsideLevel[];
  readonly storedSegmentation?: StoredSegmentation | null;
}

/**
 * Unsaved findings, kept in this browser per study until the archive has them, so that a reload loses
 * nothing. Holds UIDs, points, grades and labels; no name, no pixel of an
 * image.
 */
export class Drafts {
  private lastPacked: { of: SegmentationResult; packed: PackedSegmentation } | null = null;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null,
    private readonly now: () => number = Date.now
  ) {}

  /** Packs a segmentation ahead of the first `keep`, in tasks so short that nobody feels them. */
  async prepare(segmentation: SegmentationResult): Promise<void> {
    this.lastPacked = { of: segmentation, packed: await packInSteps(segmentation, nextTask) };
  }

  /** False where the browser forbids or lacks the space; the findings then live in the page only. */
  keep(draft: Draft): boolean {
    const { studyInstanceUID, sagittalSeriesUID, axialSeriesUID, models, levels, warnings } = draft;
    const record = {
      studyInstanceUID,
      sagittalSeriesUID,
      axialSeriesUID,
      models,
      levels,
      warnings,
    };
    const written: Written = {
      savedAt: this.now(),
      record,
      outside: draft.outside,
      storedSegmentation: draft.storedSegmentation,
      segmentation: draft.segmentation && this.packed(draft.segmentation),
    };
    // The findings matter more: where both do not fit, they are kept alone.
    return this.write(written) || this.write({ ...written, segmentation: null });
  }

  load(studyInstanceUID: string): Draft | null {
    try {
      const text = this.storage?.getItem(DRAFT_PREFIX + studyInstanceUID);
      if (!text) {
        return null;
      }
      const { savedAt, record, segmentation, ...rest } = JSON.parse(text) as Written;
      if (this.now() - savedAt > MAX_AGE_MS || record.studyInstanceUID !== studyInstanceUID) {
        this.forget(studyInstanceUID);
        return null;
      }
      return {
        ...record,
        segmentation: segmentation && unpack(segmentation),
        outside: rest.outside ?? [],
        storedSegmentation: rest.storedSegmentation ?? null,
      };
    } catch {
      this.forget(studyInstanceUID);
      return null;
    }
  }

  forget(studyInstanceUID: string): void {
    try {
      this.storage?.removeItem(DRAFT_PREFIX + studyInstanceUID);
    } catch {
      // A browser that forbids storage holds no draft either.
    }
  }

  private write(written: Written): boolean {
    try {
      this.storage?.setItem(
        DRAFT_PREFIX + written.record.studyInstanceUID,
        JSON.stringify(written)
      );
      return this.storage !== null;
    } catch {
      return false;
    }
  }

  /** Every decision writes the draft anew, but the segmentation stays the same. */
  private packed(segmentation: SegmentationResult): PackedSegmentation {
    if (this.lastPacked?.of !== segmentation) {
      this.lastPacked = { of: segmentation, packed: pack(segmentation) };
    }
    return this.lastPacked.packed;
  }
}

/** The browser's storage, or null where a person or a policy has switched it off. */
export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
