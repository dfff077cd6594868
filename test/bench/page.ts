/** In the page: what the benchmark calls there. */
import type { StudyInput } from '../../extension/src/analysis/request';
import { AnalysisClient, type BackendInfo, type RunCost } from '../../extension/src/inference';
import { unpackStudy } from '../browser/studyPack';
import type { BareRequest } from './bareMessages';
import type { Sample } from './contender';
import type { RecordedRun } from './modelMeter';
import { PRODUCT, productFeeds } from './product';
import { unpackRuns } from './runsPack';

const fetched = async (url: string) => (await fetch(url)).arrayBuffer();

let study: StudyInput;
let runs: readonly RecordedRun[];
let client: AnalysisClient;
let bares: readonly Worker[] = [];

function ask(worker: Worker, request: BareRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage(request);
  });
}

/** Asks every bare worker at once. */
async function askAll(request: BareRequest): Promise<void> {
  await Promise.all(bares.map(worker => ask(worker, request)));
}

const bench = {
  /** Loads what is measured, and the analysis' worker. Returns the backend and the ms until it was ready. */
  async start(backend: 'wasm' | 'webgpu'): Promise<{ info: BackendInfo; prepareMs: number }> {
    study = unpackStudy(await fetched('/study.bin'));
    runs = unpackRuns(await fetched('/runs.bin'));
    client = new AnalysisClient({ backend, stallMs: 600_000 });
    const since = performance.now();
    const info = await client.prepare();
    return { info, prepareMs: performance.now() - since };
  },

  /**
   * Loads bare runtimes with the models at these URLs, by task. Together they have as many threads as the analysis:
   * one runtime has them all where the page is isolated, else each has one.
   */
  async startBare(
    { backend, threads }: BackendInfo,
    models: Readonly<Record<string, string>>
  ): Promise<void> {
    const runtimes = crossOriginIsolated ? 1 : threads;
    bares = Array.from({ length: runtimes }, () => new Worker('/bare.js', { type: 'module' }));
    await askAll({
      type: 'start',
      threads: threads / runtimes,
      baseUrl: new URL('/deepspine/', location.href).href,
      webgpu: backend === 'webgpu',
      models: { ...models, [PRODUCT]: '/product.onnx' },
    });
    await askAll({ type: 'hold', runs: [...runs, { task: PRODUCT, feeds: productFeeds() }] });
  },

  /** The whole way: study in the page → worker → result in the page. */
  async analyze(): Promise<Sample & { readonly cost: RunCost; readonly levels: number }> {
    const since = performance.now();
    let firstFindingMs: number | undefined;
    let firstSegmentationMs: number | undefined;
    const { cost, result } = await client.analyze(study, {
      onLevel: () => (firstFindingMs ??= performance.now() - since),
      // As the viewer does at a first analysis: what that costs belongs to the whole.
      onPreview: () => (firstSegmentationMs ??= performance.now() - since),
    });
    return {
      ms: performance.now() - since,
      modelMs: cost.modelMs,
      firstFindingMs,
      firstSegmentationMs,
      cost,
      levels: result.levels.length,
    };
  },

  /** The models' runs of a whole analysis, each by whichever bare runtime is free. */
  async models(): Promise<Sample> {
    const since = performance.now();
    let next = 0;
    await Promise.all(
      bares.map(async worker => {
        while (next < runs.length) {
          await ask(worker, { type: 'run', index: next++ });
        }
      })
    );
    return { ms: performance.now() - since };
  },

  /** The product of two large matrices on every bare runtime at once: what one of the products takes. */
  async product(): Promise<Sample> {
    const since = performance.now();
    await askAll({ type: 'run', index: runs.length });
    return { ms: (performance.now() - since) / bares.length };
  },

  stop(): void {
    client.dispose();
    bares.forEach(worker => worker.terminate());
  },
};

declare global {
  // Seen by the functions that are evaluated in the page.
  var bench: Bench;
}
export type Bench = typeof bench;

globalThis.bench = bench;
