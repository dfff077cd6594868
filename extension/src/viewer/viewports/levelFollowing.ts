import type { Level } from '../../findings';
import type { Runtime } from '../host/ohif';
import { namesOn } from '../study/levelNames';
import type { GradedStudy } from '../study/state';
import { studyShownIn } from './navigation';
import { planeShown } from './planeShown';
import { WatchedStacks } from './watchedStacks';

/** Cornerstone's event of a stack that shows another image. */
const NEW_IMAGE = 'CORNERSTONE_STACK_NEW_IMAGE';
/** An image that comes up this soon after a wheel, a drag or a key is a person's wish, ms. */
const SOON_MS = 1000;
const BY_HAND = ['wheel', 'touchmove', 'keydown', 'pointermove'] as const;

/** Tells which disc an axial image crosses that a person has scrolled to; images that come up by themselves tell nothing. */
export class LevelFollowing {
  private readonly stacks: WatchedStacks;
  private touched = -Infinity;

  constructor(
    private readonly runtime: Runtime,
    private readonly study: () => GradedStudy | null,
    /** Whether the viewports are being brought to a disc now. */
    private readonly isBusy: () => boolean,
    private readonly onLevel: (level: Level) => void
  ) {
    this.stacks = new WatchedStacks(runtime, NEW_IMAGE, id => this.follow(id));
    BY_HAND.forEach(type => window.addEventListener(type, this.noteTouch, { capture: true }));
  }

  dispose(): void {
    this.stacks.dispose();
    BY_HAND.forEach(type => window.removeEventListener(type, this.noteTouch, { capture: true }));
  }

  private readonly noteTouch = (event: Event): void => {
    if (!(event instanceof PointerEvent) || event.buttons > 0) {
      this.touched = performance.now();
    }
  };

  private follow(viewportId: string): void {
    const study = this.study();
    const { services } = this.runtime;
    const byHand = performance.now() - this.touched < SOON_MS;
    if (
      !study ||
      !byHand ||
      this.isBusy() ||
      studyShownIn(services, viewportId) !== study.studyInstanceUID
    ) {
      return;
    }
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    const plane = viewport && planeShown(this.runtime, viewport);
    const names = plane && namesOn(plane, study.levels, false);
    if (names?.kind === 'across' && names.level) {
      this.onLevel(names.level);
    }
  }
}
