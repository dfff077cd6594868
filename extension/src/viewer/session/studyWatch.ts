import { whenIdle } from '../../browser/whenIdle';
import type { Configuration } from '../host/configuration';
import { hasImages } from '../images/displaySets';
import type { Runtime } from '../host/ohif';
import { findPrior, type PriorSearch } from '../storage/priors';
import { saidOf } from '../../messages';
import { isRunning, type SessionState } from '../study/state';
import type { Store } from '../host/store';
import { StudyArrival } from './studyArrival';

/** A page that is never idle waits no longer for the models, ms. */
const PRELOAD_WITHIN_MS = 1000;

/** What the watch asks of the panel, and has it do. */
export interface WatchedPanel {
  /** The study that the panel is about. */
  followed(): string | undefined;
  analyze(): void;
  /** Analyzes without showing anything yet. */
  analyzeAhead(): void;
  /** Whether the study holds images that can be analyzed, as far as it is there. */
  isGradable(studyInstanceUID: string): boolean;
  /** Loads and starts the models. */
  preload(): void;
  /** Whether a key of the browser's storage is that of the unsaved findings of a study. */
  isDraft(storageKey: string | null, studyInstanceUID: string): boolean;
}

const NO_PRIOR: PriorSearch = { prior: null, leftOut: null };

/**
 * What happens once when a study is opened: a site's settings are checked, the models are started, its prior is looked
 * for, and it is analyzed where the site wants that. Also tells when another tab changes the same findings.
 */
export class StudyWatch {
  private readonly arrival: StudyArrival;
  /** By Study Instance UID: what the archive said of earlier ones. */
  private readonly priors = new Map<string, PriorSearch>();
  private disposed = false;
  /** null: nothing waits for the page to be idle. */
  private forgetPreload: (() => void) | null = null;
  private preloaded = false;
  private readonly onStorage = (event: StorageEvent) => this.storageChanged(event);

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>,
    private readonly configuration: () => Configuration,
    private readonly panel: WatchedPanel
  ) {
    this.arrival = new StudyArrival(
      runtime,
      () => panel.followed(),
      study => this.opensStudy(study)
    );
    window.addEventListener('storage', this.onStorage);
  }

  dispose(): void {
    this.disposed = true;
    this.arrival.dispose();
    this.forgetPreload?.();
    window.removeEventListener('storage', this.onStorage);
  }

  /** Called whenever series of a study have arrived. */
  seriesArrived(studyInstanceUID: string | undefined): void {
    this.publishConfiguration();
    if (studyInstanceUID === undefined || this.arrival.isSettled(studyInstanceUID)) {
      return;
    }
    this.preloadWhenIdle(studyInstanceUID);
    this.arrival.seriesArrived(studyInstanceUID);
  }

  /** See StudyArrival. */
  studyComplete(signal: AbortSignal): Promise<void> {
    return this.arrival.complete(signal);
  }

  private opensStudy(studyInstanceUID: string): void {
    void this.lookForPrior(studyInstanceUID);
    const { study, configuration } = this.store.get();
    const here = this.panel.followed() === studyInstanceUID;
    if (!here || study || isRunning(this.store.get())) {
      return;
    }
    if (configuration.autoRun) {
      this.panel.analyze();
    } else if (configuration.analyzeAhead) {
      this.panel.analyzeAhead();
    }
  }

  /** The first images come first; one set of models serves all studies. */
  private preloadWhenIdle(studyInstanceUID: string): void {
    if (this.preloaded || !this.store.get().configuration.preload) {
      return;
    }
    this.forgetPreload?.();
    this.forgetPreload = whenIdle(() => {
      this.forgetPreload = null;
      const { study, configurationError } = this.store.get();
      if (!study && configurationError === null && this.panel.isGradable(studyInstanceUID)) {
        this.preloaded = true;
        this.panel.preload();
      }
    }, PRELOAD_WITHIN_MS);
  }

  /** A site's mistake is said at once; until it is mended the panel works by the defaults. */
  private publishConfiguration(): void {
    try {
      const configuration = this.configuration();
      if (configuration !== this.store.get().configuration) {
        this.store.set({ configuration, configurationError: null });
      }
    } catch (error) {
      this.store.set({ configurationError: saidOf(error) });
    }
  }

  private async lookForPrior(studyInstanceUID: string): Promise<void> {
    const displaySet = this.runtime.services.displaySetService
      .getActiveDisplaySets()
      .find(set => set.StudyInstanceUID === studyInstanceUID && hasImages(set));
    try {
      const search = displaySet ? await findPrior(this.runtime, displaySet) : NO_PRIOR;
      this.priors.set(studyInstanceUID, search);
      this.showPrior(studyInstanceUID);
    } catch (error) {
      // The study can be read without; the console is where a site's developers look.
      console.warn('DeepSPINE: the archive could not be searched for an earlier study.', error);
      if (this.isShown(studyInstanceUID)) {
        this.store.set({ notice: { key: 'noPrior', values: { reason: saidOf(error) } } });
      }
    }
  }

  /** Shows what was found out of a study before another one took its place in the panel. */
  showPrior(studyInstanceUID: string): void {
    const found = this.priors.get(studyInstanceUID);
    if (!found || !this.isShown(studyInstanceUID) || this.store.get().prior) {
      return;
    }
    const { prior, leftOut } = found;
    if (prior) {
      this.store.set({ prior });
    } else if (leftOut) {
      const { date, differs } = leftOut;
      this.store.set({ notice: { key: `priorOther${differs}`, values: { date } } });
    }
  }

  /** That of another study is none of this one's. */
  private isShown(studyInstanceUID: string): boolean {
    return !this.disposed && this.panel.followed() === studyInstanceUID;
  }

  private storageChanged({ key }: StorageEvent): void {
    const { study } = this.store.get();
    if (study && this.panel.isDraft(key, study.studyInstanceUID)) {
      this.store.set({ notice: { key: 'elsewhere' } });
    }
  }
}
