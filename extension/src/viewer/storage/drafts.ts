import type { SegmentationResult } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import { nextTask } from '../../browser/nextTask';
import type { Finding, Grading } from '../../findings';
import type { AnalysisRecord } from '../../record';
import type { OutsideLevel, StoredSegmentation } from '../study/gradedStudy';
import { recordOf } from '../study/recordOf';
import type { Reader } from './reader';
import { pack, packInSteps, unpack, type PackedSegmentation } from './runLength';

/** Of the drafts of every version. */
const ALL_DRAFTS = 'deepspine.draft.';
/** Bumped when the record's form changes; drafts of another form are dropped. */
const DRAFT_PREFIX = `${ALL_DRAFTS}2.`;
/** Which drafts this tab has written, or was told of: kept as long as the tab. */
const KNOWN_PREFIX = 'deepspine.known.';
/** Unsaved findings older than this are of no use to anybody, and other people use this browser too. */
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

/** What is kept: all that saving needs besides the images. */
export interface Draft extends AnalysisRecord {
  readonly segmentation: SegmentationResult | null;
  readonly outside: readonly OutsideLevel[];
  readonly storedSegmentation: StoredSegmentation | null;
}

/** A draft with what has to be known before it is taken over. */
export interface FoundDraft {
  readonly draft: Draft;
  /** ms since 1970. */
  readonly savedAt: number;
  /** Whether it is the reader's own: they signed in, or it was made in this tab. */
  readonly own: boolean;
}

/** Who decided on a finding; their names are not kept. */
type By = 'reader' | 'another';

interface Written {
  readonly savedAt: number;
  readonly record: AnalysisRecord;
  readonly segmentation: PackedSegmentation | null;
  readonly outside: readonly OutsideLevel[];
  readonly storedSegmentation: StoredSegmentation | null;
  /** By finding or grading. */
  readonly by: Readonly<Record<string, By>>;
}

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface DraftStorage {
  /** Of the browser; null where a person or a policy has switched it off. */
  readonly browser: Kept | null;
  /** Of the tab. */
  readonly tab: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly now?: () => number;
}

/**
 * Unsaved findings, kept in this browser per reader and study until the archive has them, so that a reload loses
 * nothing. Holds UIDs, points, grades, labels and remarks; no name, no pixel of an image. What has expired is removed
 * whenever the viewer starts, whatever study is opened.
 */
export class Drafts {
  private lastPacked: { of: SegmentationResult; packed: PackedSegmentation } | null = null;
  private readonly now: () => number;

  constructor(private readonly storage: DraftStorage) {
    this.now = storage.now ?? Date.now;
    this.sweep();
  }

  /** Packs a segmentation ahead of the first `keep`, in tasks so short that nobody feels them. */
  async prepare(segmentation: SegmentationResult): Promise<void> {
    this.lastPacked = { of: segmentation, packed: await packInSteps(segmentation, nextTask) };
  }

  /** False where the browser forbids or lacks the space; the findings then live in the page only. */
  keep(draft: Draft, reader: Reader): boolean {
    const { studyInstanceUID } = draft;
    const outside = draft.outside.map(one => ({ ...one, result: withoutNames(one.result) }));
    const record = { ...recordOf(draft), levels: draft.levels.map(withoutNames) };
    const written: Written = {
      savedAt: this.now(),
      record,
      outside,
      by: deciders(draft, reader),
      storedSegmentation: draft.storedSegmentation,
      segmentation: draft.segmentation && this.packed(draft.segmentation),
    };
    const key = keyOf(studyInstanceUID, reader);
    this.know(key);
    // The findings matter more: where both do not fit, they are kept alone.
    return this.write(key, written) || this.write(key, { ...written, segmentation: null });
  }

  /** @param others findings and gradings of the archive, which knows by whom they are */
  load(
    studyInstanceUID: string,
    reader: Reader,
    others: readonly (Finding | Grading)[] = []
  ): FoundDraft | null {
    const key = keyOf(studyInstanceUID, reader);
    const written = this.read(key);
    if (!written) {
      return null;
    }
    const { savedAt, record, segmentation, outside, storedSegmentation, by } = written;
    const names = { by, reader, others };
    const draft = {
      ...record,
      levels: record.levels.map(level => withNames(level, names)),
      segmentation: segmentation && unpack(segmentation),
      outside: outside.map(one => ({ ...one, result: withNames(one.result, names) })),
      storedSegmentation,
    };
    return { draft, savedAt, own: reader.id !== null || this.isKnown(key) };
  }

  /** The reader has taken a draft over: from now on it is this tab's own, after a reload too. */
  takeOver(studyInstanceUID: string, reader: Reader): void {
    this.know(keyOf(studyInstanceUID, reader));
  }

