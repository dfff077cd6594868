import type { SegmentationResult } from '../analysis/segmentationResult';
import { uidFrom } from '../findings';
import type {
  AnalysisRecord,
  NaturalizedDataset,
  ReportDocument,
  ReportSource,
  SegmentationOptions,
  SegmentationReference,
} from './record';
import { segmentationReference } from './seg/reference';
import { buildSegmentation } from './seg/segmentation';
import { buildStructuredReport } from './sr/build';
import { readStructuredReport } from './sr/read';

/** Everything that the DICOM objects of a study are made from, as plain values that a worker can take. */
export interface RecordJob {
  readonly record: AnalysisRecord;
  /** To be stored as an object of its own; null where that is not wanted, or has been done. */
  readonly segmentation: SegmentationResult | null;
  /** Its header is a `sourceHeader`; its segmentation is one that the archive holds already. */
  readonly source: ReportSource;
  readonly encoding: NonNullable<SegmentationOptions['encoding']>;
  readonly now: Date;
  /** A UID; those of the objects follow from it, so that equal jobs give equal bytes. */
  readonly uidSeed: string;
  readonly person?: string;
  readonly predecessor?: ReportDocument;
}

/** The DICOM objects of a study, naturalized. */
export interface RecordObjects {
  readonly report: NaturalizedDataset;
  readonly document: ReportDocument;
  /** The segmentation that the report refers to; null where it refers to none. */
  readonly reference: SegmentationReference | null;
  /** That segmentation; null where the job held none. */
  readonly segmentation: NaturalizedDataset | null;
}

/**
 * Makes the segmentation, if there is one to make, and the report that refers to it: what the viewer
 * and the command store alike.
 * @throws DeepSpineError as the builders do
 */
export function recordObjects(job: RecordJob): RecordObjects {
  const { record, source, encoding, now, person, predecessor } = job;
  let made = 0;
  const context = { now, uid: () => uidFrom(job.uidSeed, String(made++)) };
  const segmentation =
    job.segmentation &&
    buildSegmentation({ ...record, segmentation: job.segmentation }, source, {
      ...context,
      encoding,
    });
  const reference = segmentation
    ? segmentationReference(segmentation)
    : (source.segmentation ?? null);
  const report = buildStructuredReport(
    record,
    { ...source, segmentation: reference },
    { ...context, person, predecessor }
  );
  const document = readStructuredReport(report)?.document;
  if (!document) {
    throw new Error('The report that was just built cannot be read.');
  }
  return { report, document, reference, segmentation };
}
