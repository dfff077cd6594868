import { throwIfCancelled } from '../../messages';
import type { AnalysisResult } from '../../analysis/result';
import type { Level } from '../../findings';
import { AnalysisClient } from '../../inference/client/client';
import { nextTask } from '../../browser/nextTask';
import { AheadAnalysis, type Watcher } from './ahead';
import { analyseStudy, choiceKey } from './analysisRun';
import { readConfiguration, CONFIGURATION_KEY, type Configuration } from '../host/configuration';
import { Decisions } from './decisions';
import { browserInfo, diagnostics } from './diagnostics';
import { browserStorage, Drafts } from '../storage/drafts';
import { DraftTexts } from '../storage/draftTexts';
import { PartialFindings } from './partialFindings';
import { Following } from './following';
import { keepDecisions, withThreshold } from '../study/edits';
import { explainCell, ExplanationController } from './explanationController';
import { FindingsOnImages } from '../overlay/findingsOnImages';
import type { LayoutId } from '../study/layoutId';
import { overlayFailed, problem } from '../study/notices';
import {
  createRuntime,
  type ExtensionParameters,
  type Runtime,
  type Subscription,
} from '../host/ohif';
import { once } from '../host/once';
import { activeSeries, contentsOf, isGradable, seriesOf } from '../study/openStudy';
import { providePlanes } from '../images/planeProvider';
import { toggled, type OverlayKind } from '../study/overlays';
import { ViewportController } from '../viewports/viewportController';
import { SaveController } from '../storage/saveController';
import { inPile } from '../study/piles';
import { choose } from '../study/seriesChoice';
import { failedPhase } from '../study/failedPhase';
import {
  INITIAL_STATE,
  isRunning,
  withoutFindings,
  type Cell,
  type GradedStudy,
  type SessionState,
} from '../study/state';
import { Store } from '../host/store';
import { personName, readerOf } from '../storage/reader';
import { StoredReports } from '../storage/storedReports';
import { Resuming } from './resuming';
import { Review } from './review';
import { StudyWatch } from './studyWatch';
import { publishActive, whoseStudy } from './whoseStudy';

/** The time for explanations that nobody has asked for, in times of the analysis' own. */
const EXPLAIN_SHARE = 3;

/** What stays open while a mode shows a study. */
interface Open {
  readonly runtime: Runtime;
  /** Read at the first use: the mode's own customizations come after the mode is entered. */
  readonly configuration: () => Configuration;
  readonly client: () => AnalysisClient;
  readonly images: FindingsOnImages;
  readonly room: ViewportController;
  readonly following: Following;
  readonly reports: StoredReports;
  readonly explaining: ExplanationController;
  readonly watch: StudyWatch;
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
  /** What nobody has asked for yet. */
  private ahead: AheadAnalysis | null = null;
  private client: AnalysisClient | null = null;
  private siteConfiguration: unknown;
  private readonly drafts = new Drafts(browserStorage());
  private readonly texts = new DraftTexts(browserStorage());
  readonly decisions = new Decisions(
    this.store,
    () => this.open?.images,
    () => (this.open ? personName(this.open.runtime) : undefined),
    () => this.markUnsaved()
  );

  readonly review = new Review(this.store, this.decisions, cell => void this.select(cell));

  readonly resuming = new Resuming(
    this.store,
    this.drafts,
    () => this.open,
    study => this.open && this.present(this.open, study)
  );

