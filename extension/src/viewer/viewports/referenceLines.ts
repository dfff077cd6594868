import { drawOver, type Shape } from '../host/svgLayer';
import type { Runtime, Subscription, ToolGroup, Viewport } from '../host/ohif';
import { cutOf } from './crossLines';
import { shownViewports } from './navigation';
import { imageShown, planeShown } from './planeShown';
import { WatchedStacks } from './watchedStacks';

const TOOL = 'ReferenceLines';
const TOOL_GROUP = 'default';
/** Cornerstone's event of a viewport that has drawn its picture. */
const IMAGE_RENDERED = 'CORNERSTONE_IMAGE_RENDERED';
const LAYER = 'deepspine-cross-lines';
const LINE = { stroke: '#4fb06a', 'stroke-width': 1, 'stroke-dasharray': '6 4' };

/**
 * Shows in every image where the others cut it. The viewer's own tool does it for the active one, but by itself only
 * between series with equal Frame of Reference UIDs, which real studies do not have; the others are drawn here, as
 * long as a person has that tool on.
 */
export class ReferenceLines {
  private readonly subscriptions: readonly Subscription[];
  private readonly viewports: WatchedStacks;
  private enabled = false;

  constructor(private readonly runtime: Runtime) {
    const { viewportGridService, cornerstoneViewportService } = runtime.services;
    const { ACTIVE_VIEWPORT_ID_CHANGED } = viewportGridService.EVENTS;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    this.viewports = new WatchedStacks(
      runtime,
      IMAGE_RENDERED,
      id => this.rendered(id),
      () => true
    );
    this.subscriptions = [
      viewportGridService.subscribe(ACTIVE_VIEWPORT_ID_CHANGED, () => this.follow()),
      cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () => this.follow()),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach(subscription => subscription.unsubscribe());
    this.viewports.all().forEach(({ element }) => drawOver(element, [], LAYER));
    this.viewports.dispose();
  }

  private follow(): void {
    const { viewportGridService } = this.runtime.services;
    const { group } = this;
    const sourceViewportId = viewportGridService.getActiveViewportId();
    if (!group?.hasTool(TOOL) || !sourceViewportId) {
      return;
    }
    const configuration = group.getToolConfiguration(TOOL) ?? {};
    group.setToolConfiguration(
      TOOL,
      { ...configuration, sourceViewportId, enforceSameFrameOfReference: false },
      true
    );
    // Once only: who switches the lines off in the toolbar wants them off.
    if (!this.enabled) {
      this.enabled = true;
      group.setToolEnabled(TOOL);
    }
    shownViewports(this.runtime.services).forEach(viewport => this.draw(viewport));
  }

  private get group(): ToolGroup | undefined {
    return this.runtime.services.toolGroupService.getToolGroup(TOOL_GROUP);
  }

  /** Another image here is another line in all others. */
  private rendered(viewportId: string): void {
    const shown = shownViewports(this.runtime.services);
    const source = shown.find(({ id }) => id === viewportId);
    const imageId = source?.getCurrentImageId?.();
    const scrolled = imageId !== undefined && this.last.get(viewportId) !== imageId;
    if (imageId !== undefined) {
      this.last.set(viewportId, imageId);
    }
    (scrolled ? shown : source ? [source] : []).forEach(viewport => this.draw(viewport));
  }

  /** By viewport: the image that it showed last. */
  private readonly last = new Map<string, string>();

  private draw(target: Viewport): void {
    const active = this.runtime.services.viewportGridService.getActiveViewportId();
    const plane = planeShown(this.runtime, target);
    const wanted = this.group?.toolOptions?.[TOOL]?.mode === 'Enabled';
    const sources =
      wanted && plane && target.worldToCanvas
        ? this.viewports.all().filter(({ id }) => id !== target.id && id !== active)
        : [];
    const lines = sources.flatMap((source): Shape[] => {
      const image = imageShown(this.runtime, source);
      const cut = image && cutOf(image.slice, plane!);
      if (!cut) {
        return [];
      }
      const [[x1, y1], [x2, y2]] = [target.worldToCanvas!(cut[0]), target.worldToCanvas!(cut[1])];
      return [
        { tag: 'line', attributes: { ...LINE, x1, y1, x2, y2, 'data-cy': 'deepspine-cross-line' } },
      ];
    });
    drawOver(target.element, lines, LAYER);
  }
}
