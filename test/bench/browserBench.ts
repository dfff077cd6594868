import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { Manifest } from '../../extension/src/analysis/modelSpec';
import type { StudyInput } from '../../extension/src/analysis/request';
import type { BackendInfo, RunCost } from '../../extension/src/inference';
import { bundleHarness } from '../browser/bundleHarness';
import { openPage, SERVED, startSite, type OpenPage } from '../browser/page';
import type { SiteServer } from '../browser/siteServer';
import { packStudy } from '../browser/studyPack';
import type { Contender } from './contender';
import type { RecordedRun } from './modelMeter';
import { productModel, productName } from './product';
import { packRuns } from './runsPack';

const PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="/bench.js"></script>';

let scripts: Promise<{ '/bench.js': string; '/bare.js': string }> | undefined;

async function bundle() {
  const [page, worker] = await Promise.all([
    bundleHarness(path.join(__dirname, 'page.ts')),
    bundleHarness(path.join(__dirname, 'bareWorker.ts'), 'webworker'),
  ]);
  return { '/bench.js': page, '/bare.js': worker };
}

/** URL paths of the weights by task, as the served manifest names them: those that the analysis took. */
function modelUrls({ models: placed }: BackendInfo): Record<string, string> {
  const manifest: Manifest = JSON.parse(
    readFileSync(path.join(SERVED, 'models/manifest.json'), 'utf8')
  );
  return Object.fromEntries(
    manifest.models.map((model, i) => {
      const half = model.variants?.find(({ precision }) => precision === placed[i]!.precision);
      return [model.task, `/deepspine/models/${(half ?? model).file}`];
    })
  );
}

export interface BrowserBenchOptions {
  readonly isolated: boolean;
  readonly backend: 'wasm' | 'webgpu';
}

/** One study in one page of a browser: the whole analysis and the models alone, to be run in turn. */
export class BrowserBench {
  private constructor(
    private readonly site: SiteServer,
    private readonly open: OpenPage,
    private readonly label: string,
    readonly backend: BackendInfo,
    /** ms from the request for the models until they were loaded, started and tried out. */
    readonly prepareMs: number,
    /** Paths that the analysis asked for until it was ready, each as often as it was asked for. */
    readonly downloads: readonly string[]
  ) {}

  /** Opens the page and loads study, models and both workers. */
  static async start(
    browser: Browser,
    study: StudyInput,
    runs: readonly RecordedRun[],
    { isolated, backend }: BrowserBenchOptions
  ): Promise<BrowserBench> {
    const site = await startSite(
      {
        '/page.html': PAGE,
        ...(await (scripts ??= bundle())),
        '/study.bin': packStudy(study),
        '/runs.bin': packRuns(runs),
        '/product.onnx': productModel(),
      },
      { isolated }
    );
    const open = await openPage(browser, site.url);
    open.page.setDefaultTimeout(600_000);
    const { info, prepareMs } = await open.page.evaluate(kind => bench.start(kind), backend);
    const downloads = site.requests.filter(one => one.startsWith('/deepspine/'));
    await open.page.evaluate(
      ([backendInfo, urls]) => bench.startBare(backendInfo as BackendInfo, urls),
      [info as object, modelUrls(info)] as const
    );
    const label = `${backend}${backend === 'wasm' ? (isolated ? ', isolated' : ', not isolated') : ''}`;
    return new BrowserBench(site, open, label, info, prepareMs, downloads);
  }

  get page() {
    return this.open.page;
  }

  /** The whole analysis. */
  get pipeline(): Contender {
    return {
      name: `browser (${this.label})`,
      run: () => this.page.evaluate(() => bench.analyze()),
    };
  }

  /** The models alone on the runtime that the pipeline uses, with as many threads. */
  get models(): Contender {
    return {
      name: `models alone, ${this.label}`,
      run: () => this.page.evaluate(() => bench.models()),
    };
  }

  /** The best that the models' runtime can do. */
  get product(): Contender {
    return {
      name: productName(this.label),
      run: () => this.page.evaluate(() => bench.product()),
    };
  }

  /** One more analysis: what it took, and how many levels it graded. */
  async counted(): Promise<{ readonly cost: RunCost; readonly levels: number }> {
    const { cost, levels } = await this.page.evaluate(() => bench.analyze());
    return { cost, levels };
  }

  /** Forgets the requests so far. */
  forgetRequests(): void {
    this.site.requests.length = 0;
  }

  /** What was asked for below /deepspine/ so far, and its size on disk. */
  downloaded(): { readonly paths: readonly string[]; readonly bytes: number } {
    const paths = this.site.requests.filter(one => one.startsWith('/deepspine/'));
    const size = (one: string) => statSync(path.join(SERVED, one.slice('/deepspine/'.length))).size;
    return { paths, bytes: paths.reduce((sum, one) => sum + size(one), 0) };
  }

  async close(): Promise<void> {
    await this.open.context.close();
    await this.site.close();
  }
}
