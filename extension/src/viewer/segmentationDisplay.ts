import type { Segment, SegmentationResult } from '../analysis/types';
import type { DisplaySet, Runtime } from './ohif';
import { imageReference } from './pixels';

type Rgba = readonly [number, number, number, number];

/** Neighbouring structures differ; vertebrae are warm, discs cool, the canal stands out. */
const VERTEBRAE: readonly Rgba[] = [
  [240, 190, 120, 255],
  [220, 150, 90, 255],
];
const DISCS: readonly Rgba[] = [
  [90, 190, 240, 255],
  [70, 140, 230, 255],
];
const CANAL: Rgba = [230, 220, 90, 255];

/** Colour of a segment; `order` counts the segments of its kind from the top down. */
function colourOf({ kind }: Segment, order: number): Rgba {
  return kind === 'canal' ? CANAL : (kind === 'disc' ? DISCS : VERTEBRAE)[order % 2]!;
}

const key = (sopInstanceUID: string, frameNumber?: number) =>
  `${sopInstanceUID}/${frameNumber ?? 1}`;

/** The segmentation of the spine as a labelmap overlay of the sagittal series. */
export class SegmentationDisplay {
  private segmentationId: string | null = null;

  constructor(private readonly runtime: Runtime) {}

  /**
   * Shows the labels on every given viewport. Replaces what was shown before.
   * @param imageIds of the display set, in its own order; labels find theirs by SOP Instance UID
   */
  async show(
    result: SegmentationResult,
    displaySet: DisplaySet,
    imageIds: readonly string[],
    viewportIds: readonly string[]
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
    const segmentationId = await segmentationService.createLabelmapForDisplaySet(displaySet, {
      segmentationId: `deepspine-${result.seriesInstanceUID}`,
      label: 'DeepSPINE: vertebrae, discs, canal',
      segments,
    });
    this.segmentationId = segmentationId;
    this.fill(result, displaySet.imageIds, segmentationId);
    for (const viewportId of viewportIds) {
      await this.addTo(viewportId, segmentationId, result.segments);
    }
    this.runtime.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
      segmentationId
    );
  }

  hide(): void {
    if (this.segmentationId) {
      this.runtime.services.segmentationService.remove(this.segmentationId);
      this.segmentationId = null;
    }
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

  private async addTo(
    viewportId: string,
    segmentationId: string,
    segments: readonly Segment[]
  ): Promise<void> {
    const { segmentationService } = this.runtime.services;
    await segmentationService.addSegmentationRepresentation(viewportId, {
      segmentationId,
      type: 'Labelmap',
    });
    const counts = { vertebra: 0, disc: 0, canal: 0 };
    for (const segment of segments) {
      const colour = colourOf(segment, counts[segment.kind]++);
      segmentationService.setSegmentColor(viewportId, segmentationId, segment.label, colour);
    }
    // Thin: the radiologist reads the image below it.
    segmentationService.setStyle(
      { segmentationId, type: 'Labelmap' },
      { fillAlpha: 0.12, fillAlphaInactive: 0.12, outlineWidth: 1, renderFill: true }
    );
  }
}