  forget(studyInstanceUID: string, reader: Reader): void {
    this.remove(keyOf(studyInstanceUID, reader));
  }

  /** Whether a change of the browser's storage is one of this draft, and by that known to this tab. */
  changedElsewhere(storageKey: string | null, studyInstanceUID: string, reader: Reader): boolean {
    const key = keyOf(studyInstanceUID, reader);
    if (storageKey !== key) {
      return false;
    }
    this.know(key);
    return true;
  }

  /** Removes what is older than a week, and what former versions wrote. */
  private sweep(): void {
    try {
      const { browser } = this.storage;
      const keys = Array.from({ length: browser?.length ?? 0 }, (_, i) => browser?.key(i) ?? '');
      keys.filter(key => key.startsWith(ALL_DRAFTS)).forEach(key => this.read(key));
    } catch {
      // A browser that forbids storage holds no draft either.
    }
  }

  /** What stands under a key; nothing stays there that is not a draft any more. */
  private read(key: string): Written | null {
    try {
      const text = this.storage.browser?.getItem(key);
      if (!text) {
        return null;
      }
      const written = JSON.parse(text) as Written;
      const fresh = this.now() - written.savedAt <= MAX_AGE_MS;
      if (fresh && key.startsWith(DRAFT_PREFIX) && key.endsWith(written.record.studyInstanceUID)) {
        return written;
      }
    } catch {
      // Damaged, or not readable at all.
    }
    this.remove(key);
    return null;
  }

  private write(key: string, written: Written): boolean {
    try {
      this.storage.browser?.setItem(key, JSON.stringify(written));
      return this.storage.browser !== null;
    } catch {
      return false;
    }
  }

  private remove(key: string): void {
    try {
      this.storage.browser?.removeItem(key);
    } catch {
      // A browser that forbids storage holds no draft either.
    }
  }

  private know(key: string): void {
    try {
      this.storage.tab?.setItem(KNOWN_PREFIX + key, '1');
    } catch {
      // The reader is asked then.
    }
  }

  private isKnown(key: string): boolean {
    try {
      return this.storage.tab?.getItem(KNOWN_PREFIX + key) === '1';
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

const keyOf = (studyInstanceUID: string, { id }: Reader): string =>
  `${DRAFT_PREFIX}${id ?? 'anybody'}.${studyInstanceUID}`;

const nameless = <Decided extends Finding | Grading>(one: Decided): Decided => ({
  ...one,
  reviewer: undefined,
  source: one.source.kind === 'person' ? { kind: 'person' } : one.source,
});

const withoutNames = (level: LevelResult): LevelResult => ({
  ...level,
  findings: level.findings.map(nameless),
  ...(level.gradings ? { gradings: level.gradings.map(nameless) } : {}),
});

/** Findings and gradings on which a person has decided, by whom. */
function deciders({ levels, outside }: Draft, { name }: Reader): Readonly<Record<string, By>> {
  const all = [...levels, ...outside.map(({ result }) => result)].flatMap(decidable);
  return Object.fromEntries(
    all
      .filter(({ reviewer }) => reviewer !== undefined)
      .map(({ uid, reviewer }) => [uid, reviewer === name ? 'reader' : 'another'] as const)
  );
}

/** All of a level that a person may decide on. */
const decidable = ({ findings, gradings = [] }: LevelResult): readonly (Finding | Grading)[] => [
  ...findings,
  ...gradings,
];

interface Names {
  readonly by: Readonly<Record<string, By>>;
  readonly reader: Reader;
  readonly others: readonly (Finding | Grading)[];
}

function withNames(level: LevelResult, { by, reader, others }: Names): LevelResult {
  const named = <Decided extends Finding | Grading>(finding: Decided): Decided => {
    const stored = others.find(({ uid }) => uid === finding.uid);
    const same = stored?.status === finding.status && stored.grade === finding.grade;
    const name =
      by[finding.uid] === 'reader'
        ? reader.name
        : by[finding.uid] === 'another' && same
          ? stored.reviewer
          : undefined;
    if (name === undefined) {
      return finding;
    }
    const source =
      finding.source.kind === 'person' ? ({ kind: 'person', name } as const) : finding.source;
    return { ...finding, source, reviewer: name };
  };
  return {
    ...level,
    findings: level.findings.map(named),
    ...(level.gradings ? { gradings: level.gradings.map(named) } : {}),
  };
}

/** The browser's storage and the tab's, each null where a person or a policy has switched it off. */
export function browserStorage(): DraftStorage {
  const tried = (get: () => Storage): Storage | null => {
    try {
      return get();
    } catch {
      return null;
    }
  };
  return { browser: tried(() => window.localStorage), tab: tried(() => window.sessionStorage) };
}
