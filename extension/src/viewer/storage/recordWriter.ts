import { DeepSpineError } from '../../findings';
import { startWorker } from '../../browser/startWorker';
import { recordFiles, type RecordFiles, type ViewerJob } from './recordFiles';
import type { RecordReply } from './recordWorker';

/** A worker that has not answered after this long never will; the page then does its work. */
const PATIENCE_MS = 120_000;

/**
 * Makes the DICOM objects of a study in a worker, so that the viewer stays responsive; in the page
 * itself where no worker can be had, since nothing may stop a person from saving. Report and segmentation alone are made
 * then: key images and summary are no part of the findings.
 *
 * @param baseUrl where record.js is served; relative to the page
 * @throws DeepSpineError as the builders do
 */
export async function writeRecord(job: ViewerJob, baseUrl: string): Promise<RecordFiles> {
  try {
    return await inWorker(job, baseUrl);
  } catch (error) {
    if (error instanceof DeepSpineError) {
      throw error;
    }
    console.warn('DeepSPINE: the objects are made in the page, not in a worker.', error);
    return recordFiles(job);
  }
}

function inWorker(job: ViewerJob, baseUrl: string): Promise<RecordFiles> {
  const url = new URL('record.js', new URL(baseUrl.replace(/\/*$/, '/'), location.href)).href;
  const worker = startWorker(url, 'deepspine-record');
  let timer: ReturnType<typeof setTimeout>;
  return new Promise<RecordFiles>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${url} does not answer.`)), PATIENCE_MS);
    worker.onmessage = ({ data }: MessageEvent<RecordReply>) => {
      switch (data.type) {
        case 'ready':
          worker.postMessage(job);
          break;
        case 'done':
          resolve(data.files);
          break;
        case 'failed': {
          const { code, message, values } = data;
          reject(code ? new DeepSpineError(code, message, { values }) : new Error(message));
        }
      }
    };
    worker.onerror = event => {
      event.preventDefault();
      reject(new Error(event.message || `${url} could not be loaded.`));
    };
    worker.onmessageerror = () => reject(new Error(`${url} sent an unreadable answer.`));
  }).finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}
