import { PREVIEW_SEGMENTS } from '../../analysis/segment/preview';
import type { Segment, SegmentationResult, SliceLabels } from '../../analysis/types';
import { nextTask } from '../../browser/nextTask';
import { PRODUCT } from '../../record';
import { segmentColor } from '../../record/seg/color';
import { viewportsShowing } from '../viewports/navigation';
import type { DisplaySet, Rgba, Runtime } from '../host/ohif';
import { imageReference } from '../images/pixels';

const LABELMAP = 'Labelmap';

/** Thin outlines and nothing else: the radiologist reads the image below them. */
const STYLE = {
  fillAlpha: 0,
  fillAlphaInactive: 0,
  outlineWidth: 1,
  renderFill: false,
  renderOutline: true,
};
/** Where a person wants none. */
const UNSEEN = { ...STYLE, renderOutline: false };
/** The segment that is not drawn unless a person switches it on: what matters most lies below it. */
const CANAL = /canal/i;

/** Colors of the segments by label, the same that a stored object brings. */
function colors(segments: readonly Segment[]): Map<number, Rgba> {
  const counts = { vertebra: 0, disc: 0, canal: 0, sacrum: 0 };
  return new Map(
    segments.map(({ kind, label }) => [label, [...segmentColor(kind, counts[kind]++), 255]])
  );
}

/** The same as the viewer takes them, by segment index; nothing is drawn where no segment is. */
const colorTable = (colors: ReadonlyMap<number, Rgba>): readonly Rgba[] =>
  Array.from(
    { length: Math.max(0, ...colors.keys()) + 1 },
    (_, i) => colors.get(i) ?? [0, 0, 0, 0]
  );

/**
 * Counts what this page has drawn. The viewer keeps the colors of a segmentation by its name beyond the end of
 * a mode, but not the table that they stand in: a name that returns with a study takes its viewports down.
 */
let drawings = 0;

/** Identifies an image within its series. */
export const imageKey = ({
  sopInstanceUID,
  frameNumber = 1,
}: Pick<SliceLabels, 'sopInstanceUID' | 'frameNumber'>): string =>
  `${sopInstanceUID}/${frameNumber}`;

/** One segmentation in the viewer. */
export interface Drawing {
  readonly segmentationId: string;
  /** The sagittal series that it lies over. */
  readonly displaySetInstanceUID: string;
  /** Empty for a stored object, which brings its own colors. */
  readonly colors: ReadonlyMap<number, Rgba>;
  /**
   * It is still being made. Stacks alone show it: in a reformatted view every slice would bring the whole volume
   * to the graphics card anew.
   */
  readonly preview: boolean;
  /** Where the labels of an image go, by imageKey. */
  readonly targets: Map<string, Target>;
  /** The viewer has had it: if it has it no more, a person took it off. */
  made: boolean;
  /** The viewports have had it, in its colors. */
  attached: boolean;
}

interface Target {
  readonly sourceId: string;
  readonly labelmapId: string;
}

/** The segmentation of the spine as a labelmap overlay, wherever the sagittal series is shown. */
export class SegmentationDisplay {
  private shown: Drawing | null = null;
  /** All that the viewer holds of ours; while one drawing takes the place of another, both. */
  private readonly held = new Set<string>();
  private readonly unsubscribe: () => void;

