import { PREVIEW_SEGMENTS } from '../../analysis/segment/preview';
import type { Segment, SegmentationResult, SliceLabels } from '../../analysis/segmentationResult';
import { nextTask } from '../../browser/nextTask';
import { PRODUCT } from '../../record';
import { segmentColor } from '../../record/seg/color';
import { viewportsShowing } from '../viewports/navigation';
import type { DisplaySet, Rgba, Runtime, Subscription, Viewport } from '../host/ohif';
import { imageReference } from '../images/pixels';
import { drawOnce } from './drawOnce';
import { quietStatistics } from './quietStatistics';
import { StructureList } from './structureList';

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

/** Segments as the viewer lists them; without an active one it makes one so, and draws three times for it. */
const listed = (segments: readonly Segment[]) => {
  const first = Math.min(...segments.map(({ label }) => label));
  return Object.fromEntries(
    segments.map(({ label, name }) => [
      label,
      { segmentIndex: label, label: name, locked: true, active: label === first, cachedStats: {} },
    ])
  );
};

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
  /** The sagittal images that it lies over: of several series where an archive split the stack. */
  readonly displaySetInstanceUIDs: readonly string[];
  /** Empty for a stored object, which brings its own colors. */
  colors: ReadonlyMap<number, Rgba>;
  /**
   * It is still being made. Stacks alone show it: in a reformatted view every slice would bring the whole volume
   * to the graphics card anew.
   */
  preview: boolean;
  /** Whether there is room for its labels; false where something else took its place before there was. */
  room: Promise<boolean>;
  /** Where the labels of an image go, by imageKey. */
  readonly targets: Map<string, Target>;
  /** Images with labels, by their own id. */
  readonly painted: Set<string>;
  /** The viewer has had it: if it has it no more, a person took it off. */
  made: boolean;
  /** The viewports have had it, in its colors. */
  attached: boolean;
}

/** Images that a segmentation is drawn over; `imageIds` in the order of their display sets. */
export interface DrawnOn {
  readonly displaySets: readonly [DisplaySet, ...DisplaySet[]];
  readonly imageIds: readonly string[];
}

const isStack = ({ type }: Viewport): boolean => type === 'stack';

const uidsOf = ({ displaySets }: DrawnOn) =>
  displaySets.map(({ displaySetInstanceUID }) => displaySetInstanceUID);

interface Target {
  readonly sourceId: string;
  readonly labelmapId: string;
}

/** The segmentation of the spine as a labelmap overlay, wherever the sagittal series is shown. */
export class SegmentationDisplay {
  private shown: Drawing | null = null;
  /** All that the viewer holds of ours; while one drawing takes the place of another, both. */
  private readonly held = new Set<string>();
  private readonly subscriptions: readonly Subscription[];

