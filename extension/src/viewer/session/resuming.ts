import { linkNamesSeries } from '../host/link';
import type { Runtime } from '../host/ohif';
import type { Store } from '../host/store';
import type { FindingsOnImages } from '../overlay/findingsOnImages';
import type { StoredReport } from '../../record';
import type { Drafts, FoundDraft } from '../storage/drafts';
import { readerOf } from '../storage/reader';
import { isNewest, restorable } from '../storage/restoring';
import type { StoredReports } from '../storage/storedReports';
import { problem, restoredNotice } from '../study/notices';
import { isLoaded } from '../study/openStudy';
import { allFindings, isRunning, type GradedStudy, type SessionState } from '../study/state';
import type { Following } from './following';

/** What resuming needs of an open mode. */
interface Open {
  readonly runtime: Runtime;
  readonly images: FindingsOnImages;
  readonly reports: StoredReports;
  readonly following: Following;
}

/** Brings up what earlier visits left of a study: the archive's findings, and unsaved ones of this browser. */
export class Resuming {
  /** Studies whose findings a person took off the panel: those of the archive stay off as well. */
  private readonly cleared = new Set<string>();

  constructor(
    private readonly store: Store<SessionState>,
    private readonly drafts: Drafts,
    private readonly open: () => Open | null,
    /** Puts findings into the panel and on the images. */
    private readonly present: (study: GradedStudy) => void
  ) {}

  /** Shows findings of the archive, or the reader's unsaved ones, unless there are newer ones. */
  restore(): void {
    const open = this.open();
    open?.following.follow();
    const studyInstanceUID = open?.following.studyInstanceUID;
    const state = this.store.get();
    const { study } = state;
    if (!open || studyInstanceUID === undefined) {
      return;
    }
    if (isRunning(state) || state.save.kind === 'saving' || (study && isNewest(study))) {
      // Reading a report takes its time.
      return;
    }
    try {
      const { stored, whole, unread } = open.reports.find(studyInstanceUID);
      if (!whole) {
        // An older report, or a draft, would stand in for one that is on its way.
        void open.reports.complete(studyInstanceUID).then(() => this.restore());
        return;
      }
      const found = this.draftOf(open, studyInstanceUID, stored);
      this.store.set({
        reportProblem: unread === null ? null : { key: 'reportUnread', values: { reason: unread } },
        draftOffer: found && !found.own ? { savedAt: found.savedAt } : null,
      });
      const restored = restorable(study, stored, found?.own ? found.draft : null);
      const loaded = restored && isLoaded(open.runtime, restored.sagittalSeriesUID);
      if (restored && loaded) {
        this.show(restored, found);
      } else if (restored && !study && linkNamesSeries()) {
        // Without such a link its series is on its way.
        this.store.set({ reportProblem: { key: 'reportNotLoaded' } });
      } else if (study) {
        open.images.catchUp(study);
      }
    } catch (error) {
      this.store.set({ notice: problem(error) });
    }
  }

  /** A person takes over unsaved findings that somebody left in this browser. */
  adoptDraft(): void {
    const open = this.open();
    const studyInstanceUID = open?.following.studyInstanceUID;
    if (!open || studyInstanceUID === undefined || isRunning(this.store.get())) {
      return;
    }
    try {
      const { stored } = open.reports.find(studyInstanceUID);
      const found = this.draftOf(open, studyInstanceUID, stored);
      const restored = found && restorable(null, stored, found.draft);
      this.store.set({ draftOffer: null });
      this.drafts.takeOver(studyInstanceUID, readerOf(open.runtime));
      if (restored && isLoaded(open.runtime, restored.sagittalSeriesUID)) {
        this.show(restored, found);
      }
    } catch (error) {
      this.store.set({ notice: problem(error) });
    }
  }

  /** A person removes them. */
  discardDraft(): void {
    const open = this.open();
    const studyInstanceUID = open?.following.studyInstanceUID;
    if (open && studyInstanceUID !== undefined) {
      this.drafts.forget(studyInstanceUID, readerOf(open.runtime));
      this.store.set({ draftOffer: null });
    }
  }

  /**
   * What the findings of an analysis take over from: those that are shown, else what a person has decided and the
   * archive, or a draft, brought while it ran.
   */
  before(studyInstanceUID: string): GradedStudy | null {
    const open = this.open();
    const { study } = this.store.get();
    if (study || !open || this.cleared.has(studyInstanceUID)) {
      return study;
    }
    try {
      const { stored } = open.reports.find(studyInstanceUID);
      const found = this.draftOf(open, studyInstanceUID, stored);
      return restorable(null, stored, found?.own ? found.draft : null);
    } catch {
      // A damaged report has nothing to take over; that it is there was said.
      return null;
    }
  }

  /** Analyses where nothing is known of the study yet; a report of the archive may be on its way. */
  async unlessFound(analyze: () => Promise<void>): Promise<void> {
    const open = this.open();
    const studyInstanceUID = open?.following.studyInstanceUID;
    if (open && studyInstanceUID !== undefined) {
      await open.reports.complete(studyInstanceUID);
      this.restore();
      if (this.open() === open && !this.store.get().study) {
        await analyze();
      }
    }
  }

  /** The reader took the findings of a study off the panel. */
  clear(studyInstanceUID: string): void {
    const open = this.open();
    if (open) {
      this.drafts.forget(studyInstanceUID, readerOf(open.runtime));
      this.cleared.add(studyInstanceUID);
    }
  }

  /** Called when the mode is left. */
  forget(): void {
    this.cleared.clear();
  }

  private show(restored: GradedStudy, found: FoundDraft | null): void {
    const { origin } = restored;
    this.store.set({
      phase: { kind: 'done' },
      notice: restoredNotice(restored, found?.savedAt ?? null),
    });
    this.present(restored);
    this.store.set({ save: { kind: origin === 'draft' ? 'unsaved' : 'saved' } });
  }

  private draftOf(
    { runtime }: Open,
    studyInstanceUID: string,
    stored: StoredReport | null
  ): FoundDraft | null {
    const others = [
      ...allFindings(stored && stored.record),
      ...(stored?.record.levels ?? []).flatMap(({ gradings = [] }) => gradings),
    ];
    return this.drafts.load(studyInstanceUID, readerOf(runtime), others);
  }
}
