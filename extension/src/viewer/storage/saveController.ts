import { DeepSpineError } from '../../findings';
import type { SegmentationReference } from '../../record';
import type { FurtherObject } from '../../record/furtherObjects';
import type { Configuration } from '../host/configuration';
import type { Drafts } from './drafts';
import type { Runtime } from '../host/ohif';
import { seriesOf } from '../study/openStudy';
import { download } from '../host/download';
import type { RecordFiles } from './recordFiles';
import { furtherJob, type Drafted } from './summaryInput';
import { writeRecord } from './recordWriter';
import { renumberedBy } from '../study/renumber';
import { saidOf } from '../../messages';
import type { GradedStudy, SessionState } from '../study/state';
import type { Store } from '../host/store';
import { personName, readerOf } from './reader';
import { recordJob, storeRecord } from './stored';

/** What saving needs of an open mode. */
interface Open {
  readonly runtime: Runtime;
  readonly configuration: () => Configuration;
}

/** Key images and summary that the archive did not take. */
type Refused = readonly FurtherObject[];

/** Files that may have left the browser, and what they were made of. */
interface Attempt {
  readonly study: GradedStudy;
  readonly person: string | undefined;
  /** As a person wrote the draft on. */
  readonly draftText: string | null;
  readonly files: RecordFiles;
  /** The archive gave no answer: it may hold the report, or not. */
  readonly unanswered: boolean;
}

/** Brings the findings into the archive, or out of the browser as files. */
export class SaveController {
  /** By Study Instance UID: several may be open. */
  private readonly attempts = new Map<string, Attempt>();

  constructor(
    private readonly store: Store<SessionState>,
    private readonly drafts: Drafts,
    private readonly open: () => Open | null,
    /** Keeps what is shown in the browser, as not saved. */
    private readonly markUnsaved: () => void
  ) {}

  /** Stores the findings in the archive. Never rejects: a refusal becomes the state's save field. */
  async save(): Promise<void> {
    const open = this.open();
    const { study, save } = this.store.get();
    if (!open || !study || save.kind === 'saving') {
      return;
    }
    this.store.set({ save: { kind: 'saving' } });
    try {
      await this.settleUnanswered(open, study);
      const { study: shown } = this.store.get();
      const current = shown?.studyInstanceUID === study.studyInstanceUID ? shown : study;
      const refused = await this.send(open, current, await this.filesOf(open, current));
      this.finish(open, current, refused);
    } catch (error) {
      this.fail(open, error);
    }
  }

  /** Offers the objects as files, for archives that do not take them. Never rejects. */
  async download(): Promise<void> {
    const open = this.open();
    const { study } = this.store.get();
    if (!open || !study) {
      return;
    }
    try {
      const { reportFile, segmentationFile, furtherFiles } = await this.filesOf(open, study);
      download(reportFile, 'deepspine-report.dcm');
      if (segmentationFile) {
        download(segmentationFile, 'deepspine-segmentation.dcm');
      }
      furtherFiles.forEach(({ name, file }) => download(file, `deepspine-${name}.dcm`));
    } catch (error) {
      this.fail(open, error);
    }
  }

  /** Called when the mode is left: the files hold a patient's data. */
  forget(): void {
    this.attempts.clear();
  }

  /**
   * Where an earlier report got no answer and the findings have changed since, that report is sent again
   * first: it is in the archive afterwards, once, and the new one can name it as the one that it replaces.
   */
  private async settleUnanswered(open: Open, study: GradedStudy): Promise<void> {
    const attempt = this.attempts.get(study.studyInstanceUID);
    if (attempt?.unanswered && !this.isOf(attempt, open, study)) {
      await this.send(open, attempt.study, attempt.files);
    }
  }

  /** @returns what the archive did not take of key images and summary */
  private async send(open: Open, study: GradedStudy, files: RecordFiles): Promise<Refused> {
    const onSegmentation = (reference: SegmentationReference) => {
      // Kept at once: should the report be refused, saving again stores only that.
      const storedSegmentation = { reference, renumberedBy: renumberedBy(study) };
      this.whileShown(open, study, shown => ({ ...shown, storedSegmentation }));
    };
    const { study: shown } = this.store.get();
    const stored = shown?.storedSegmentation?.reference.sopInstanceUID;
    const { runtime, configuration } = open;
    let refused: Refused;
    try {
      refused = await storeRecord(runtime, files, {
        onSegmentation,
        withoutSegmentation: stored !== undefined && stored === files.reference?.sopInstanceUID,
        archive: configuration().archive,
        compress: configuration().compressSegmentation,
      });
    } catch (error) {
      const unanswered = error instanceof DeepSpineError && error.code === 'archive-unreachable';
      const attempt = this.attempts.get(study.studyInstanceUID);
      if (attempt) {
        this.attempts.set(study.studyInstanceUID, { ...attempt, unanswered });
      }
      throw error;
    }
    this.attempts.delete(study.studyInstanceUID);
    this.whileShown(open, study, shown => ({ ...shown, report: files.document }));
    return refused;
  }

  /**
   * The files of the shown findings. As long as these stay the same so do the files, with their UIDs: an
   * archive that took them and could not say so then holds one report, not two.
   */
  private async filesOf(open: Open, study: GradedStudy): Promise<RecordFiles> {
    const { runtime, configuration } = open;
    const attempt = this.attempts.get(study.studyInstanceUID);
    if (attempt && this.isOf(attempt, open, study)) {
      return attempt.files;
    }
    const person = personName(runtime);
    const series = seriesOf(runtime, study.studyInstanceUID);
    const drafted = this.drafted();
    const job = {
      ...recordJob(study, series, configuration(), person),
      further: await furtherJob(runtime, study, drafted, configuration()),
    };
    const files = await writeRecord(job, configuration().baseUrl);
    const { draftText } = drafted;
    const made = { study, person, draftText, files, unanswered: false };
    this.attempts.set(study.studyInstanceUID, made);
    return files;
  }

  private drafted(): Drafted {
    const { draftText, prior } = this.store.get();
    return { draftText, prior };
  }

  private isOf(
    { study, person, draftText }: Attempt,
    { runtime }: Open,
    shown: GradedStudy
  ): boolean {
    return (
      study.studyInstanceUID === shown.studyInstanceUID &&
      study.levels === shown.levels &&
      study.warnings === shown.warnings &&
      draftText === this.store.get().draftText &&
      person === personName(runtime)
    );
  }

  /** What was saved is what is shown, unless a person has changed something meanwhile. */
  private finish(open: Open, saved: GradedStudy, refused: Refused): void {
    const { study } = this.store.get();
    const unchanged = study?.levels === saved.levels && study.warnings === saved.warnings;
    if (this.open() === open && study && !unchanged) {
      this.markUnsaved();
      return;
    }
    this.drafts.forget(saved.studyInstanceUID, readerOf(open.runtime));
    if (this.open() === open) {
      this.store.set({ save: { kind: 'saved', ...(refused.length > 0 ? { refused } : {}) } });
    }
  }

  private fail(open: Open, error: unknown): void {
    if (this.open() === open) {
      this.store.set({ save: { kind: 'failed', said: saidOf(error) } });
    }
  }

  private whileShown(
    open: Open,
    { studyInstanceUID }: GradedStudy,
    change: (shown: GradedStudy) => GradedStudy
  ): void {
    const { study } = this.store.get();
    if (this.open() === open && study?.studyInstanceUID === studyInstanceUID) {
      this.store.set({ study: change(study) });
    }
  }
}
