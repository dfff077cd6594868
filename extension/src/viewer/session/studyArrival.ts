import { DicomMetadataStore } from '@ohif/core';
import { refused } from '../../messages';
import type { Runtime } from '../host/ohif';

/** Series arrive one by one; after none came for this long the study is complete, ms. */
const COMPLETE_MS = 1500;

/** Where no image of any study came for this long, the viewer has opened none, ms. */
const NOTHING_MS = 30_000;

/** Tells when the viewer has opened a study, for which it has no event of its own. */
export class StudyArrival {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly settled = new Set<string>();
  private readonly waiting = new Set<() => void>();

  /**
   * @param followed the study that the panel is about
   * @param onSettled called once for a study, when no series of it came for a while
   */
  constructor(
    private readonly runtime: Runtime,
    private readonly followed: () => string | undefined,
    private readonly onSettled: (studyInstanceUID: string) => void
  ) {}

  dispose(): void {
    clearTimeout(this.timer);
  }

  /** No series of it came for a while. */
  isSettled(studyInstanceUID: string): boolean {
    return this.settled.has(studyInstanceUID);
  }

  /** Called whenever series of a study have arrived. */
  seriesArrived(studyInstanceUID: string): void {
    if (this.isSettled(studyInstanceUID)) {
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.settled.add(studyInstanceUID);
      this.onSettled(studyInstanceUID);
      this.tell();
    }, COMPLETE_MS);
    this.tell();
  }

  /**
   * Done when the study that the panel is about is there: every series that the archive lists or, where one stays away,
   * when no more of them come. Done as well where no study has come after a long time.
   *
   * @throws DeepSpineError 'cancelled' when the signal fires
   */
  complete(signal: AbortSignal): Promise<void> {
    if (this.isComplete()) {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.waiting.delete(look);
        clearTimeout(patience);
        signal.removeEventListener('abort', cancel);
        settle();
      };
      const look = () => this.isComplete() && end(resolve);
      const cancel = () => end(() => reject(refused('cancelled')));
      // A study that has begun to come settles by itself.
      const patience = setTimeout(() => this.followed() === undefined && end(resolve), NOTHING_MS);
      this.waiting.add(look);
      signal.addEventListener('abort', cancel);
    });
  }

  private isComplete(): boolean {
    const study = this.followed();
    return study !== undefined && (this.isSettled(study) || this.holdsAllListed(study));
  }

  private holdsAllListed(studyInstanceUID: string): boolean {
    const listed = DicomMetadataStore.getStudy(studyInstanceUID)?.series ?? [];
    const there = new Set(
      this.runtime.services.displaySetService
        .getActiveDisplaySets()
        .map(set => set.SeriesInstanceUID)
    );
    return (
      listed.length > 0 && listed.every(({ SeriesInstanceUID }) => there.has(SeriesInstanceUID))
    );
  }

  private tell(): void {
    [...this.waiting].forEach(look => look());
  }
}
