import { AnalysisClient } from '../inference/client';
import { analyseStudy } from './analysisRun';
import { readConfiguration, CONFIGURATION_KEY, type Configuration } from './configuration';
import { Decisions } from './decisions';
import { browserStorage, Drafts } from './drafts';
import { keepDecisions, withThreshold } from './edits';
import { FindingsOnImages } from './findingsOnImages';
import { overlayFailed, problem, restoredNotice } from './notices';
import { createRuntime, type ExtensionParameters, type Runtime, type Subscription } from './ohif';
import { once } from './once';
import { activeSeries, isLoaded, openStudyUID, seriesOf } from './openStudy';
import { download } from './part10';
import type { RecordFiles } from './recordFiles';
import { writeRecord } from './recordWriter';
import { renumberedBy } from './renumber';
import { restorable } from './restoring';
import { failedPhase, sentence } from './sentences';
import { INITIAL_STATE, isRunning, type Cell, type GradedStudy, type SessionState } from './state';
import { Store } from './store';
import { findStoredReport, personName, recordJob, storeRecord } from './stored';

/** What stays open while a mode shows a study. */
interface Open {
  readonly runtime: Runtime;
  /** Read at the first use: the mode's own customizations come after the mode is entered. */
  readonly configuration: () => Configuration;
  readonly client: () => AnalysisClient;
  readonly images: FindingsOnImages;
  readonly subscriptions: readonly Subscription[];
}

/**
 * DeepSPINE in the viewer: everything the panel and the commands can ask for. One per extension; it is
 * opened when a mode is entered and closed when it is left.
 */
export class Session {
  readonly store = new Store<SessionState>(INITIAL_STATE);
  private open: Open | null = null;
  private running: AbortController | null = null;
  private client: AnalysisClient | null = null;
  private siteConfiguration: unknown;
  private readonly drafts = new Drafts(browserStorage());
  readonly decisions = new Decisions(
    this.store,
    () => this.open?.images,
    () => this.markUnsaved()
  );

  /** @param configuration the extension's entry in the site's app-config */
  configure(configuration: unknown): void {
    this.siteConfiguration = configuration;
  }

  /** Called when a mode is entered. */
  enter(parameters: ExtensionParameters): void {
    this.exit();
    const runtime = createRuntime(parameters);
    const { displaySetService, customizationService } = runtime.services;
    const configuration = once(() =>
      readConfiguration(
        this.siteConfiguration,
        customizationService.getCustomization?.(CONFIGURATION_KEY)
      )
    );
    this.open = {
      runtime,
      configuration,
      client: once(() => {
        const { baseUrl, backend } = configuration();
        return (this.client = new AnalysisClient({ baseUrl, backend }));
      }),
      images: new FindingsOnImages(runtime, () => configuration().showSegmentation, {
        onDeleted: uids => this.decisions.deletedInViewer(uids),
        onRestored: uid => this.decisions.restoredInViewer(uid),
        onBatch: onImages => this.store.set({ onImages }),
        onOverlayError: error => this.store.set({ notice: overlayFailed(error) }),
      }),
      subscriptions: [
        displaySetService.subscribe(displaySetService.EVENTS.DISPLAY_SETS_ADDED, () =>
          this.restore()
        ),
      ],
    };
    this.restore();
  }

  /** Called when the mode is left: nothing of DeepSPINE runs or listens afterwards. */
  exit(): void {
    this.running?.abort();
    this.running = null;
    this.open?.subscriptions.forEach(subscription => subscription.unsubscribe());
    this.open?.images.dispose();
    this.client?.dispose();
    this.client = null;
    this.open = null;
    this.decisions.forget();
    this.store.reset();
  }

