import { Connection } from '../../browser/rpc/connection';
import { startWorker } from '../../browser/startWorker';
import { DeepSpineError } from '../../findings';
import { plain } from '../../messages';
import { recordFiles, type RecordFiles, type ViewerJob } from './recordFiles';
import type { RecordApi } from './recordWorker';

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

async function inWorker(job: ViewerJob, baseUrl: string): Promise<RecordFiles> {
  const url = new URL('record.js', new URL(baseUrl.replace(/\/*$/, '/'), location.href)).href;
  const worker = new Connection<RecordApi>(startWorker(url, 'deepspine-record'), {
    lost: ({ how, reason }) => new Error(`${url}: ${how}, ${String(plain(reason))}`),
    stallMs: PATIENCE_MS,
  });
  try {
    return await worker.ask('write', job);
  } finally {
    worker.close();
  }
}
