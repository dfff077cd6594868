import type { ImageSeries, Slice } from '../imaging/types';
import type { LocatedSpine, SliceLabels } from './segmentationResult';
import type { LevelResult } from './levelResult';

/** What goes in: every series that may serve; the pipeline chooses the sagittal and axial ones. */
export interface StudyInput {
  readonly studyInstanceUID: string;
  readonly series: readonly ImageSeries[];
  /** Forces the sagittal series (the active viewport's, say). */
  readonly sagittalSeriesUID?: string;
  /** Other series of the study may be in the archive: what is not here is not loaded, and not missing. */
  readonly partial?: boolean;
}

export type Stage = 'prepare' | 'segment' | 'locate' | 'measure' | 'grade';

export interface Progress {
  readonly stage: Stage;
  /** 0..1 of the whole analysis. */
  readonly fraction: number;
}

/** An image with its samples that says itself which series holds it. */
export type LateSlice = Slice & Required<Pick<Slice, 'seriesInstanceUID'>>;

export interface AnalyzeOptions {
  readonly signal?: AbortSignal;
  /**
   * The images that the study has without samples (`pixels` of length 0), with them. What is analyzed is chosen before;
   * these are waited for when something needs them: axial and T1 images once the sagittal ones are segmented.
   */
  readonly rest?: Promise<readonly LateSlice[]> | undefined;
  readonly onProgress?: (progress: Progress) => void;
  /**
   * Called with every level as soon as it is graded, in the order in which they are (from the top down), as it
   * will stand in the result.
   */
  readonly onLevel?: (level: LevelResult) => void;
  /**
   * Called with the labels of every slice as soon as it is segmented, in any order; they are the listener's.
   * Their numbers are those of PREVIEW_SEGMENTS: structures have no names yet.
   */
  readonly onPreview?: (slice: SliceLabels) => void;
  /**
   * Called once the discs are located and named, before the first is graded. The labels are those of the
   * result: a listener that gives their buffers away takes them from the result as well.
   */
  readonly onSegmentation?: (located: LocatedSpine) => void;
  /** Milliseconds since any fixed moment, for the timings; the caller's clock keeps this code pure. */
  readonly now?: () => number;
}