  private readonly saving = new SaveController(
    this.store,
    this.drafts,
    () => this.open,
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
    const { displaySetService, customizationService, viewportGridService } = runtime.services;
    const { EVENTS: grid } = viewportGridService;
    const active = () => publishActive(runtime, this.store);
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
        const { baseUrl, backend, manifestSha256 } = configuration();
        const pin = manifestSha256 ?? undefined;
        return (this.client = new AnalysisClient({ baseUrl, backend, manifestSha256: pin }));
      }),
      images: new FindingsOnImages(runtime, this.store, () => configuration().showSegmentation, {
        onDeleted: uids => this.decisions.deletedInViewer(uids),
        onRestored: uid => this.decisions.restoredInViewer(uid),
        onLabeled: (uid, label) => this.decisions.labeledInViewer(uid, label),
        onMoved: (uid, point) => this.decisions.movedInViewer(uid, point),
        onBatch: onImages => this.store.set({ onImages }),
        onOverlayError: error => this.store.set({ notice: overlayFailed(error) }),
      }),
      room: new ViewportController(
        runtime,
        this.store,
        () => this.followed(),
        level => this.choose(level)
      ),
      following: new Following(runtime, this.store, {
        compared: () => this.open?.room.compared ?? null,
        left: () => this.leaveStudy(),
        arrived: uid => this.turnToStudy(uid),
      }),
      reports: new StoredReports(runtime),
      explaining: new ExplanationController(
        this.store,
        () => this.open!.client(),
        explainCell(runtime, this.store, () => this.open!.client()),
        cell => this.decisions.doubt(cell)
      ),
      watch: new StudyWatch(runtime, this.store, configuration, {
        followed: () => this.followed(),
        analyze: () => void this.resuming.unlessFound(() => this.analyze()),
        analyzeAhead: () => void this.resuming.unlessFound(async () => this.analyzeAhead()),
        isGradable: uid => isGradable(runtime, uid),
        // Whoever needs the models asks again, and is told what is wrong with them.
        preload: () =>
          void this.open
            ?.client()
            .prepare()
            .catch(() => undefined),
        isDraft: (key, study) => this.drafts.changedElsewhere(key, study, readerOf(runtime)),
      }),
      subscriptions: [
        providePlanes(runtime.cornerstone),
        displaySetService.subscribe(displaySetService.EVENTS.DISPLAY_SETS_ADDED, () =>
          this.resume()
        ),
        viewportGridService.subscribe(grid.ACTIVE_VIEWPORT_ID_CHANGED, active),
        viewportGridService.subscribe(grid.GRID_STATE_CHANGED, active),
      ],
    };
    this.resume();
  }

  /** Called when the mode is left: nothing of DeepSPINE runs or listens afterwards. */
  exit(): void {
    this.running?.abort();
    this.running = null;
    this.forgetAhead();
    this.open?.subscriptions.forEach(subscription => subscription.unsubscribe());
    this.open?.following.dispose();
    this.open?.images.dispose();
    this.open?.room.dispose();
    this.open?.explaining.stop();
    this.open?.watch.dispose();
    this.client?.dispose();
    this.client = null;
    this.open = null;
    this.decisions.forget();
    this.saving.forget();
    this.resuming.forget();
    this.store.reset();
  }

  /** Analyses the open study. Never rejects: what goes wrong becomes the state's phase. */
  async analyze(): Promise<void> {
    const { open } = this;
    if (!open || isRunning(this.store.get())) {
      return;
    }
    open.explaining.stop();
    const controller = new AbortController();
    const { signal } = controller;
    this.running = controller;
    this.store.set({ phase: { kind: 'loading-images', loaded: 0, total: 0 }, notice: null });
    let early: PartialFindings | null = null;
    try {
      await open.watch.studyComplete(signal);
      const { studyInstanceUID, activeSeriesUID } = activeSeries(open.runtime, this.followed());
      await open.reports.complete(studyInstanceUID);
      throwIfCancelled(signal);
      early = this.earlyFindings(open);
      const watcher: Watcher = {
        signal,
        onPhase: phase => !signal.aborted && this.store.set({ phase }),
        onChosen: (series, notice) => this.store.set({ series, notice }),
        early,
      };
      const contents = contentsOf(open.runtime, studyInstanceUID);
      const ahead = this.takeAhead(choiceKey(choose(contents, activeSeriesUID)));
      const outcome = await (ahead?.join(watcher) ??
        analyseStudy(open.runtime, open.client(), contents, {
          ...watcher,
          studyInstanceUID,
          activeSeriesUID,
        }));
      throwIfCancelled(signal);
      const before = this.resuming.before(studyInstanceUID);
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
      // From here on there is nothing left to cancel.
      this.running = null;
      await this.arrive(open, study, early, {
        backend: outcome.backend,
        timings: outcome.result.timings,
        ...(kept > 0 ? { notice: { key: 'kept', values: { decisions: kept } } } : {}),
      });
      this.explainAhead(open, outcome.result.timings);
    } catch (error) {
      if (this.open === open) {
        this.store.set({ phase: failedPhase(error) });
        if (early) {
          early.withdraw();
        } else {
          // What the archive had brought meanwhile would never be shown.
          this.resuming.restore();
        }
      }
    } finally {
      early?.end();
      if (this.running === controller) {
        this.running = null;
      }
    }
  }

  /** Explains what needs a look before anybody asks, as long as that takes a small multiple of the analysis' own time. */
  private explainAhead(open: Open, timings: AnalysisResult['timings']): void {
    const { study, configuration } = this.store.get();
    if (this.open !== open || !study || !configuration.explainAhead) {
      return;
    }
    const tookMs = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
    const unread = inPile(study, configuration.conditions, 'look').filter(
      ({ status }) => status === 'suggested'
    );
    void open.explaining.ahead(unread, tookMs * EXPLAIN_SHARE);
  }

  /** Analyzes what Analyze would, in the background; see AheadAnalysis. */
  private analyzeAhead(): void {
    const { open } = this;
    const study = this.followed();
    const state = this.store.get();
    if (!open || !study || this.ahead || isRunning(state) || state.configurationError !== null) {
      return;
    }
    if (!isGradable(open.runtime, study)) {
      return;
    }
    const { studyInstanceUID, activeSeriesUID } = activeSeries(open.runtime, study);
    const contents = contentsOf(open.runtime, studyInstanceUID);
    this.ahead = new AheadAnalysis(
      choiceKey(choose(contents, activeSeriesUID)),
      watcher =>
        analyseStudy(open.runtime, open.client(), contents, {
          ...watcher,
          studyInstanceUID,
          activeSeriesUID,
          parallelLoads: 1,
        }),
      open.client(),
      open.configuration().showSegmentation
    );
  }

  /** What was analyzed ahead, once, where it is of these images. */
  private takeAhead(key: string): AheadAnalysis | null {
    const { ahead } = this;
    if (ahead?.key === key && !ahead.hasFailed) {
      this.ahead = null;
      return ahead;
    }
    this.forgetAhead();
    return null;
  }

  private forgetAhead(): void {
    this.ahead?.cancel();
    this.ahead = null;
  }

  /** Stops a running analysis; what was there before it stays. */
  cancel(): void {
    this.running?.abort();
  }

  save = (): Promise<void> => this.saving.save();
  downloadReport = (): Promise<void> => this.saving.download();

  /** Puts the findings on the images once more, after undo or the viewer took them off. */
  showOnImages(): void {
    const { study } = this.store.get();
    if (study) {
      this.store.set({ onImages: true });
      this.open?.images.show(study);
    }
  }

  /** Takes the findings off the panel and the images. What is in the archive stays there. */
  clear(): void {
    const { study } = this.store.get();
    this.cancel();
    this.open?.images.hide();
    if (study) {
      this.resuming.clear(study.studyInstanceUID);
      this.keepText(study.studyInstanceUID, null);
    }
    this.store.set(withoutFindings(this.store.get()));
  }

  /** What is drawn on the images; see isDrawn. */
  annotate = (annotate: SessionState['annotate']): void => this.store.set({ annotate });

  /** Shows or hides everything of ours over the images, or one kind of it. */
  toggleOverlays = (kind?: OverlayKind): void =>
    this.store.set({ overlays: toggled(this.store.get().overlays, kind) });

  /** Keeps the draft as a person wrote it on; null goes back to what the findings say. */
  writeDraft(draftText: string | null): void {
    const { study } = this.store.get();
    if (study) {
      this.store.set({ draftText });
      this.keepText(study.studyInstanceUID, draftText);
    }
  }

  /** Arranges the viewports. */
  async arrange(layout: LayoutId): Promise<void> {
    try {
      await this.open?.room.show(layout);
    } catch (error) {
      this.store.set({ notice: problem(error) });
    }
  }

  /** Shows what drove the model's grade of a cell. Never rejects. */
  async explain(cell: Cell): Promise<void> {
    await this.open?.explaining.explain(cell);
  }

  /** What support needs, without anything of the patient. */
  diagnostics(): string {
    const { open } = this;
    const studyUID = this.followed();
    const series = open && studyUID ? seriesOf(open.runtime, studyUID) : [];
    return diagnostics(this.store.get(), series, browserInfo());
  }

  /** Compares a report's text with the findings; '' ends that. */
  checkReport(reportText: string): void {
    this.store.set({ reportText });
  }

  /** Selects a cell of the grid and brings the viewports to its disc. */
  async select(cell: Cell): Promise<void> {
    const { study } = this.store.get();
    this.open?.explaining.turnTo(cell);
    this.store.set({ selected: cell });
    if (study && this.open) {
      this.open.images.jump(study, cell);
      await this.open.room.goTo(study, cell);
    }
  }

  /** A person scrolled to another disc: it is chosen, and the viewports stay where they are. */
  private choose(level: Level): void {
    const { selected, configuration } = this.store.get();
    const condition = selected?.condition ?? configuration.conditions[0];
    if (condition && level !== selected?.level) {
      const cell = { level, condition };
      this.open?.explaining.turnTo(cell);
      this.store.set({ selected: cell });
    }
  }

  /**
   * Where there are findings already, what a person has read and decided stays in sight until the new findings
   * are complete: a grid that is half of one analysis and half of the other would be neither.
   */
  private earlyFindings({ images, configuration }: Open): PartialFindings | null {
    const { showSegmentation: showsSegmentation, unsureBelow } = configuration();
    return this.store.get().study
      ? null
      : new PartialFindings(this.store, images, { showsSegmentation, unsureBelow });
  }

  private keepText(studyInstanceUID: string, text: string | null): void {
    if (this.open) {
      this.texts.keep(studyInstanceUID, readerOf(this.open.runtime), text);
    }
  }

  private markUnsaved(): void {
    const { study } = this.store.get();
    if (study && this.open) {
      this.drafts.keep(study, readerOf(this.open.runtime));
      this.store.set({ save: { kind: 'unsaved' }, draftOffer: null });
    }
  }

  private resume(): void {
    this.resuming.restore();
    this.open?.watch.seriesArrived(this.followed());
  }
  /** The study that the panel is about; one that is compared with it is not. */
  private followed(): string | undefined {
    return this.open?.following.studyInstanceUID;
  }

  /** Nothing of a study stays in sight, or listens to the viewer, when the panel turns to another one. */
  private leaveStudy(): void {
    this.forgetAhead();
    this.open?.explaining.stop();
    this.open?.images.hide();
    this.decisions.forget();
  }

  private turnToStudy(studyInstanceUID: string): void {
    const { study } = this.store.get();
    if (study) {
      this.open?.images.show(study);
    }
    this.resume();
    this.open?.watch.showPrior(studyInstanceUID);
    this.open?.room.publishLayouts();
  }

  /**
   * Takes new findings in: the panel, the images and the draft in tasks of their own, so that the page answers
   * in between. Done when all of it is there; findings that were cleared meanwhile stay away.
   * @param early what has been shown of them already
   */
  private async arrive(
    open: Open,
    study: GradedStudy,
    early: PartialFindings | null,
    about: Pick<SessionState, 'backend' | 'timings'> & Partial<Pick<SessionState, 'notice'>>
  ): Promise<void> {
    const steps = [
      () => this.take(study),
      () => open.images.hideFindings(),
      () => open.images.showFindings(study),
      // A segmentation that a person took off meanwhile stays away.
      () => early?.drawSpine() || open.images.showSegmentationOf(study),
      async () => study.segmentation && this.drafts.prepare(study.segmentation),
      () => this.markUnsaved(),
      () => this.store.set({ ...about, phase: { kind: 'done' } }),
    ];
    for (const step of steps) {
      await step();
      await nextTask();
      if (this.open !== open || !this.store.get().study) {
        return;
      }
    }
  }

  /** Puts findings into the panel, on the images and into the measurement panel. */
  private present(open: Open, study: GradedStudy): void {
    this.take(study);
    open.images.show(study);
  }

  /** Puts findings into the panel. */
  private take(study: GradedStudy): void {
    this.decisions.forget();
    const { open } = this;
    const uid = study.studyInstanceUID;
    const whose = open && whoseStudy(open.runtime, uid);
    this.store.set({
      study,
      whose,
      arriving: null,
      onImages: true,
      selected: null,
      // What a person wrote is never lost to an analysis that is done again.
      draftText: open && this.texts.load(uid, readerOf(open.runtime)),
    });
  }
}