  constructor(
    private readonly runtime: Runtime,
    /** Told when the overlay cannot be drawn; the findings do not depend on it. */
    private readonly onError: (error: unknown) => void
  ) {
    const { cornerstoneViewportService } = runtime.services;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    const subscription = cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () =>
      this.attach().catch(onError)
    );
    this.unsubscribe = subscription.unsubscribe;
  }

  /** Shows or hides the outlines; the viewer's own switches stay as they are. */
  setSeen(seen: boolean): void {
    this.seen = seen;
    if (this.shown && this.exists(this.shown.segmentationId)) {
      this.runtime.services.segmentationService.setStyle(
        { segmentationId: this.shown.segmentationId, type: LABELMAP },
        this.style
      );
      this.runtime.services.cornerstoneViewportService.getRenderingEngine()?.render();
    }
  }

  private seen = true;

  private get style() {
    return this.seen ? STYLE : UNSEEN;
  }

  get isEmpty(): boolean {
    return this.shown === null;
  }

  /**
   * Draws a result in place of what was drawn before; hidden where that was hidden, and not at all where a person
   * has taken its preview off.
   * @param imageIds of the display set, in its own order; labels find theirs by SOP Instance UID
   */
  async show(
    { segments, slices }: SegmentationResult,
    displaySet: DisplaySet,
    imageIds: readonly string[]
  ): Promise<void> {
    const drawing = this.planned(displaySet, segments, false);
    const fill = () => slices.forEach(slice => this.paint(drawing, slice));
    await this.replace(drawing, segments, displaySet, imageIds, fill);
  }

  /** Makes room for a segmentation that comes slice by slice; null where something else is drawn by then. */
  async startPreview(displaySet: DisplaySet, imageIds: readonly string[]): Promise<Drawing | null> {
    const drawing = this.planned(displaySet, PREVIEW_SEGMENTS, true);
    const made = await this.replace(drawing, PREVIEW_SEGMENTS, displaySet, imageIds, () => {});
    return made ? drawing : null;
  }

  /** Writes the labels of an image. True where a viewport shows that image now: see `refresh`. */
  paint({ targets, displaySetInstanceUID }: Drawing, slice: SliceLabels): boolean {
    const { services, cornerstone } = this.runtime;
    const target = targets.get(imageKey(slice));
    const image = target && cornerstone.cache.getImage(target.labelmapId);
    if (!target || !image) {
      return false;
    }
    (image.voxelManager?.getScalarData() as Uint8Array | undefined)?.set(slice.labels);
    return viewportsShowing(services, displaySetInstanceUID).some(
      id =>
        services.cornerstoneViewportService.getCornerstoneViewport(id)?.getCurrentImageId?.() ===
        target.sourceId
    );
  }

  /** Lets the viewports draw what was painted; images that they turn to later come as they are by then. */
  refresh({ segmentationId }: Drawing): void {
    if (this.exists(segmentationId)) {
      this.runtime.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
        segmentationId
      );
    }
  }

  /** Draws the newest segmentation of ours that the archive holds for a series, if there is one. */
  async showStored(sagittal: DisplaySet): Promise<void> {
    const { displaySetService, userAuthenticationService } = this.runtime.services;
    const stored = displaySetService
      .getActiveDisplaySets()
      .filter(
        set =>
          set.Modality === 'SEG' &&
          set.referencedSeriesInstanceUID === sagittal.SeriesInstanceUID &&
          set.instance?.Manufacturer === PRODUCT.manufacturer
      )
      .sort((a, b) => contentTime(b).localeCompare(contentTime(a)))[0];
    if (!stored?.load) {
      return;
    }
    this.shown = {
      segmentationId: stored.displaySetInstanceUID,
      displaySetInstanceUID: sagittal.displaySetInstanceUID,
      colors: new Map(),
      preview: false,
      targets: new Map(),
      made: true,
      attached: false,
    };
    this.held.add(this.shown.segmentationId);
    // A segmentation that came in before its series may have been left without it, and could not be loaded.
    stored.referencedDisplaySetInstanceUID ??= sagittal.displaySetInstanceUID;
    await stored.load({ headers: userAuthenticationService.getAuthorizationHeader() });
    await this.attach();
  }

  /** Renames the drawn segments, by label; those of a stored object keep the names it has. */
  rename(segments: readonly Segment[]): void {
    const { segmentationService } = this.runtime.services;
    if (!this.shown || this.shown.colors.size === 0) {
      return;
    }
    for (const { label, name } of segments) {
      segmentationService.setSegmentLabel(this.shown.segmentationId, label, name);
    }
  }

  hide(): void {
    this.shown = null;
    this.removeOthers();
  }

  dispose(): void {
    this.unsubscribe();
    // What is still being made is not drawn in the next mode.
    this.shown = null;
  }

  private planned(
    { SeriesInstanceUID, displaySetInstanceUID }: DisplaySet,
    segments: readonly Segment[],
    preview: boolean
  ): Drawing {
    const segmentationId = `deepspine-${SeriesInstanceUID}-${++drawings}`;
    return {
      segmentationId,
      displaySetInstanceUID,
      colors: colors(segments),
      preview,
      targets: new Map(),
      made: false,
      attached: false,
    };
  }

  /** False where another drawing took its place meanwhile, or a person wants none. */
  private async replace(
    drawing: Drawing,
    segments: readonly Segment[],
    displaySet: DisplaySet,
    imageIds: readonly string[],
    fill: () => void
  ): Promise<boolean> {
    const before = this.shown;
    if (before?.preview && before.made && !this.exists(before.segmentationId)) {
      return false;
    }
    this.shown = drawing;
    this.held.add(drawing.segmentationId);
    try {
      // The findings come first; what follows takes tasks of its own, so that the page answers in between.
      await nextTask();
      // Viewports put the images into an order of theirs.
      if (!(await this.makeRoom(drawing, segments, displaySet.imageIds ?? imageIds))) {
        return false;
      }
      fill();
      await nextTask();
      await this.attach(before);
      return this.shown === drawing;
    } finally {
      this.removeOthers();
    }
  }

  /**
   * What the viewer's createLabelmapForDisplaySet does, but one image at a time, each in a task of its own: where
   * the models keep all processors busy, all of them at once hold the page for too long. False where another
   * drawing took its place meanwhile.
   */
  private async makeRoom(
    drawing: Drawing,
    segments: readonly Segment[],
    sourceIds: readonly string[]
  ): Promise<boolean> {
    const { cornerstone, services } = this.runtime;
    const { segmentationId, targets } = drawing;
    const labelmapIds: string[] = [];
    for (const sourceId of sourceIds) {
      if (this.shown !== drawing) {
        return false;
      }
      const made = await cornerstone.imageLoader.createAndCacheDerivedLabelmapImages([sourceId]);
      const reference = imageReference(cornerstone, sourceId);
      for (const { imageId: labelmapId } of made) {
        labelmapIds.push(labelmapId);
        if (reference) {
          targets.set(imageKey(reference), { sourceId, labelmapId });
        }
      }
      await nextTask();
    }
    if (this.shown !== drawing) {
      return false;
    }
    services.segmentationService.addOrUpdateSegmentation({
      segmentationId,
      representation: {
        type: LABELMAP,
        data: { imageIds: labelmapIds, referencedImageIds: sourceIds },
      },
      config: {
        label: 'DeepSPINE: vertebrae, discs, canal',
        segments: Object.fromEntries(
          segments.map(({ label, name }) => [
            label,
            { segmentIndex: label, label: name, locked: true, active: false, cachedStats: {} },
          ])
        ),
      },
    });
    drawing.made = true;
    return true;
  }

  /**
   * Adds the overlay to every viewport that shows its series and lacks it.
   * @param before what it takes the place of: where that is hidden, it is
   */
  private async attach(before: Drawing | null = null): Promise<void> {
    const { shown, runtime } = this;
    const { segmentationService, cornerstoneViewportService } = runtime.services;
    if (!shown || !this.exists(shown.segmentationId)) {
      return;
    }
    const { segmentationId } = shown;
    const representationsOf = (viewportId: string, drawing: Drawing) =>
      segmentationService.getSegmentationRepresentations(viewportId, {
        segmentationId: drawing.segmentationId,
      });
    const specifier = { segmentationId, type: LABELMAP };
    if (!shown.attached) {
      segmentationService.setStyle(specifier, this.style);
      await nextTask();
      if (this.shown !== shown || !this.exists(segmentationId)) {
        return;
      }
    }
    const config =
      shown.colors.size > 0 ? { config: { colorLUTOrIndex: colorTable(shown.colors) } } : {};
    for (const viewportId of viewportsShowing(runtime.services, shown.displaySetInstanceUID)) {
      const mounted = cornerstoneViewportService.getCornerstoneViewport(viewportId);
      const there = representationsOf(viewportId, shown);
      if (!mounted || there.length > 0 || (shown.preview && mounted.type !== 'stack')) {
        continue;
      }
      const hidden =
        before && representationsOf(viewportId, before).some(({ visible }) => visible === false);
      await segmentationService.addSegmentationRepresentation(viewportId, {
        ...specifier,
        ...config,
      });
      // Taken off meanwhile: there is nothing left to change.
      if (this.shown !== shown || representationsOf(viewportId, shown).length === 0) {
        return;
      }
      // Every change from here on is a frame more that all viewports draw, one after the other.
      if (hidden) {
        segmentationService.toggleSegmentationRepresentationVisibility(viewportId, specifier);
      }
      for (const [label, color] of shown.colors) {
        const set = segmentationService.getSegmentColor(viewportId, segmentationId, label);
        if (color.some((value, i) => value !== set?.[i])) {
          segmentationService.setSegmentColor(viewportId, segmentationId, label, color);
        }
      }
      for (const index of this.canals(segmentationId)) {
        segmentationService.setSegmentVisibility(
          viewportId,
          segmentationId,
          index,
          false,
          LABELMAP
        );
      }
      await nextTask();
      if (this.shown !== shown) {
        return;
      }
    }
    shown.attached = true;
  }

  /** Indices of the canal's segments. */
  private canals(segmentationId: string): readonly number[] {
    const { segments = {} } =
      this.runtime.services.segmentationService.getSegmentation(segmentationId) ?? {};
    return Object.entries(segments).flatMap(([index, segment]) =>
      CANAL.test(segment?.label ?? '') ? [Number(index)] : []
    );
  }

  private exists(segmentationId: string): boolean {
    return this.runtime.services.segmentationService.getSegmentation(segmentationId) !== undefined;
  }

  /** Takes off everything of ours but what is shown. */
  private removeOthers(): void {
    for (const segmentationId of [...this.held]) {
      if (segmentationId !== this.shown?.segmentationId) {
        this.held.delete(segmentationId);
        if (this.exists(segmentationId)) {
          this.runtime.services.segmentationService.remove(segmentationId);
        }
      }
    }
  }
}

const contentTime = ({ instance }: DisplaySet): string =>
  `${String(instance?.ContentDate ?? '')}${String(instance?.ContentTime ?? '')}`;
