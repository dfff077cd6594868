import type {
  Runtime,
  SegmentationRepresentation,
  SegmentationService,
  Subscription,
} from '../host/ohif';
import { studyShownIn, viewportsShowing } from '../viewports/navigation';

/** What of a drawing the viewer's list needs. */
export interface ListedDrawing {
  readonly segmentationId: string;
  readonly displaySetInstanceUIDs: readonly string[];
  /** Indices of segments that the eye of the whole leaves switched off. */
  readonly leftOff: readonly number[];
}

const WRAPPED = [
  'getSegmentationRepresentations',
  'getPresentation',
  'toggleSegmentationRepresentationVisibility',
  'toggleSegmentVisibility',
  'setActiveSegmentation',
] as const;

type Wrapped = Pick<SegmentationService, (typeof WRAPPED)[number]>;

/**
 * The viewer's panel of segmentations asks about the active viewport alone, and takes a segmentation of which one segment
 * is off for a hidden one, so that its eye shows it a second time. While a mode is open, the viewer's service answers
 * for every viewport that shows the study of our drawing, and the eye of the whole leaves the canal alone. Nothing is
 * drawn anywhere because of it: attaching a labelmap to a series that it was not made on turns a stack into a volume.
 */
export class StructureList implements Subscription {
  private readonly original: Wrapped;
  /** Owned by the service itself, not by its class. */
  private readonly own: readonly string[];
  /** The viewer keeps a layout's overlays: only those that are drawn. */
  private keeping = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly listed: () => ListedDrawing | null
  ) {
    const service = runtime.services.segmentationService;
    this.own = WRAPPED.filter(name => Object.hasOwn(service, name));
    this.original = Object.fromEntries(
      WRAPPED.map(name => [name, (service[name] as (...given: never[]) => unknown)?.bind(service)])
    ) as unknown as Wrapped;
    Object.assign(service, this.answers());
  }

  /** The viewer's service is as it was. */
  unsubscribe(): void {
    const service = this.runtime.services.segmentationService as unknown as Record<string, unknown>;
    for (const name of WRAPPED) {
      if (this.own.includes(name)) {
        service[name] = this.original[name];
      } else {
        delete service[name];
      }
    }
  }

  private answers(): Wrapped {
    const { original } = this;
    return {
      getSegmentationRepresentations: (viewportId, specifier) => {
        const drawn = original.getSegmentationRepresentations(viewportId, specifier);
        const asked = specifier?.segmentationId === undefined && !this.keeping;
        return drawn.length === 0 && asked ? this.lent(viewportId) : drawn;
      },
      getPresentation: viewportId => {
        this.keeping = true;
        try {
          return original.getPresentation(viewportId);
        } finally {
          this.keeping = false;
        }
      },
      toggleSegmentationRepresentationVisibility: (viewportId, specifier) => {
        const drawing = this.ours(specifier.segmentationId);
        const viewports = drawing ? this.viewportsOf(drawing) : [];
        if (!drawing || viewports.length === 0) {
          original.toggleSegmentationRepresentationVisibility(viewportId, specifier);
          return;
        }
        const shown = viewports.some(id => this.drawnIn(id, drawing)?.visible !== false);
        viewports.forEach(id => this.setVisible(id, drawing, specifier.type, !shown));
      },
      toggleSegmentVisibility: (viewportId, segmentationId, ...segment) => {
        for (const id of this.holders(viewportId, segmentationId)) {
          original.toggleSegmentVisibility(id, segmentationId, ...segment);
        }
      },
      setActiveSegmentation: (viewportId, segmentationId) => {
        for (const id of this.holders(viewportId, segmentationId)) {
          original.setActiveSegmentation(id, segmentationId);
        }
      },
    };
  }

  private ours(segmentationId: string): ListedDrawing | null {
    const drawing = this.listed();
    return drawing?.segmentationId === segmentationId ? drawing : null;
  }

  private drawnIn(viewportId: string, { segmentationId }: ListedDrawing) {
    return this.original.getSegmentationRepresentations(viewportId, { segmentationId })[0];
  }

  /** Viewports that have a drawing, and not only its name. */
  private viewportsOf(drawing: ListedDrawing): readonly string[] {
    return viewportsShowing(this.runtime.services, drawing.displaySetInstanceUIDs).filter(
      id => this.drawnIn(id, drawing) !== undefined
    );
  }

  /** Where something is done to a segmentation: in the viewport that is asked, or in all that have ours. */
  private holders(viewportId: string, segmentationId: string): readonly string[] {
    const drawing = this.ours(segmentationId);
    const viewports = drawing ? this.viewportsOf(drawing) : [];
    return viewports.length > 0 ? viewports : [viewportId];
  }

  /** What the viewport of another series of the same study names. */
  private lent(viewportId: string): readonly SegmentationRepresentation[] {
    const { services } = this.runtime;
    const drawing = this.listed();
    const home = drawing && this.viewportsOf(drawing)[0];
    if (!drawing || !home || studyShownIn(services, home) !== studyShownIn(services, viewportId)) {
      return [];
    }
    const representation = this.drawnIn(home, drawing);
    return representation ? [{ ...representation, viewportId }] : [];
  }

  private setVisible(id: string, drawing: ListedDrawing, type: string, visible: boolean): void {
    const { segmentationService } = this.runtime.services;
    const { segmentationId, leftOff } = drawing;
    const switchOff = (isVisible: boolean) =>
      leftOff.forEach(index =>
        segmentationService.setSegmentVisibility(id, segmentationId, index, isVisible, type)
      );
    if (visible !== (this.drawnIn(id, drawing)?.visible !== false)) {
      if (!visible) {
        // The viewer hides what is wholly shown, and shows everything else.
        switchOff(true);
      }
      this.original.toggleSegmentationRepresentationVisibility(id, { segmentationId, type });
      if (visible) {
        switchOff(false);
      }
    }
  }
}
