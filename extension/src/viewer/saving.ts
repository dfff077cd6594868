import type { SegmentationReference } from '../report';
import type { Configuration } from './configuration';
import type { Drafts } from './drafts';
import type { Runtime } from './ohif';
import { seriesOf } from './openStudy';
import { download } from './part10';
import type { RecordFiles } from './recordFiles';
import { writeRecord } from './recordWriter';
import { renumberedBy } from './renumber';
import { sentence } from './sentences';
import type { GradedStudy, SessionState } from './state';
import type { Store } from './store';
import { personName, recordJob, storeRecord } from './stored';

/** What saving needs of an open mode. */
interface Open {
  readonly runtime: Runtime;
  readonly configuration: () => Configuration;
}

/** Brings the findings into the archive, or out of the browser as files. */
export class Saving {
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
      const files = await this.filesOf(open, study);
      const onSegmentation = (reference: SegmentationReference) => {
        // Kept at once: should the report be refused, saving again stores only that.
        const storedSegmentation = { reference, renumberedBy: renumberedBy(study) };
        this.whileShown(open, study, shown => ({ ...shown, storedSegmentation }));
      };
      await storeRecord(open.runtime, files, onSegmentation, open.configuration().archive);
      this.whileShown(open, study, shown => ({ ...shown, report: files.document }));
      this.finish(open, study);
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
      const { reportFile, segmentationFile } = await this.filesOf(open, study);
      download(reportFile, 'deepspine-report.dcm');
      if (segmentationFile) {
        download(segmentationFile, 'deepspine-segmentation.dcm');
      }
    } catch (error) {
      this.fail(open, error);
    }
  }

  // async: a job that cannot be made rejects, too.
  private async filesOf(
    { runtime, configuration }: Open,
    study: GradedStudy
  ): Promise<RecordFiles> {
    const series = seriesOf(runtime, study.studyInstanceUID);
    const job = recordJob(study, series, configuration(), personName(runtime));
    return writeRecord(job, configuration().baseUrl);
  }

  /** What was saved is what is shown, unless a person has changed something meanwhile. */
  private finish(open: Open, saved: GradedStudy): void {
    const { study } = this.store.get();
    const unchanged = study?.levels === saved.levels && study.warnings === saved.warnings;
    if (this.open() === open && study && !unchanged) {
      this.markUnsaved();
      return;
    }
    this.drafts.forget(saved.studyInstanceUID);
    if (this.open() === open) {
      this.store.set({ save: { kind: 'saved' } });
    }
  }

  private fail(open: Open, error: unknown): void {
    if (this.open() === open) {
      this.store.set({ save: { kind: 'failed', message: sentence(error) } });
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
