import type { Level, ModelIdentity } from '../findings';
import type { Structure } from './segmentation/segmentation';

/** Labels of the segmentation on the source slices of the sagittal stack. */
export interface SegmentationResult {
  readonly seriesInstanceUID: string;
  /** One per slice of the sagittal stack, in the stack's order. */
  readonly slices: readonly SliceLabels[];
  readonly segments: readonly Segment[];
  /** The model that segmented. */
  readonly model: ModelIdentity;
}

/** Labels of one stored image. */
export interface SliceLabels {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]; 0 background, otherwise the label of a segment. */
  readonly labels: Uint8Array;
}

export interface Segment {
  readonly label: number;
  /** 'L4', 'L4-L5', 'canal', 'sacrum': the anatomical name; unnamed structures are left out of the result. */
  readonly name: string;
  readonly kind: Structure;
}

/** What is known before the first level is graded. */
export interface LocatedSpine {
  readonly segmentation: SegmentationResult;
  /** The levels that will be graded, in the order in which they will be. */
  readonly levels: readonly Level[];
}
