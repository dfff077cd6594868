import type { AnalysisRecord } from '../report';

/** Bumped when the record's form changes; drafts of another form are dropped. */
const PREFIX = 'deepspine.draft.1.';
/** Unsaved findings older than this are of no use to anybody, and other people use this browser too. */
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

interface Draft {
  readonly savedAt: number;
  readonly record: AnalysisRecord;
}

/**
 * Unsaved findings, kept in this browser per study until the archive has them, so that a reload loses
 * nothing. Holds UIDs, points and grades; no name, no pixel.
 */
export class Drafts {
  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null,
    private readonly now: () => number = Date.now
  ) {}

  /** False where the browser forbids or lacks the space; the findings then live in the page only. */
  keep(record: AnalysisRecord): boolean {
    const { studyInstanceUID, sagittalSeriesUID, axialSeriesUID, models, levels, warnings } =
      record;
    const draft: Draft = {
      savedAt: this.now(),
      record: { studyInstanceUID, sagittalSeriesUID, axialSeriesUID, models, levels, warnings },
    };
    try {
      this.storage?.setItem(PREFIX + studyInstanceUID, JSON.stringify(draft));
      return this.storage !== null;
    } catch {
      return false;
    }
  }

  load(studyInstanceUID: string): AnalysisRecord | null {
    try {
      const text = this.storage?.getItem(PREFIX + studyInstanceUID);
      if (!text) {
        return null;
      }
      const { savedAt, record } = JSON.parse(text) as Draft;
      if (this.now() - savedAt > MAX_AGE_MS || record.studyInstanceUID !== studyInstanceUID) {
        this.forget(studyInstanceUID);
        return null;
      }
      return record;
    } catch {
      this.forget(studyInstanceUID);
      return null;
    }
  }

  forget(studyInstanceUID: string): void {
    try {
      this.storage?.removeItem(PREFIX + studyInstanceUID);
    } catch {
      // A browser that forbids storage holds no draft either.
    }
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
