import type { Finding } from '../../findings';
import { drawOver, type Shape } from '../host/svgLayer';
import type { DisplaySet, Runtime, Viewport } from '../host/ohif';
import type { Store } from '../host/store';
import { displaySetRole } from '../images/seriesAttributes';
import { hasNamingDoubt } from '../study/naming';
import { isSeen } from '../study/overlays';
import { allFindings, type GradedStudy, type SessionState } from '../study/state';
import { shownViewports, studyShownIn } from '../viewports/navigation';
import { planeShown } from '../viewports/planeShown';
import { WatchedStacks } from '../viewports/watchedStacks';
import { isDrawn } from './drawnFindings';
import { findingMarks } from './marks/findingMarks';
import { HeatMarks } from './marks/heatMarks';
import { lengthMarks } from './marks/lengthMarks';
import { markedImage, type MarkedImage } from './marks/markedImage';
import { nameMarks } from './marks/nameMarks';
import { apart } from './marks/words';
import { isShown } from './measurements';

/** Cornerstone's event of a viewport that has drawn its picture. */
const IMAGE_RENDERED = 'CORNERSTONE_IMAGE_RENDERED';

/** What of the state the marks depend on. */
const DRAWN = ['study', 'prior', 'selected', 'overlays', 'annotate', 'explanation'] as const;

/**
 * What is drawn over every image of a study that has findings: the names of its discs in every plane, the findings
 * on images other than the one that carries their measurements, and the chosen disc's lengths. Another study's
 * images stay free of them; those of the prior carry its own names.
 */
export class ImageMarks {
  private readonly viewports: WatchedStacks;
  private readonly stop: () => void;
  /** Where the pointer is, by viewport. */
  private pointer: { readonly id: string; readonly x: number; readonly y: number } | null = null;
  private readonly listened = new Map<HTMLElement, () => void>();
  private readonly heat = new HeatMarks();
  /** Further series that carry the measurements, where an archive split the sagittal stack. */
  measuredSeries: readonly string[] = [];
  /** What was drawn last. */
  private before: Partial<Pick<SessionState, (typeof DRAWN)[number]>> = {};

  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store<SessionState>
  ) {
    this.viewports = new WatchedStacks(
      runtime,
      IMAGE_RENDERED,
      id => this.draw(id),
      () => true
    );
    this.stop = store.subscribe(() => this.changed());
  }

  dispose(): void {
    this.stop();
    this.viewports.dispose();
    this.listened.forEach((stop, element) => {
      stop();
      drawOver(element, []);
    });
  }

  private changed(): void {
    const state = this.store.get();
    if (DRAWN.some(key => this.before[key] !== state[key])) {
      this.before = Object.fromEntries(DRAWN.map(key => [key, state[key]]));
      shownViewports(this.runtime.services).forEach(({ id }) => this.draw(id));
    }
  }

  private draw(viewportId: string): void {
    const { services } = this.runtime;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    if (!viewport?.worldToCanvas) {
      return;
    }
    this.listen(viewport);
    const plane = planeShown(this.runtime, viewport);
    const shownStudy = studyShownIn(services, viewportId);
    const shapes = plane && shownStudy ? this.shapes(markedImage(viewport, plane), shownStudy) : [];
    drawOver(viewport.element, shapes);
  }

  private shapes(image: MarkedImage, shownStudy: string): readonly Shape[] {
    const { study, prior, overlays, selected, explanation } = this.store.get();
    const own = study?.studyInstanceUID === shownStudy ? study : null;
    const discs = own?.levels ?? (prior?.studyInstanceUID === shownStudy ? prior.levels : []);
    const doubt = own !== null && hasNamingDoubt(own);
    const names = isSeen(overlays, 'names') ? nameMarks(image, discs, doubt, selected) : [];
    if (!own || !isSeen(overlays, 'findings')) {
      return names;
    }
    const displaySet = this.displaySetIn(image.viewport);
    const level = own.levels.find(one => one.level === selected?.level);
    const isT1 = displaySet !== undefined && displaySetRole(displaySet) === 'sagT1';
    const heat =
      explanation?.kind === 'ready' ? this.heat.of(image, explanation.explanation, isT1) : [];
    // Names stay where they are looked for; the others make room for them.
    return [
      ...heat,
      ...apart([
        ...names,
        ...findingMarks(image, own, this.drawnFindings(own), {
          selected,
          pointer: this.pointer?.id === image.viewport.id ? this.pointer : null,
          hasCircles:
            displaySet !== undefined &&
            [own.sagittalSeriesUID, ...this.measuredSeries].includes(displaySet.SeriesInstanceUID),
        }),
        ...(level ? lengthMarks(image, level) : []),
      ]),
    ];
  }

  private drawnFindings(study: GradedStudy): readonly Finding[] {
    const { annotate, configuration, selected } = this.store.get();
    return allFindings(study).filter(
      finding =>
        isShown(finding) &&
        configuration.conditions.includes(finding.condition) &&
        isDrawn(finding, annotate ?? configuration.annotate, selected)
    );
  }

  private displaySetIn({ id }: Viewport): DisplaySet | undefined {
    const { viewportGridService, displaySetService } = this.runtime.services;
    const { viewports } = viewportGridService.getState();
    const [uid] = viewports.get(id)?.displaySetInstanceUIDs ?? [];
    return uid ? displaySetService.getDisplaySetByUID(uid) : undefined;
  }

  /** A finding's label comes up where the pointer is over its circle, without taking the pointer from the tools. */
  private listen({ id, element }: Viewport): void {
    if (this.listened.has(element)) {
      return;
    }
    const moved = (event: PointerEvent) => {
      const { left, top } = element.getBoundingClientRect();
      this.pointer = { id, x: event.clientX - left, y: event.clientY - top };
      this.draw(id);
    };
    const left = () => {
      this.pointer = null;
      this.draw(id);
    };
    element.addEventListener('pointermove', moved);
    element.addEventListener('pointerleave', left);
    this.listened.set(element, () => {
      element.removeEventListener('pointermove', moved);
      element.removeEventListener('pointerleave', left);
    });
  }
}
