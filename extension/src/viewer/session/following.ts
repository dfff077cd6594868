import type { Runtime, Subscription } from '../host/ohif';
import type { Store } from '../host/store';
import { openStudyUID } from '../study/openStudy';
import {
  isRunning,
  NOTHING_KNOWN,
  studyPart,
  type SessionState,
  type StudyPart,
} from '../study/state';

export interface FollowingEvents {
  /** The study opened for comparison only; null where none is. */
  compared(): string | null;
  /** The panel turns away from a study: its findings leave the images. */
  left(): void;
  /** The panel is about another study now, and the state holds what is known of it. */
  arrived(studyInstanceUID: string): void;
}

/**
 * Which of several open studies the panel is about: that of the active viewport. What is known of the others waits
 * aside, so that nothing of one is ever shown, graded or saved as another's. What runs ends first.
 */
export class Following {
  private current: string | undefined;
  private readonly aside = new Map<string, StudyPart>();
  private readonly subscriptions: readonly Subscription[];

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>,
    private readonly events: FollowingEvents
  ) {
    const { viewportGridService } = runtime.services;
    const { ACTIVE_VIEWPORT_ID_CHANGED, GRID_STATE_CHANGED } = viewportGridService.EVENTS;
    const follow = () => this.follow();
    this.subscriptions = [
      viewportGridService.subscribe(ACTIVE_VIEWPORT_ID_CHANGED, follow),
      viewportGridService.subscribe(GRID_STATE_CHANGED, follow),
      {
        unsubscribe: store.subscribe(() => {
          if (store.get().elsewhere && !this.isBusy()) {
            this.follow();
          }
        }),
      },
    ];
  }

  /** Undefined until images of a study are there. */
  get studyInstanceUID(): string | undefined {
    return this.current;
  }

  dispose(): void {
    this.subscriptions.forEach(subscription => subscription.unsubscribe());
    this.aside.clear();
  }

  /** Turns to the study of the active viewport, or says that it will. */
  follow(): void {
    const compared = this.events.compared();
    const uid = openStudyUID(this.runtime, compared, this.current);
    if (uid !== undefined && uid !== this.current) {
      if (this.current !== undefined && this.isBusy()) {
        this.publish(true);
      } else {
        this.turnTo(uid);
      }
    } else {
      this.publish(false);
    }
  }

  private turnTo(uid: string): void {
    const state = this.store.get();
    // An analysis may have been asked for before the first study was there.
    const { phase } = this.current === undefined ? state : NOTHING_KNOWN;
    if (this.current !== undefined) {
      this.aside.set(this.current, studyPart(state));
      this.events.left();
    }
    this.current = uid;
    this.store.set({ ...(this.aside.get(uid) ?? { ...NOTHING_KNOWN, phase }), elsewhere: false });
    this.aside.delete(uid);
    this.events.arrived(uid);
  }

  private isBusy(): boolean {
    const state = this.store.get();
    return isRunning(state) || state.save.kind === 'saving';
  }

  /** The grid tells of every change; the panel is drawn anew only where something differs. */
  private publish(elsewhere: boolean): void {
    if (this.store.get().elsewhere !== elsewhere) {
      this.store.set({ elsewhere });
    }
  }
}
