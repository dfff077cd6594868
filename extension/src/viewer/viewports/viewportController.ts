import { type Level, type Vec3 } from '../../findings';
import { refused } from '../../messages';
import { add } from '../../imaging/vec3';
import { DISC_VIEWPORT, layoutsFor, priorOf, PROTOCOL_ID } from './hangingProtocol';
import type { LayoutId } from '../study/layoutId';
import { LevelFollowing } from './levelFollowing';
import { LinkedScrolling } from './linkedScrolling';
import { LinkedViews } from './linkedViews';
import { loadPrior } from './loadPrior';
import { goTo } from './navigation';
import type { Runtime, Subscription } from '../host/ohif';
import { openStudyUID, openStudyUIDs } from '../study/openStudy';
import { shiftBetween } from '../storage/priors';
import { ReferenceLines } from './referenceLines';
import { findingAt, type Cell, type GradedStudy, type SessionState } from '../study/state';
import type { Store } from '../host/store';

const NO_SHIFT: Vec3 = [0, 0, 0];
/** After a viewport got its images, more usually follow; the disc is then brought up once, ms. */
const SETTLE_MS = 200;

/** Events of a viewport that was brought to a disc come this long after it was asked for, ms. */
const GOING_MS = 500;

/** The images around the findings: layouts, reference lines, linked scrolling, and going to a disc. */
export class ViewportController {
  private readonly lines: ReferenceLines;
  private readonly scrolling: LinkedScrolling;
  private readonly views: LinkedViews;
  private readonly levels: LevelFollowing;
  private readonly subscriptions: readonly Subscription[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Set while a layout that was asked for is being filled. */
  private filling = false;
  private comparedStudy: string | null = null;
  private aligning: ReturnType<typeof setTimeout> | undefined;
  /** How many times the viewports are being brought to a disc now. */
  private going = 0;

  /**
   * @param followed the study that the panel is about
   * @param onLevel told which disc an axial image crosses that a person has scrolled to
   */
  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>,
    private readonly followed: () => string | undefined,
    onLevel: (level: Level) => void
  ) {
    this.lines = new ReferenceLines(runtime);
    const shift = (from: string, to: string) => this.shift(from, to);
    this.scrolling = new LinkedScrolling(runtime, shift);
    this.views = new LinkedViews(runtime, shift);
    this.levels = new LevelFollowing(
      runtime,
      () => this.store.get().study,
      () => this.going > 0,
      onLevel
    );
    const { hangingProtocolService, displaySetService, cornerstoneViewportService } =
      runtime.services;
    const { PROTOCOL_CHANGED } = hangingProtocolService.EVENTS;
    const { DISPLAY_SETS_ADDED } = displaySetService.EVENTS;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    this.subscriptions = [
      hangingProtocolService.subscribe(PROTOCOL_CHANGED, () => this.publishLayouts()),
      displaySetService.subscribe(DISPLAY_SETS_ADDED, () => this.publishLayouts()),
      cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () => this.arrived()),
    ];
  }

  /** The study that was opened here to be compared with the one that is read; one of the address is read itself. */
  get compared(): string | null {
    return this.comparedStudy;
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.aligning);
    this.subscriptions.forEach(subscription => subscription.unsubscribe());
    this.lines.dispose();
    this.scrolling.dispose();
    this.views.dispose();
    this.levels.dispose();
  }

  /** Arranges the viewports; a prior that is not open yet is opened for the comparison. */
  async show(layout: LayoutId): Promise<void> {
    const { prior } = this.store.get();
    if (layout === 'comparison' && prior) {
      if (!openStudyUIDs(this.runtime).includes(prior.studyInstanceUID)) {
        this.comparedStudy = prior.studyInstanceUID;
      }
      await loadPrior(this.runtime, prior.studyInstanceUID);
    }
    const { hangingProtocolService, displaySetService } = this.runtime.services;
    const displaySets = displaySetService.getActiveDisplaySets();
    const current = this.currentStudy();
    const studies = { current, prior: priorOf(displaySets, current) };
    const stageIndex = layoutsFor(displaySets, studies).findIndex(({ id }) => id === layout);
    if (stageIndex < 0) {
      throw refused('no-series', { context: 'layout' });
    }
    this.filling = true;
    // Run afresh: the viewer matches the display sets that it was last given, without the prior's.
    hangingProtocolService.run(
      { displaySets, activeStudy: { StudyInstanceUID: current } },
      PROTOCOL_ID,
      { stageIndex }
    );
  }

  private currentStudy(): string {
    const { hangingProtocolService } = this.runtime.services;
    const active = hangingProtocolService.getActiveProtocol?.()?.activeStudy;
    return this.followed() ?? active?.StudyInstanceUID ?? openStudyUID(this.runtime) ?? '';
  }

  /** Brings the viewports to a cell's disc. */
  async goTo(study: GradedStudy, cell: Cell): Promise<void> {
    const level = study.levels.find(l => l.level === cell.level);
    if (!level) {
      return;
    }
    const finding = findingAt(study, cell);
    const point = finding && finding.grade !== 'not-graded' ? finding.point : level.frame.center;
    this.going++;
    try {
      await goTo(this.runtime, {
        studyInstanceUID: study.studyInstanceUID,
        frame: level.frame,
        pointIn: other => {
          const shift = this.shift(study.studyInstanceUID, other);
          return shift && add(point, shift);
        },
      });
      this.views.align(study.studyInstanceUID);
    } finally {
      setTimeout(() => this.going--, GOING_MS);
    }
  }

  /** Tells the panel which layouts there are and which one is shown. */
  publishLayouts(): void {
    const { displaySetService, hangingProtocolService } = this.runtime.services;
    const active = hangingProtocolService.getActiveProtocol?.();
    const current = this.currentStudy();
    const displaySets = displaySetService.getActiveDisplaySets();
    const prior = priorOf(displaySets, current);
    const layouts = layoutsFor(displaySets, { current, prior }).map(({ id }) => id);
    const compares = this.store.get().prior !== null && !layouts.includes('comparison');
    this.store.set({
      layouts: compares ? [...layouts, 'comparison'] : layouts,
      layout:
        active?.protocol?.id === PROTOCOL_ID
          ? (layouts.find(id => id === active.stage?.id) ?? null)
          : null,
    });
  }

  /** New images are on the screen: at one scale, and where a layout was asked for, brought to the disc. */
  private arrived(): void {
    clearTimeout(this.aligning);
    this.aligning = setTimeout(() => this.views.align(this.currentStudy()), SETTLE_MS);
    const { study, selected } = this.store.get();
    const { viewports } = this.runtime.services.viewportGridService.getState();
    if (!study || !(this.filling || viewports.has(DISC_VIEWPORT))) {
      return;
    }
    const level = study.levels.at(-2) ?? study.levels.at(-1);
    const cell = selected ?? (level && { level: level.level, condition: 'SCS' as const });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.filling = false;
      if (cell) {
        void this.goTo(study, cell);
      }
    }, SETTLE_MS);
  }

  private shift(from: string, to: string): Vec3 | null {
    if (from === to) {
      return NO_SHIFT;
    }
    const { study, prior, selected } = this.store.get();
    const levelsOf = (uid: string) =>
      study?.studyInstanceUID === uid
        ? study.levels
        : prior?.studyInstanceUID === uid
          ? prior.levels
          : null;
    const [before, after] = [levelsOf(from), levelsOf(to)];
    return before && after && shiftBetween(before, after, selected?.level ?? 'L4-L5');
  }
}
