import type { Configuration } from '../host/configuration';
import { DRAFT_PREFIX } from '../storage/drafts';
import { hasImages } from '../images/displaySets';
import type { Runtime } from '../host/ohif';
import { findPrior } from '../storage/priors';
import { sentence } from '../study/sentences';
import { isRunning, type SessionState } from '../study/state';
import type { Store } from '../host/store';

/** Series arrive one by one; after none came for this long the study is complete, ms. */
const COMPLETE_MS = 1500;

/**
 * What happens once when a study is opened: a site's settings are checked, its prior is looked for, and
 * it is analysed where the site wants that. Also tells when another tab changes the same findings.
 */
export class StudyWatch {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private opened: string | null = null;
  private disposed = false;
  private readonly onStorage = (event: StorageEvent) => this.storageChanged(event);

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>,
    private readonly configuration: () => Configuration,
    private readonly analyze: () => void
  ) {
    window.addEventListener('storage', this.onStorage);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    window.removeEventListener('storage', this.onStorage);
  }

  /** Called whenever series of a study have arrived. */
  seriesArrived(studyInstanceUID: string): void {
    this.publishConfiguration();
    if (this.opened === studyInstanceUID) {
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.opened = studyInstanceUID;
      void this.lookForPrior(studyInstanceUID);
      const { study, configuration } = this.store.get();
      if (configuration.autoRun && !study && !isRunning(this.store.get())) {
        this.analyze();
      }
    }, COMPLETE_MS);
  }

  /** A site's mistake is said at once; until it is mended the panel works by the defaults. */
  private publishConfiguration(): void {
    try {
      const configuration = this.configuration();
      if (configuration !== this.store.get().configuration) {
        this.store.set({ configuration, configurationError: null });
      }
    } catch (error) {
      this.store.set({ configurationError: sentence(error) });
    }
  }

  private async lookForPrior(studyInstanceUID: string): Promise<void> {
    // That of a study before this one is none of this one's.
    this.store.set({ prior: null });
    const displaySet = this.runtime.services.displaySetService
      .getActiveDisplaySets()
      .find(set => set.StudyInstanceUID === studyInstanceUID && hasImages(set));
    try {
      const prior = displaySet ? await findPrior(this.runtime, displaySet) : null;
      if (prior && !this.disposed) {
        this.store.set({ prior });
      }
    } catch (error) {
      // The study can be read without; the console is where a site's developers look.
      console.warn('DeepSPINE: the archive could not be searched for an earlier study.', error);
      if (!this.disposed) {
        this.store.set({ notice: { key: 'noPrior', values: { reason: sentence(error) } } });
      }
    }
  }

  private storageChanged({ key }: StorageEvent): void {
    const { study } = this.store.get();
    if (study && key === DRAFT_PREFIX + study.studyInstanceUID) {
      this.store.set({ notice: { key: 'elsewhere' } });
    }
  }
}
