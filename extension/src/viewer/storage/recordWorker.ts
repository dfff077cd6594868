/**
 * Entry of the worker that makes DICOM objects away from the page: a segmentation is tens of megabytes.
 * It serves one job and is terminated by the page.
 */
import { DeepSpineError, type ErrorCode, type MessageValues } from '../../findings';
import { allRecordFiles, type RecordFiles, type Summarize, type ViewerJob } from './recordFiles';

/** Worker → page. */
export type RecordReply =
  /** The script runs; earlier messages could get lost. */
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly files: RecordFiles }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode | null;
      readonly values: MessageValues | undefined;
      readonly message: string;
    };

const reply = (message: RecordReply, transfer: Transferable[] = []) =>
  self.postMessage(message, { transfer });

const summarize: Summarize = async ({ record, source, now }, input, uid) => {
  const { buildSummary } = await import('../../record/summary');
  return buildSummary(record, source, input, input, { now, uid });
};

self.onmessage = async ({ data }: MessageEvent<ViewerJob>) => {
  try {
    const files = await allRecordFiles(data, summarize);
    const { reportFile, segmentationFile, furtherFiles } = files;
    reply({ type: 'done', files }, [
      reportFile,
      ...(segmentationFile ? [segmentationFile] : []),
      ...furtherFiles.map(({ file }) => file),
    ]);
  } catch (error) {
    const { code, values } = error instanceof DeepSpineError ? error : { code: null };
    const message = error instanceof Error ? error.message : String(error);
    reply({ type: 'failed', code, values, message });
  }
};
reply({ type: 'ready' });