  /** Analyses the open study. Never rejects: what goes wrong becomes the state's phase. */
  async analyze(): Promise<void> {
    const { open } = this;
    if (!open || isRunning(this.store.get())) {
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    this.running = controller;
    this.store.set({ phase: { kind: 'loading-images', loaded: 0, total: 0 }, notice: null });
    try {
      const { studyInstanceUID, activeSeriesUID } = activeSeries(open.runtime);
      const outcome = await analyseStudy(
        open.runtime,
        open.client(),
        seriesOf(open.runtime, studyInstanceUID),
        {
          studyInstanceUID,
          activeSeriesUID,
          signal,
          onPhase: phase => !signal.aborted && this.store.set({ phase }),
          onChosen: (series, notice) => this.store.set({ series, notice }),
        }
      );
      const before = this.store.get().study;
      const fresh: GradedStudy = {
        ...outcome.result,
        origin: 'analysis',
        report: before?.studyInstanceUID === studyInstanceUID ? before.report : null,
        storedSegmentation: null,
        outside: [],
      };
      const { study, kept } = keepDecisions(
        before,
        withThreshold(fresh, open.configuration().unsureBelow)
      );
      this.store.set({
        phase: { kind: 'done' },
        backend: outcome.backend,
        ...(kept > 0 ? { notice: { key: 'kept', values: { decisions: kept } } } : {}),
      });
      this.present(open, study);
      this.markUnsaved();
    } catch (error) {
      if (this.open === open) {
        this.store.set({ phase: failedPhase(error) });
      }
    } finally {
      if (this.running === controller) {
        this.running = null;
      }
    }
  }

  /** Stops a running analysis; what was there before it stays. */
  cancel(): void {
    this.running?.abort();
  }

  /** Stores the findings in the archive. Never rejects: a refusal becomes the state's save field. */
  async save(): Promise<void> {
    const { open } = this;
    const { study, save } = this.store.get();
    if (!open || !study || save.kind === 'saving') {
      return;
    }
    this.store.set({ save: { kind: 'saving' } });
    try {
      const files = await this.filesOf(open, study);
      await storeRecord(open.runtime, files, reference => {
        // Kept at once: should the report be refused, saving again stores only that.
        const storedSegmentation = { reference, renumberedBy: renumberedBy(study) };
        this.whileShown(open, study, shown => ({ ...shown, storedSegmentation }));
      });
      this.whileShown(open, study, shown => ({ ...shown, report: files.document }));
      this.finishSave(open, study);
    } catch (error) {
      if (this.open === open) {
        this.store.set({ save: { kind: 'failed', message: sentence(error) } });
      }
    }
  }

  /** What was saved is what is shown, unless a person has changed something meanwhile. */
  private finishSave(open: Open, saved: GradedStudy): void {
    const { study } = this.store.get();
    const unchanged = study?.levels === saved.levels && study.warnings === saved.warnings;
    if (this.open === open && study && !unchanged) {
      this.markUnsaved();
      return;
    }
    this.drafts.forget(saved.studyInstanceUID);
    if (this.open === open) {
      this.store.set({ save: { kind: 'saved' } });
    }
  }

  private whileShown(
    open: Open,
    { studyInstanceUID }: GradedStudy,
    change: (shown: GradedStudy) => GradedStudy
  ): void {
    const { study } = this.store.get();
    if (this.open === open && study?.studyInstanceUID === studyInstanceUID) {
      this.store.set({ study: change(study) });
    }
  }

  private filesOf({ runtime, configuration }: Open, study: GradedStudy): Promise<RecordFiles> {
    const series = seriesOf(runtime, study.studyInstanceUID);
    const job = recordJob(study, series, configuration(), personName(runtime));
    return writeRecord(job, configuration().baseUrl);
  }

  /** Offers the objects as files, for archives that do not take them. */
  async downloadReport(): Promise<void> {
    const { open } = this;
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
      this.store.set({ save: { kind: 'failed', message: sentence(error) } });
    }
  }

  /** Takes the findings off the panel and the images. What is in the archive stays there. */
  clear(): void {
    const { study } = this.store.get();
    this.cancel();
    this.open?.images.hide();
    if (study) {
      this.drafts.forget(study.studyInstanceUID);
    }
    const { backend, configuration, configurationError, prior } = this.store.get();
    this.store.set({ ...INITIAL_STATE, backend, configuration, configurationError, prior });
  }

  /** Compares a report's text with the findings; '' ends that. */
  checkReport(reportText: string): void {
    this.store.set({ reportText });
  }

  /** Selects a cell of the grid and brings the viewports to its disc. */
  async select(cell: Cell): Promise<void> {
    const { study } = this.store.get();
    this.store.set({ selected: cell });
    if (study) {
      await this.open?.images.goTo(study, cell);
    }
  }

  private markUnsaved(): void {
    const { study } = this.store.get();
    if (study) {
      this.drafts.keep(study);
      this.store.set({ save: { kind: 'unsaved' } });
    }
  }

  /** Shows findings of the archive, or unsaved ones of an earlier visit, unless there are newer ones. */
  private restore(): void {
    const { open } = this;
    const studyInstanceUID = open && openStudyUID(open.runtime);
    const { study, save } = this.store.get();
    const busy = isRunning(this.store.get()) || save.kind === 'saving';
    if (!open || !studyInstanceUID || busy) {
      return;
    }
    this.showConfiguration(open);
    try {
      const stored = findStoredReport(studyInstanceUID);
      const restored = restorable(study, stored, this.drafts.load(studyInstanceUID));
      if (restored && isLoaded(open.runtime, restored.sagittalSeriesUID)) {
        const { origin } = restored;
        this.store.set({ phase: { kind: 'done' }, notice: restoredNotice(origin) });
        this.present(open, restored);
        this.store.set({ save: { kind: origin === 'draft' ? 'unsaved' : 'saved' } });
      } else if (study?.origin === 'archive') {
        open.images.catchUp(study);
      }
    } catch (error) {
      this.store.set({ notice: problem(error) });
    }
  }

  /** A site's mistake is said at once; until it is mended the panel works by the defaults. */
  private showConfiguration({ configuration }: Open): void {
    try {
      this.store.set({ configuration: configuration(), configurationError: null });
    } catch (error) {
      this.store.set({ configurationError: sentence(error) });
    }
  }

  /** Puts findings into the panel, on the images and into the measurement panel. */
  private present(open: Open, study: GradedStudy): void {
    this.decisions.forget();
    this.store.set({ study, onImages: true, selected: null });
    open.images.show(study);
  }
}
