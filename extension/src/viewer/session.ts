import type { Finding, Grade } from '../findings';
import { AnalysisClient } from '../inference/client';
import { analyseStudy } from './analysisRun';
import { readConfiguration, CONFIGURATION_KEY, type Configuration } from './configuration';
import { browserStorage, Drafts } from './drafts';
import { accepted, changed, keepDecisions, rejected, withFinding } from './edits';
import { FindingsOnImages } from './findingsOnImages';
import { createRuntime, type ExtensionParameters, type Runtime, type Subscription } from './ohif';
import { once } from './once';
import { activeSeries, isLoaded, openStudyUID, seriesOf } from './openStudy';
import { download, toPart10 } from './part10';
import { restorable } from './restoring';
import { failedPhase, keptDecisions, overlayFailed, RESTORED, sentence } from './sentences';
import {
  allFindings,
  findingAt,
  INITIAL_STATE,
  isRunning,
  type Cell,
  type GradedStudy,
  type SessionState,
} from './state';
import { Store } from './store';
import {
  buildObjects,
  findStoredReport,
  personName,
  storeObjects,
  type StoredObjects,
} from './stored';

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
  /** Findings as they were before a person deleted their measurements, for undo. */
  private readonly beforeDeletion = new Map<string, Finding>();

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
        onDeleted: uids => this.deletedInViewer(uids),
        onRestored: uid => this.restoredInViewer(uid),
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
    this.beforeDeletion.clear();
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
      };
      const { study, kept } = keepDecisions(before, fresh);
      this.store.set({
        phase: { kind: 'done' },
        backend: outcome.backend,
        ...(kept > 0 ? { notice: keptDecisions(kept) } : {}),
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
    await painted();
    try {
      const objects = this.objectsOf(open, study);
      await storeObjects(open.runtime, objects);
      this.drafts.forget(study.studyInstanceUID);
      const now = this.store.get();
      if (this.open !== open || !now.study) {
        return;
      }
      const unchanged = now.study === study;
      this.store.set({
        study: { ...now.study, report: objects.document },
        save: { kind: unchanged ? 'saved' : 'unsaved' },
      });
    } catch (error) {
      if (this.open === open) {
        this.store.set({ save: { kind: 'failed', message: sentence(error) } });
      }
    }
  }

  private objectsOf({ runtime, configuration }: Open, study: GradedStudy): StoredObjects {
    const series = seriesOf(runtime, study.studyInstanceUID);
    return buildObjects(study, series, configuration(), personName(runtime));
  }

  /** Offers the report as a file, for archives that do not take it. */
  downloadReport(): void {
    const { open } = this;
    const { study } = this.store.get();
    if (!open || !study) {
      return;
    }
    try {
      const { report } = this.objectsOf(open, study);
      download(toPart10(report), 'deepspine-report.dcm');
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
    const { backend } = this.store.get();
    this.store.set({ ...INITIAL_STATE, backend });
  }

  /** Selects a cell of the grid and brings the viewports to its disc. */
  async select(cell: Cell): Promise<void> {
    const { study } = this.store.get();
    this.store.set({ selected: cell });
    if (study) {
      await this.open?.images.goTo(study, cell);
    }
  }

  accept = (cell: Cell): void => this.decide(cell, accepted);
  reject = (cell: Cell): void => this.decide(cell, rejected);
  change = (cell: Cell, grade: Grade): void => this.decide(cell, f => changed(f, grade));

  private decide(cell: Cell, decision: (finding: Finding) => Finding): void {
    const before = findingAt(this.store.get().study, cell);
    if (!before || !this.open) {
      return;
    }
    const after = decision(before);
    this.replaceFinding(after);
    this.open.images.decide(before, after, finding => this.replaceFinding(finding));
  }

  private replaceFinding(finding: Finding): void {
    const { study } = this.store.get();
    if (study) {
      this.store.set({ study: withFinding(study, finding) });
      this.markUnsaved();
    }
  }

  private deletedInViewer(uids: readonly string[]): void {
    for (const finding of allFindings(this.store.get().study)) {
      if (uids.includes(finding.uid) && finding.status !== 'rejected') {
        this.beforeDeletion.set(finding.uid, finding);
        this.replaceFinding(rejected(finding));
      }
    }
  }

  private restoredInViewer(uid: string): void {
    const before = this.beforeDeletion.get(uid);
    if (before) {
      this.beforeDeletion.delete(uid);
      this.replaceFinding(before);
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
    try {
      const stored = findStoredReport(studyInstanceUID);
      const restored = restorable(study, stored, this.drafts.load(studyInstanceUID));
      if (restored && isLoaded(open.runtime, restored.sagittalSeriesUID)) {
        const { origin } = restored;
        this.store.set({ phase: { kind: 'done' }, notice: RESTORED[origin] });
        this.present(open, restored);
        this.store.set({ save: { kind: origin === 'draft' ? 'unsaved' : 'saved' } });
      } else if (study?.origin === 'archive') {
        open.images.catchUp(study);
      }
    } catch (error) {
      this.store.set({ notice: sentence(error) });
    }
  }

  /** Puts findings into the panel, on the images and into the measurement panel. */
  private present(open: Open, study: GradedStudy): void {
    this.beforeDeletion.clear();
    this.store.set({ study, onImages: true, selected: null });
    open.images.show(study);
  }
}

/** Lets the page show the state first: building a segmentation object keeps it busy for a moment. */
const painted = () => new Promise(resolve => setTimeout(resolve, 50));
