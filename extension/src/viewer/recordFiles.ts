import type { SegmentationResult } from '../analysis/types';
import { uidFrom } from '../findings';
import {
  buildSegmentation,
  buildStructuredReport,
  readStructuredReport,
  segmentationReference,
  type AnalysisRecord,
  type NaturalizedDataset,
  type ReportDocument,
  type ReportSource,
  type SegmentationOptions,
  type SegmentationReference,
} from '../report';
import { toPart10 } from './part10';

/** Everything that the DICOM objects of a study are made from, as plain values that a worker can take. */
export interface RecordJob {
  readonly record: AnalysisRecord;
  /** To be stored as an object of its own; null where that is not wanted, or has been done. */
  readonly segmentation: SegmentationResult | null;
  /** Its header is a `sourceHeader`; its segmentation is one that the archive holds already. */
  readonly source: ReportSource;
  readonly encoding: NonNullable<SegmentationOptions['encoding']>;
  readonly now: Date;
  /** A new UID; those of the objects follow from it, so that equal jobs give equal bytes. */
  readonly uidSeed: string;
  readonly person?: string;
  readonly predecessor?: ReportDocument;
}

/** The DICOM objects of a study, as datasets and as Part 10 files. */
export interface RecordFiles {
  readonly report: NaturalizedDataset;
  readonly document: ReportDocument;
  readonly reportFile: ArrayBuffer;
  /** The segmentation that the report refers to; null where it refers to none. */
  readonly reference: SegmentationReference | null;
  /** The file of that segmentation; null where the job held none. */
  readonly segmentationFile: ArrayBuffer | null;
}

/**
 * Makes the segmentation, if there is one to make, and the report that refers to it.
 * @throws DeepSpineError as the builders do
 */
export function recordFiles(job: RecordJob): RecordFiles {
  const { record, segmentation, source, encoding, now, person, predecessor } = job;
  let made = 0;
  const context = { now, uid: () => uidFrom(job.uidSeed, String(made++)) };
  const object =
    segmentation &&
    buildSegmentation({ ...record, segmentation }, source, { ...context, encoding });
  const reference = object ? segmentationReference(object) : (source.segmentation ?? null);
  const report = buildStructuredReport(
    record,
    { ...source, segmentation: reference },
    { ...context, person, predecessor }
  );
  const document = readStructuredReport(report)?.document;
  if (!document) {
    throw new Error('The report that was just built cannot be read.');
  }
  return {
    report,
    document,
    reportFile: toPart10(report),
    reference,
    segmentationFile: object && toPart10(object),
  };
}
