import { uidFrom } from '../../findings';
import {
  buildKeyObjects,
  recordObjects,
  type NaturalizedDataset,
  type RecordJob,
  type RecordObjects,
} from '../../record';
import type { FurtherObject } from '../../record/furtherObjects';
import { toPart10 } from '../../record/part10/part10';
import type { SummaryForms, SummaryInput, SummaryObjects } from '../../record/summary';

export type { RecordJob } from '../../record';

/** What is made besides report and segmentation, for systems that know neither. */
export interface FurtherJob {
  readonly keyImages: boolean;
  /** null: none is wanted. */
  readonly summary: (SummaryForms & SummaryInput) | null;
}

/** A job of the viewer. */
export interface ViewerJob extends RecordJob {
  readonly further?: FurtherJob;
}

/** The DICOM objects of a study, as datasets and as Part 10 files. */
export interface RecordFiles extends Omit<RecordObjects, 'segmentation'> {
  readonly reportFile: ArrayBuffer;
  /** The file of the segmentation; null where the job held none. */
  readonly segmentationFile: ArrayBuffer | null;
  /** Key images and summary, as far as they are wanted. */
  readonly furtherFiles: readonly FurtherFile[];
}

export interface FurtherFile {
  readonly name: FurtherObject;
  readonly file: ArrayBuffer;
}

/** Makes the page of a job that wants one; its code is large, and only the worker loads it. */
export type Summarize = (
  job: ViewerJob,
  input: SummaryForms & SummaryInput,
  uid: () => string
) => Promise<SummaryObjects>;

/**
 * Makes the segmentation, if there is one to make, and the report that refers to it.
 * @throws DeepSpineError as the builders do
 */
export function recordFiles(job: RecordJob): RecordFiles {
  const { segmentation, ...objects } = recordObjects(job);
  return {
    ...objects,
    reportFile: toPart10(objects.report),
    segmentationFile: segmentation && toPart10(segmentation),
    furtherFiles: [],
  };
}

/** The same, and what the job wants besides. */
export async function allRecordFiles(job: ViewerJob, summarize: Summarize): Promise<RecordFiles> {
  const { record, source, now, uidSeed, further } = job;
  const uidsOf = (what: string) => {
    let made = 0;
    return () => uidFrom(uidSeed, what, String(made++));
  };
  const keyImages = further?.keyImages
    ? buildKeyObjects(record, source, { now, uid: uidsOf('key images') })
    : null;
  const summary = further?.summary
    ? await summarize(job, further.summary, uidsOf('summary'))
    : { image: null, pdf: null };
  const made: readonly [FurtherObject, NaturalizedDataset | null][] = [
    ['key-images', keyImages],
    ['summary-image', summary.image],
    ['summary-pdf', summary.pdf],
  ];
  return {
    ...recordFiles(job),
    furtherFiles: made.flatMap(([name, object]) =>
      object ? [{ name, file: toPart10(object) }] : []
    ),
  };
}
