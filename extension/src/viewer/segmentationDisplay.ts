import type { Segment, SegmentationResult } from '../analysis/types';
import { nextTask } from '../inference/nextTask';
import { PRODUCT } from '../report';
import { segmentColour } from '../report/seg/colour';
import { viewportsShowing } from './navigation';
import type { DisplaySet, Runtime } from './ohif';
import { imageReference } from './pixels';

type Rgba = readonly [number, number, number, number];

const LABELMAP = 'Labelmap';

/** Thin: the radiologist reads the image below it. */
const STYLE = { fillAlpha: 0.12, fillAlphaInactive: 0.12, outlineWidth: 1, renderFill: true };

/** Colours of the segments by label, the same that a stored object brings. */
function colours(segments: readonly Segment[]): Map<number, Rgba> {
  const counts = { vertebra: 0, disc: 0, canal: 0 };
  return new Map(
    segments.map(({ kind, label }) => [label, [...segmentColour(kind, counts[kind]++), 255]])
  );
}

/**
 * Counts what this page has drawn. The viewer keeps the colours of a segmentation by its name beyond the end of
 * a mode, but not the table that they stand in: a name that returns with a study takes its viewports down.
 */
let drawings = 0;

const key = (sopInstanceUID: string, frameNumber = 1) => `${sopInstanceUID}/${frameNumber}`;

interface Shown {
  readonly segmentationId: string;
  /** The sagittal series that it lies over. */
  readonly displaySetInstanceUID: string;
  /** Empty for a stored object, which brings its own colours. */
  readonly colours: ReadonlyMap<number, Rgba>;
}

/** The segmentation of the spine as a labelmap overlay, wherever the sagittal series is shown. */
export class SegmentationDisplay {
  private shown: Shown | null = null;
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

  get isEmpty(): boolean {
    return this.shown === null;
  }

  /**
   * Draws a result; replaces what was drawn before.
   * @param imageIds of the display set, in its own order; labels find theirs by SOP Instance UID
   */
  async show(
    result: SegmentationResult,
    displaySet: DisplaySet,
    imageIds: readonly string[]
  ): Promise<void> {
    this.hide();
    const { segmentationService } = this.runtime.services;
    // createLabelmapForDisplaySet derives its images from this field, which only viewports set.
    displaySet.imageIds ??= imageIds;
    const segments = Object.fromEntries(
      result.segments.map(({ label, name }) => [
        label,
        { segmentIndex: label, label: name, locked: true, active: false, cachedStats: {} },
      ])
    );
    const segmentationId = `deepspine-${result.seriesInstanceUID}-${++drawings}`;
    const { displaySetInstanceUID } = displaySet;
    this.shown = { segmentationId, displaySetInstanceUID, colours: colours(result.segments) };
    // The findings come first; what follows takes tasks of its own, so that the page answers in between.
    await nextTask();
    if (this.shown?.segmentationId !== segmentationId) {
      return;
    }
    await segmentationService.createLabelmapForDisplaySet(displaySet, {
      segmentationId,
      label: 'DeepSPINE: vertebrae, discs, canal',
      segments,
    });
    if (this.shown?.segmentationId !== segmentationId) {
      segmentationService.remove(segmentationId);
      return;
    }
    this.fill(result, displaySet.imageIds, segmentationId);
    await nextTask();
    await this.attach();
    if (this.shown?.segmentationId !== segmentationId) {
      return;
    }
    this.runtime.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
      segmentationId
    );
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
      colours: new Map(),
    };
    // A segmentation that came in before its series may have been left without it, and could not be loaded.
    stored.referencedDisplaySetInstanceUID ??= sagittal.displaySetInstanceUID;
    await stored.load({ headers: userAuthenticationService.getAuthorizationHeader() });
    await this.attach();
  }

  /** Renames the drawn segments, by label; those of a stored object keep the names it has. */
  rename(segments: readonly Segment[]): void {
    const { segmentationService } = this.runtime.services;
    if (!this.shown || this.shown.colours.size === 0) {
      return;
    }
    for (const { label, name } of segments) {
      segmentationService.setSegmentLabel(this.shown.segmentationId, label, name);
    }
  }

  hide(): void {
    const { segmentationService } = this.runtime.services;
    if (this.shown && segmentationService.getSegmentation(this.shown.segmentationId)) {
      segmentationService.remove(this.shown.segmentationId);
    }
    this.shown = null;
  }

  dispose(): void {
    this.unsubscribe();
    // What is still being made is not drawn in the next mode.
    this.shown = null;
  }

  /** Adds the overlay to every viewport that shows its series and lacks it. */
  private async attach(): Promise<void> {
    const { shown, runtime } = this;
    const { segmentationService, cornerstoneViewportService } = runtime.services;
    if (!shown || !segmentationService.getSegmentation(shown.segmentationId)) {
      return;
    }
    const { segmentationId } = shown;
    for (const viewportId of viewportsShowing(runtime.services, shown.displaySetInstanceUID)) {
      const mounted = cornerstoneViewportService.getCornerstoneViewport(viewportId);
      const there = segmentationService.getSegmentationRepresentations(viewportId, {
        segmentationId,
      });
      if (!mounted || there.length > 0) {
        continue;
      }
      await segmentationService.addSegmentationRepresentation(viewportId, {
        segmentationId,
        type: LABELMAP,
      });
      // Taken off meanwhile: there is nothing left to colour.
      if (this.shown !== shown) {
        return;
      }
      for (const [label, colour] of shown.colours) {
        segmentationService.setSegmentColor(viewportId, segmentationId, label, colour);
      }
    }
    segmentationService.setStyle({ segmentationId, type: LABELMAP }, STYLE);
  }

  private fill(
    result: SegmentationResult,
    sourceIds: readonly string[],
    segmentationId: string
  ): void {
    const { cornerstone, services } = this.runtime;
    const labels = new Map(
      result.slices.map(slice => [key(slice.sopInstanceUID, slice.frameNumber), slice.labels])
    );
    const labelmapIds =
      services.segmentationService.getSegmentation(segmentationId)?.representationData.Labelmap
        ?.imageIds ?? [];
    labelmapIds.forEach((imageId, i) => {
      const source = sourceIds[i];
      const reference = source ? imageReference(cornerstone, source) : undefined;
      const values = reference && labels.get(key(reference.sopInstanceUID, reference.frameNumber));
      const image = cornerstone.cache.getImage(imageId);
      if (values && image) {
        (image.voxelManager?.getScalarData() as Uint8Array | undefined)?.set(values);
      }
    });
  }
}

const contentTime = ({ instance }: DisplaySet): string =>
  `${String(instance?.ContentDate ?? '')}${String(instance?.ContentTime ?? '')}`;
