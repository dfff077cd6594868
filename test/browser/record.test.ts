import { createHash } from 'node:crypto';
import type { Browser } from 'playwright-core';
import {
  recordFiles,
  type RecordFiles,
  type RecordJob,
} from '../../extension/src/viewer/storage/recordFiles';
import type { Replies, Reply } from '../../extension/src/browser/rpc/messages';
import { sourceHeader } from '../../extension/src/record';
import { analysis, NOW, source } from '../record/phantom';
import { launchBrowser } from './launch';
import { openPage, startSite } from './page';
import type { SiteServer } from './siteServer';

jest.setTimeout(300_000);

const { segmentation, ...record } = analysis();
const job: RecordJob = {
  record,
  segmentation,
  source: { ...source(), header: sourceHeader(source().header) },
  encoding: 'binary',
  now: NOW,
  uidSeed: '2.25.7',
};

/** Typed arrays and dates do not survive JSON; the page makes them anew. */
const asJson = JSON.stringify({
  ...job,
  segmentation: {
    ...segmentation,
    slices: segmentation.slices.map(slice => ({ ...slice, labels: [...slice.labels] })),
  },
});

let browser: Browser;
let site: SiteServer;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ '/job.json': asJson });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const sha256 = (bytes: ArrayBuffer | Uint8Array) =>
  createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

/** Sends the job, changed as told, to the built worker; what comes back, with hashes for the files. */
async function inWorker(change: Partial<RecordJob> = {}) {
  const { page, complaints, context } = await openPage(browser, site.url);
  const answer = await page.evaluate(async changed => {
    const given = await (await fetch('/job.json')).json();
    const slices = given.segmentation.slices.map((slice: { labels: number[] }) => ({
      ...slice,
      labels: Uint8Array.from(slice.labels),
    }));
    const sent = {
      ...given,
      now: new Date(given.now),
      segmentation: { ...given.segmentation, slices },
      ...changed,
    };
    const worker = new Worker('/deepspine/record.js', { type: 'module' });
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker.onerror = event => reject(new Error(event.message));
      worker.onmessage = ({ data: [said] }: MessageEvent<Replies>) =>
        said!.type === 'ready'
          ? worker.postMessage({ type: 'ask', id: 1, name: 'write', given: sent })
          : resolve(said!);
    });
    worker.terminate();
    if (reply.type !== 'done') {
      return reply;
    }
    const hash = async (file: ArrayBuffer) =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', file))]
        .map(byte => byte.toString(16).padStart(2, '0'))
        .join('');
    const { reportFile, segmentationFile, document } = reply.answer as RecordFiles;
    return {
      type: reply.type,
      document,
      report: await hash(reportFile),
      segmentation: segmentationFile && (await hash(segmentationFile)),
    };
  }, change as object);
  await context.close();
  expect(complaints).toEqual([]);
  return answer;
}

it('makes in the worker, byte for byte, what the page and the command make', async () => {
  const here = recordFiles(job);
  expect(await inWorker()).toEqual({
    type: 'done',
    document: here.document,
    report: sha256(here.reportFile),
    segmentation: sha256(here.segmentationFile!),
  });
});

it('answers with the sentence where nothing can be stored', async () => {
  const sagittal = { ...job.source.sagittal, slices: [] };
  const answer = await inWorker({ source: { ...job.source, sagittal } });
  expect(answer).toEqual({
    type: 'failed',
    id: 1,
    error: {
      code: 'no-series',
      values: { context: 'segmentation-images' },
      message: expect.stringMatching(/source images are not loaded; open the study again\.$/),
    },
  });
});
