import type { SliceLabels } from '../../analysis/segmentationResult';
import { nextTask } from '../../browser/nextTask';
import {
  imageKey,
  type DrawnOn,
  type Drawing,
  type SegmentationDisplay,
} from './segmentationDisplay';

/**
 * Draws the slices of a segmentation as they come. Each takes a task of its own, so that the page answers in
 * between; viewports draw anew once the last of those that wait is painted.
 */
export class SegmentationPreview {
  private readonly waiting = new Map<string, SliceLabels>();
  private drawing: Promise<Drawing | null> | null = null;
  private working = false;
  private ended = false;

  constructor(
    private readonly display: Pick<SegmentationDisplay, 'startPreview' | 'paint' | 'refresh'>,
    private readonly images: DrawnOn
  ) {}

  add(slice: SliceLabels): void {
    if (this.ended) {
      return;
    }
    // One that comes again before it was drawn, from another backend, is drawn once.
    this.waiting.set(imageKey(slice), slice);
    if (!this.working) {
      this.working = true;
      void this.work();
    }
  }

  /** Nothing is drawn any more; what is drawn stays. */
  end(): void {
    this.ended = true;
    this.waiting.clear();
  }

  private async work(): Promise<void> {
    try {
      this.drawing ??= this.display.startPreview(this.images);
      const drawing = await this.drawing;
      if (!drawing) {
        this.end();
        return;
      }
      let inSight = false;
      for (const [key, slice] of this.waiting) {
        this.waiting.delete(key);
        inSight = this.display.paint(drawing, slice) || inSight;
        if (inSight && this.waiting.size === 0) {
          await this.display.refresh(drawing);
          inSight = false;
        }
        await nextTask();
      }
    } catch (error) {
      this.end();
      // Whoever reads the images is told when the segmentation itself cannot be drawn.
      console.warn('DeepSPINE: the segmentation could not be drawn as it came.', error);
    } finally {
      this.working = false;
    }
  }
}
