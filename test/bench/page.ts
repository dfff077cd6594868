/** In the page: what the benchmark calls there. */
import type { StudyInput } from '../../extension/src/analysis/types';
import { AnalysisClient, type BackendInfo, type RunCost } from '../../extension/src/inference';
import { unpackStudy } from '../browser/studyPack';
import type { BareReply, BareRequest } from './bareMessages';
import type { Sample } from './contender';
import type { RecordedRun } from './modelMeter';
import { PRODUCT, productFeeds } from './product';
import { unpackRuns } from './runsPack';

const fetched = async (url: string) => (await fetch(url)).arrayBuffer();

let study: StudyInput;
let runs: readonly RecordedRun[];
let client: AnalysisClient;
let bare: Worker;
let productInputs: ReturnType<typeof productFeeds> | undefined;

function ask(request: BareRequest): Promise<BareReply> {
  return new Promise((resolve, reject) => {
    bare.onmessage = ({ data }: MessageEvent<BareReply>) => resolve(data);
    bare.onerror = event => reject(new Error(event.message));
    bare.postMessage(request);
  });
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

  /** Loads the bare runtime with the models at these URLs, by task. */
  async startBare(
    { backend, threads }: BackendInfo,
    models: Readonly<Record<string, string>>
  ): Promise<void> {
    bare = new Worker('/bare.js', { type: 'module' });
    await ask({
      type: 'start',
      baseUrl: new URL('/deepspine/', location.href).href,
      threads,
      webgpu: backend === 'webgpu',
      models: { ...models, [PRODUCT]: '/product.onnx' },
    });
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

  async models(): Promise<Sample> {
    return { ms: (await ask({ type: 'run', runs })).ms };
  },

  /** The product of two large matrices on the runtime that the models alone have. */
  async product(): Promise<Sample> {
    const feeds = (productInputs ??= productFeeds());
    return { ms: (await ask({ type: 'run', runs: [{ task: PRODUCT, feeds }] })).ms };
  },

  stop(): void {
    client.dispose();
    bare.terminate();
  },
};

declare global {
  // Seen by the functions that are evaluated in the page.
  var bench: Bench;
}
export type Bench = typeof bench;

globalThis.bench = bench;
