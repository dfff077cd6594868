/**
 * Entry of the worker that makes DICOM objects away from the page: a segmentation is tens of megabytes.
 * It serves one job and is terminated by the page.
 */
import { moving, type Call } from '../../browser/rpc/messages';
import { serve } from '../../browser/rpc/serve';
import { allRecordFiles, type RecordFiles, type Summarize, type ViewerJob } from './recordFiles';

export interface RecordApi {
  /** The files move. */
  readonly write: Call<ViewerJob, RecordFiles>;
}

const summarize: Summarize = async ({ record, source, now }, input, uid) => {
  const { buildSummary } = await import('../../record/summary');
  return buildSummary(record, source, input, input, { now, uid });
};

serve<RecordApi>(self, {
  write: async job => {
    const files = await allRecordFiles(job, summarize);
    const { reportFile, segmentationFile, furtherFiles } = files;
    return moving(files, [
      reportFile,
      ...(segmentationFile ? [segmentationFile] : []),
      ...furtherFiles.map(({ file }) => file),
    ]);
  },
});
