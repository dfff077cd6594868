import type { SeriesUse } from '../../imaging/types';
import type { SegmentationResult } from '../../analysis/segmentationResult';
import type { LevelResult } from '../../analysis/levelResult';
import type { NotAssessed } from '../../findings';
import type { AnalysisRecord, ReportDocument, SegmentationReference } from '../../record';

/** A disc whose name is none of LEVELS since the levels were renumbered, with its findings. */
export interface OutsideLevel {
  /** 'S1-S2' */
  readonly name: string;
  readonly result: LevelResult;
}

/** Where the shown findings came from. */
export type Origin = 'analysis' | 'archive' | 'draft';

/** A segmentation in the archive, and the numbering of the levels that its names follow. */
export interface StoredSegmentation {
  readonly reference: SegmentationReference;
  /** See renumberedBy. */
  readonly renumberedBy: number;
}

/** The findings of a study as the panel shows them; a restored one has no segmentation. */
export interface GradedStudy extends AnalysisRecord {
  readonly segmentation: SegmentationResult | null;
  readonly origin: Origin;
  /** What became of every image of the study; missing in restored findings. */
  readonly series?: readonly SeriesUse[];
  /** The stored report that this came from or was last saved as; the next one replaces it. */
  readonly report: ReportDocument | null;
  /** The archive's object that holds the segmentation; null where none does. */
  readonly storedSegmentation: StoredSegmentation | null;
  /** Discs that have no name of the vocabulary since the reader renumbered the levels. */
  readonly outside: readonly OutsideLevel[];
  /** What the analysis says nothing of; missing where that is not known. */
  readonly notAssessed?: readonly NotAssessed[];
}
