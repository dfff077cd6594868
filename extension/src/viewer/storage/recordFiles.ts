import { recordObjects, type RecordJob, type RecordObjects } from '../../record';
import { toPart10 } from '../../record/part10/part10';

export type { RecordJob } from '../../record';

/** The DICOM objects of a study, as datasets and as Part 10 files. */
export interface RecordFiles extends Omit<RecordObjects, 'segmentation'> {
  readonly reportFile: ArrayBuffer;
  /** The file of the segmentation; null where the job held none. */
  readonly segmentationFile: ArrayBuffer | null;
}

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
  };
}
