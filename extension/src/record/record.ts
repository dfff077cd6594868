import type { AnalysisResult } from '../analysis/result';
import type { ImageSeries, SlicePlane } from '../imaging/types';
import type { Code } from './codes';

/**
 * A DICOM dataset as dcmjs naturalizes it: attribute keywords as keys, sequences as arrays of
 * datasets, single values not wrapped in an array.
 */
export interface NaturalizedDataset {
  [keyword: string]: unknown;
}

/**
 * What is stored of an analysis and restored from the archive: everything but pixels and timings. An
 * AnalysisResult is one; a person's edits live in the findings of its levels.
 */
export type AnalysisRecord = Pick<
  AnalysisResult,
  | 'studyInstanceUID'
  | 'sagittalSeriesUID'
  | 'axialSeriesUID'
  | 'models'
  | 'notAssessed'
  | 'levels'
  | 'warnings'
>;

/** A source series: an ImageSeries is one; pixels are not needed. */
export interface SourceSeries extends Pick<
  ImageSeries,
  'seriesInstanceUID' | 'studyInstanceUID' | 'sopClassUID' | 'frameOfReferenceUID'
> {
  readonly slices: readonly SlicePlane[];
}

/** A segment of a stored segmentation object. */
export interface ReferencedSegment {
  readonly number: number;
  /** The structure that it shows (Segmented Property Type). */
  readonly code: Code;
  /** Tracking UID of the segment; reports before schema version 4 do not name it. */
  readonly trackingUID?: string;
}

/** A stored segmentation object, as far as a report refers to it. */
export interface SegmentationReference {
  readonly sopClassUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
  readonly segments: readonly ReferencedSegment[];
}

/** The images from which an analysis was made. */
export interface ReportSource {
  /**
   * Naturalized header of one image of the sagittal series, from which the patient's and the study's
   * attributes are copied.
   */
  readonly header: NaturalizedDataset;
  readonly sagittal: SourceSeries;
  readonly axial?: SourceSeries | null;
  /** The segmentation stored with the report: the report's sites then name their segments in it. */
  readonly segmentation?: SegmentationReference | null;
}

/** The caller's clock and UID generator keep the builders pure. */
export interface WriteContext {
  /** Written in the time zone of the machine, as DICOM's DA and TM. */
  readonly now: Date;
  /** A new globally unique DICOM UID at each call. */
  readonly uid: () => string;
}

/** The identity of a stored report. */
export interface ReportDocument {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly sopInstanceUID: string;
  readonly sopClassUID: string;
  readonly seriesNumber: number;
  readonly instanceNumber: number;
  /** What a later version wrote into it that this one does not know; a report that replaces it says it again. */
  readonly kept?: KeptContent;
}

/** Content items of a stored report whose codes this version does not know, as they stood. */
export interface KeptContent {
  /** Of the document itself. */
  readonly root: readonly NaturalizedDataset[];
  /** Of the containers that this version writes too, by the container's code value. */
  readonly lists: Readonly<Record<string, readonly NaturalizedDataset[]>>;
  /** Of findings and gradings that this version knows, by their tracking UID. */
  readonly items: Readonly<Record<string, readonly NaturalizedDataset[]>>;
}

export interface ReportOptions extends WriteContext {
  /** Who reviewed the findings, as far as the viewer knows ("Family^Given"). */
  readonly person?: string;
  /** The stored report that this one replaces; the new instance joins its series. */
  readonly predecessor?: ReportDocument;
  readonly seriesNumber?: number;
}

/** A report read from the archive. */
export interface StoredReport {
  readonly record: AnalysisRecord;
  readonly document: ReportDocument;
  /** The version of our content, see SCHEMA_VERSION. */
  readonly schema: number;
  /** The segmentation that the report refers to, with the segments that its sites name. */
  readonly segmentation?: SegmentationReference;
}

export interface SegmentationOptions extends WriteContext {
  /** binary: one bit plane per segment and slice (every archive takes it); labelmap: Sup 243. */
  readonly encoding?: 'binary' | 'labelmap';
  readonly seriesNumber?: number;
}