  constructor(
    private readonly runtime: Runtime,
    /** Told when the overlay cannot be drawn; the findings do not depend on it. */
    private readonly onError: (error: unknown) => void
  ) {
    const { cornerstoneViewportService } = runtime.services;
    const { VIEWPORT_DATA_CHANGED } = cornerstoneViewportService.EVENTS;
    this.subscriptions = [
      cornerstoneViewportService.subscribe(VIEWPORT_DATA_CHANGED, () =>
        this.attach().catch(onError)
      ),
      quietStatistics(runtime, id => this.held.has(id)),
      new StructureList(
        runtime,
        () => this.shown && { ...this.shown, leftOff: this.canals(this.shown.segmentationId) }
      ),
    ];
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
   * @param images below it; labels find theirs by SOP Instance UID
   */
  async show({ segments, slices }: SegmentationResult, images: DrawnOn): Promise<void> {
    const { shown } = this;
    if (shown?.preview && shown.displaySetInstanceUIDs.join() === uidsOf(images).join()) {
      await this.complete(shown, segments, slices);
      return;
    }
    const drawing = this.planned(images, segments, false);
    await this.replace(drawing, segments, images, () =>
      slices.forEach(slice => this.paint(drawing, slice))
    );
  }

  /**
   * Makes room for a segmentation that comes slice by slice; null where something else is drawn by then. No viewport
   * draws it before it shows an image with labels: see `refresh`.
   */
  async startPreview(images: DrawnOn): Promise<Drawing | null> {
    const drawing = this.planned(images, PREVIEW_SEGMENTS, true);
    await this.replace(drawing, PREVIEW_SEGMENTS, images, () => {});
    return (await drawing.room) ? drawing : null;
  }

  /** Writes the labels of an image. True where viewports have something new to draw now: see `refresh`. */
  paint(drawing: Drawing, slice: SliceLabels): boolean {
    const target = drawing.targets.get(imageKey(slice));
    const image = target && this.runtime.cornerstone.cache.getImage(target.labelmapId);
    if (!target || !image) {
      return false;
    }
    (image.voxelManager?.getScalarData() as Uint8Array | undefined)?.set(slice.labels);
    drawing.painted.add(target.sourceId);
    return this.viewports(drawing).some(viewport => {
      const current = viewport.getCurrentImageId?.();
      return current === target.sourceId || (!drawing.attached && this.isPainted(drawing, current));
    });
  }

  /** Lets the viewports draw what was painted; images that they turn to later come as they are by then. */
  async refresh(drawing: Drawing): Promise<void> {
    if (!this.exists(drawing.segmentationId)) {
      return;
    }
    if (drawing.attached) {
      this.drawPainted(drawing);
    } else {
      await this.attach();
    }
  }

  /** Draws the newest segmentation of ours that the archive holds for a series, if there is one. */
  async showStored(images: DrawnOn): Promise<void> {
    const [sagittal] = images.displaySets;
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
      displaySetInstanceUIDs: uidsOf(images),
      colors: new Map(),
      preview: false,
      room: Promise.resolve(true),
      targets: new Map(),
      painted: new Set(),
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
    this.subscriptions.forEach(subscription => subscription.unsubscribe());
    // What is still being made is not drawn in the next mode.
    this.shown = null;
  }

  private planned(images: DrawnOn, segments: readonly Segment[], preview: boolean): Drawing {
    const segmentationId = `deepspine-${images.displaySets[0].SeriesInstanceUID}-${++drawings}`;
    return {
      segmentationId,
      displaySetInstanceUIDs: uidsOf(images),
      colors: colors(segments),
      preview,
      room: Promise.resolve(false),
      targets: new Map(),
      painted: new Set(),
      made: false,
      attached: false,
    };
  }

  /**
   * Makes a drawing the one that is shown. There is no room for it where another one took its place meanwhile, or a
   * person wants none.
   */
  private async replace(
    drawing: Drawing,
    segments: readonly Segment[],
    { displaySets, imageIds }: DrawnOn,
    fill: () => void
  ): Promise<void> {
    const before = this.shown;
    if (before && this.isTakenOff(before)) {
      return;
    }
    this.shown = drawing;
    this.held.add(drawing.segmentationId);
    try {
      // Viewports put the images into an order of theirs.
      const ordered = displaySets.every(set => set.imageIds)
        ? displaySets.flatMap(set => set.imageIds ?? [])
        : imageIds;
      drawing.room = this.makeRoom(drawing, segments, ordered);
      if (await drawing.room) {
        fill();
        await nextTask();
        if (!drawing.preview) {
          await this.attach(before);
        }
      }
    } finally {
      this.removeOthers();
    }
  }

  /** A person took a preview off: nothing is drawn in its place. */
  private isTakenOff({ preview, made, segmentationId }: Drawing): boolean {
    return preview && made && !this.exists(segmentationId);
  }

  /**
   * Turns a preview into the result where it is: the same images get their final labels, and the segments their names
   * and colors. Viewports that show it draw once.
   */
  private async complete(
    drawing: Drawing,
    segments: readonly Segment[],
    slices: readonly SliceLabels[]
  ): Promise<void> {
    const { services } = this.runtime;
    const { segmentationId } = drawing;
    const isDrawn = async () => {
      await nextTask();
      return this.shown === drawing && this.exists(segmentationId);
    };
    if (!(await drawing.room)) {
      return;
    }
    for (const slice of slices) {
      if (!(await isDrawn())) {
        return;
      }
      this.paint(drawing, slice);
    }
    drawing.preview = false;
    drawing.colors = colors(segments);
    const attached = this.drawing(drawing);
    await drawOnce(attached, () => {
      attached.forEach(({ id }) => this.renew(id, drawing, segments));
      services.segmentationService.addOrUpdateSegmentation({
        segmentationId,
        segments: listed(segments),
        segmentOrder: segments.map(({ label }) => label),
      });
      attached.forEach(({ id }) => this.dress(id, drawing, false));
      this.drawPainted(drawing);
    });
    await this.attach();
  }

  /** Gives a viewport the segments of the result in place of those of the preview: hidden if all of those were. */
  private renew(
    viewportId: string,
    { segmentationId, colors }: Drawing,
    segments: readonly Segment[]
  ) {
    const { cornerstoneTools, services } = this.runtime;
    const { state } = cornerstoneTools.segmentation;
    for (const drawn of state.getSegmentationRepresentations(viewportId, { segmentationId })) {
      const known = Object.values(drawn.segments);
      const visible = drawn.visible !== false && known.some(segment => segment.visible);
      drawn.segments = Object.fromEntries(segments.map(({ label }) => [label, { visible }]));
    }
    // In the viewer's own table, as its setSegmentColor does, but for a picture after each.
    for (const [label, color] of colors) {
      const entry = services.segmentationService.getSegmentColor(viewportId, segmentationId, label);
      color.forEach((value, i) => Array.isArray(entry) && (entry[i] = value));
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
    // The findings come first; what follows takes tasks of its own, so that the page answers in between.
    await nextTask();
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
        segments: listed(segments),
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
    const { shown } = this;
    const { segmentationService } = this.runtime.services;
    if (!shown || !this.exists(shown.segmentationId)) {
      return;
    }
    const { segmentationId } = shown;
    if (!shown.attached) {
      segmentationService.setStyle({ segmentationId, type: LABELMAP }, this.style);
      await nextTask();
      if (this.shown !== shown || !this.exists(segmentationId)) {
        return;
      }
    }
    for (const viewport of this.viewports(shown)) {
      if (!this.isWantedIn(viewport, shown)) {
        continue;
      }
      await this.attachTo(viewport, shown, before);
      if (this.shown !== shown || this.representations(viewport.id, shown).length === 0) {
        return;
      }
      await nextTask();
    }
    shown.attached = true;
  }

  /** Whether a viewport lacks a drawing that it should have; previews are for stacks alone. */
  private isWantedIn(viewport: Viewport, drawing: Drawing): boolean {
    return (
      this.representations(viewport.id, drawing).length === 0 &&
      (!drawing.preview || isStack(viewport))
    );
  }

  /** Adds a drawing to a viewport; hidden where what it takes the place of was hidden there. */
  private async attachTo(
    viewport: Viewport,
    drawing: Drawing,
    before: Drawing | null
  ): Promise<void> {
    const { segmentationService } = this.runtime.services;
    const { segmentationId, colors } = drawing;
    const hidden =
      before !== null &&
      this.representations(viewport.id, before).some(({ visible }) => visible === false);
    // A volume may come with a viewport of its own, in place of this one.
    await drawOnce(isStack(viewport) ? [viewport] : [], async () => {
      await segmentationService.addSegmentationRepresentation(viewport.id, {
        segmentationId,
        type: LABELMAP,
        ...(colors.size > 0 ? { config: { colorLUTOrIndex: colorTable(colors) } } : {}),
      });
      // Taken off meanwhile: there is nothing left to change.
      if (this.shown === drawing && this.representations(viewport.id, drawing).length > 0) {
        this.dress(viewport.id, drawing, hidden);
      }
    });
  }

  /** Colors and visibility in a viewport, as far as they are not yet what they should be. */
  private dress(viewportId: string, { segmentationId, colors }: Drawing, hidden: boolean): void {
    const { segmentationService } = this.runtime.services;
    if (hidden) {
      const specifier = { segmentationId, type: LABELMAP };
      segmentationService.toggleSegmentationRepresentationVisibility(viewportId, specifier);
    }
    for (const [label, color] of colors) {
      const set = segmentationService.getSegmentColor(viewportId, segmentationId, label);
      if (color.some((value, i) => value !== set?.[i])) {
        segmentationService.setSegmentColor(viewportId, segmentationId, label, color);
      }
    }
    for (const index of this.canals(segmentationId)) {
      segmentationService.setSegmentVisibility(viewportId, segmentationId, index, false, LABELMAP);
    }
  }

  /** Lets stacks draw the labels of their image anew, where it has any; nothing else changed. */
  private drawPainted(drawing: Drawing): void {
    const labelmaps = new Map(
      [...drawing.targets.values()].map(({ sourceId, labelmapId }) => [sourceId, labelmapId])
    );
    for (const viewport of this.drawing(drawing)) {
      const current = viewport.getCurrentImageId?.();
      const labelmapId = this.isPainted(drawing, current) ? labelmaps.get(current!) : undefined;
      if (isStack(viewport) && !labelmapId) {
        continue;
      }
      if (!this.redrawLabels(viewport, labelmapId)) {
        // As the viewer does it itself: for all of them.
        this.runtime.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
          drawing.segmentationId
        );
        return;
      }
    }
  }

  /** Has a stack draw the labels of one image anew; false where it cannot be done for that image alone. */
  private redrawLabels(viewport: Viewport, labelmapId: string | undefined): boolean {
    const { cache, utilities } = this.runtime.cornerstone;
    const { updateVTKImageDataWithCornerstoneImage: update } = utilities;
    const image = labelmapId ? cache.getImage(labelmapId) : undefined;
    const drawn = viewport.getActors?.().find(actor => actor.referencedId === labelmapId);
    const data = drawn?.actor.getMapper().getInputData();
    if (!isStack(viewport) || !update || !image || !data || 'setDerivedImage' in data) {
      return false;
    }
    data.modified();
    update(data, image);
    viewport.render();
    return true;
  }

  /** Viewports that show its images. */
  private viewports({ displaySetInstanceUIDs }: Drawing): readonly Viewport[] {
    const { services } = this.runtime;
    return viewportsShowing(services, displaySetInstanceUIDs).flatMap(
      id => services.cornerstoneViewportService.getCornerstoneViewport(id) ?? []
    );
  }

  /** Those of them that draw it. */
  private drawing(drawing: Drawing): readonly Viewport[] {
    return this.viewports(drawing).filter(({ id }) => this.representations(id, drawing).length > 0);
  }

  private representations(viewportId: string, { segmentationId }: Drawing) {
    const { segmentationService } = this.runtime.services;
    return segmentationService.getSegmentationRepresentations(viewportId, { segmentationId });
  }

  private isPainted({ painted }: Drawing, imageId: string | undefined): boolean {
    return imageId !== undefined && painted.has(imageId);
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
