import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startDemo, type Demo } from '../../../demo/startDemo';
import { NAMED_FUNCTIONS } from '../../e2e/namedFunctions';
import { ViewerPage } from '../../e2e/viewerPage';
import type { Contender, Sample } from '../contender';
import { timeline, type Timeline, type TraceEvent } from './timeline';

const ROOT = path.join(__dirname, '../../..');

/** What was in the page, ms after Analyze was pressed. */
export interface ViewerSample extends Sample {
  /** Until the sagittal images had come. */
  readonly imagesMs: number;
  /** Pictures that viewports drew until the end. */
  readonly draws: number;
}

/** In the page: when what was there, ms of its clock; kept by `watch`. */
interface Watched {
  pressed: number;
  /** The sagittal images are there. */
  images: number | null;
  /** The analysis waits for the others, and goes on. */
  waits: number | null;
  goesOn: number | null;
  /** The models are waited for no more. */
  runtime: number | null;
  slice: number | null;
  finding: number | null;
  all: number | null;
  ended: number | null;
  draws: number;
}

interface ViewerGlobals {
  readonly services: {
    readonly displaySetService: {
      getActiveDisplaySets(): { readonly imageIds?: readonly string[] }[];
    };
    readonly segmentationService: {
      readonly EVENTS: Readonly<Record<string, string>>;
      subscribe(event: string, listener: () => void): void;
    };
  };
  readonly cornerstone: {
    readonly imageLoader: { loadAndCacheImage(imageId: string): Promise<unknown> };
  };
  watched: Watched;
}

/** In the trace, when Analyze was pressed. */
const MARK = 'deepspine pressed';

/** Presses Analyze and notes from then on when what appears. */
function pressAndWatch(mark: string): void {
  const page = window as unknown as ViewerGlobals;
  const find = (name: string) =>
    document.querySelector<HTMLElement>(`[data-cy="deepspine-${name}"]`);
  const watched: Watched = {
    ...{ pressed: 0, images: null, waits: null, goesOn: null, runtime: null },
    ...{ slice: null, finding: null, all: null, ended: null, draws: 0 },
  };
  page.watched = watched;
  const look = () => {
    const now = performance.now();
    const phase = find('status')?.dataset.phase ?? '';
    if (phase !== 'loading-images') {
      watched.images ??= now;
    }
    if (phase === 'analyzing' || phase === 'done') {
      watched.runtime ??= now;
    }
    if (phase === 'loading-images' && watched.runtime !== null) {
      watched.waits ??= now;
    } else if (watched.waits !== null) {
      watched.goesOn ??= now;
    }
    const graded = document.querySelector('[data-cy^="deepspine-cell-"]');
    if (graded) {
      watched.finding ??= now;
      if (!document.querySelector('[data-cy^="deepspine-waiting-"]')) {
        watched.all ??= now;
      }
    }
    if (phase === 'done' || phase === 'failed' || phase === 'cancelled') {
      watched.ended ??= now;
    }
  };
  new MutationObserver(look).observe(document.body, {
    ...{ subtree: true, childList: true, attributes: true },
    attributeFilter: ['data-phase', 'data-grade', 'data-cy'],
  });
  const { segmentationService } = page.services;
  segmentationService.subscribe(segmentationService.EVENTS.SEGMENTATION_ADDED!, () => {
    watched.slice ??= performance.now();
  });
  // Viewports tell of every picture that they draw, and the event does not bubble.
  document
    .querySelectorAll('.cornerstone-viewport-element')
    .forEach(element =>
      element.addEventListener('CORNERSTONE_IMAGE_RENDERED', () => watched.draws++)
    );
  watched.pressed = performance.now();
  performance.mark(mark);
  find('run')!.click();
}

/** Loads every image of the study through the viewer; ms. */
async function loadAll(): Promise<number> {
  const { services, cornerstone } = window as unknown as ViewerGlobals;
  const since = performance.now();
  const ids = services.displaySetService.getActiveDisplaySets().flatMap(set => set.imageIds ?? []);
  await Promise.all(ids.map(id => cornerstone.imageLoader.loadAndCacheImage(id)));
  return performance.now() - since;
}

/** Names of the contenders. */
export const VIEWER = {
  cold: 'viewer, first visit, pressed at once',
  warm: 'viewer, later visit, pressed at once',
  loaded: 'viewer, images and models loaded',
  plain: 'viewer, the same without the segmentation shown',
  images: 'the viewer loads the images, nothing else',
  command: 'the command, as a whole',
  analysis: 'the command, its analysis',
} as const;

/** Visits of which it is told where the time goes: pressed at once, and when images and models are loaded. */
export const TRACED_VISITS = ['firstVisit', 'atOnce', 'loaded'] as const;
export type TracedVisit = (typeof TRACED_VISITS)[number];

interface VisitOptions {
  /** Whether Analyze is pressed when all is loaded, or as soon as it can be. */
  readonly loaded: boolean;
  /** As a site sets them. */
  readonly settings?: object;
}

/**
 * Joins settings with the demo's app-config.js, in the page. Routes would do it as well, but switch the browser's
 * cache off.
 */
function withSettings(settings: object): void {
  type Config = (given: unknown) => Promise<object>;
  let config: unknown;
  const customizationService = [{ 'deepspine.configuration': { $set: settings } }];
  Object.defineProperty(window, 'config', {
    configurable: true,
    get: () => config,
    set: (given: Config | object) => {
      config =
        typeof given === 'function'
          ? async (host: unknown) =>
              Object.assign(await (given as Config)(host), { customizationService })
          : given;
    },
  });
}

/** One study in the real viewer, as a person has it analyzed, and by the command. */
export class ViewerBench {
  private constructor(
    private readonly browser: Browser,
    private readonly demo: Demo,
    private readonly archiveDir: string,
    private readonly folder: string,
    private readonly studyUID: string,
    /** Visited before, so that runtime and models are there. */
    private readonly known: ViewerPage
  ) {}

  /** @param folder the study's DICOM files */
  static async start(browser: Browser, studyUID: string, folder: string): Promise<ViewerBench> {
    const archiveDir = mkdtempSync(path.join(tmpdir(), 'deepspine-bench-viewer-'));
    const demo = await startDemo({ port: 0, archiveDir, studiesDir: null });
    for (const file of readdirSync(folder)) {
      await demo.archive.store.add(readFileSync(path.join(folder, file)));
    }
    const known = await ViewerPage.open(browser);
    const bench = new ViewerBench(browser, demo, archiveDir, folder, studyUID, known);
    await bench.visited(known, { loaded: true }, analyzed);
    return bench;
  }

  get contenders(): readonly Contender[] {
    const visit = (options: VisitOptions) => () => this.visited(this.known, options, analyzed);
    return [
      { name: VIEWER.cold, run: () => this.inNewProfile({ loaded: false }, analyzed) },
      { name: VIEWER.warm, run: visit({ loaded: false }) },
      { name: VIEWER.loaded, run: visit({ loaded: true }) },
      {
        name: VIEWER.plain,
        run: visit({ loaded: true, settings: { showSegmentation: false } }),
      },
      {
        name: VIEWER.images,
        run: () =>
          this.inNewProfile({ loaded: false, settings: { preload: false } }, async viewer => ({
            ms: await viewer.page.evaluate(loadAll),
          })),
      },
      { name: VIEWER.command, run: async () => ({ ms: (await this.command()).whole }) },
      { name: VIEWER.analysis, run: async () => ({ ms: (await this.command()).analysis }) },
    ];
  }

  /** Where the time of an analysis goes, from Analyze to all findings. */
  async timelines(): Promise<Record<TracedVisit, Timeline>> {
    return {
      firstVisit: await this.inNewProfile({ loaded: false }, viewer => this.traced(viewer)),
      atOnce: await this.visited(this.known, { loaded: false }, viewer => this.traced(viewer)),
      loaded: await this.visited(this.known, { loaded: true }, viewer => this.traced(viewer)),
    };
  }

  async close(): Promise<void> {
    await this.known.close();
    await this.demo.close();
    rmSync(this.archiveDir, { recursive: true, force: true });
  }

  private async traced(viewer: ViewerPage): Promise<Timeline> {
    await this.browser.startTracing(viewer.page, {
      categories: ['blink.user_timing', 'disabled-by-default-v8.cpu_profiler', '__metadata'],
    });
    const { pressed, images, waits, goesOn, runtime, all } = await untilAnalyzed(viewer);
    const trace = await this.browser.stopTracing();
    const { traceEvents } = JSON.parse(String(trace)) as { traceEvents: TraceEvent[] };
    const mark = traceEvents.find(({ name }) => name === MARK);
    if (!mark) {
      throw new Error('The trace does not say when Analyze was pressed.');
    }
    const at = (ms: number | null) => mark.ts + ((ms ?? pressed) - pressed) * 1000;
    return timeline(
      // The bare page's threads wait inside WebAssembly, in a process of their own.
      traceEvents.filter(({ pid }) => pid === mark.pid),
      { from: mark.ts, to: at(all) },
      {
        images: [
          { from: mark.ts, to: at(images) },
          ...(waits === null ? [] : [{ from: at(waits), to: at(goesOn) }]),
        ],
        runtime: { from: at(images), to: at(runtime) },
      }
    );
  }

  /** As somebody who has never been here. */
  private async inNewProfile<T>(
    options: VisitOptions,
    use: (viewer: ViewerPage) => Promise<T>
  ): Promise<T> {
    const profile = await ViewerPage.open(this.browser);
    try {
      return await this.visited(profile, options, use);
    } finally {
      await profile.close();
    }
  }

  /** Opens the study in a tab of its own. */
  private async visited<T>(
    profile: ViewerPage,
    { loaded, settings = {} }: VisitOptions,
    use: (viewer: ViewerPage) => Promise<T>
  ): Promise<T> {
    const viewer = await profile.anotherTab();
    const { page } = viewer;
    try {
      await page.addInitScript(NAMED_FUNCTIONS);
      await page.addInitScript(withSettings, settings);
      // What was found at an earlier visit would be offered again.
      await page.addInitScript(() => localStorage.clear());
      await viewer.goToStudy(this.demo.url, this.studyUID);
      await viewer.hook('run').waitFor();
      if (loaded) {
        await page.evaluate(loadAll);
        while (!page.workers().some(worker => worker.url().includes('/deepspine/'))) {
          await page.waitForTimeout(50);
        }
        // Compiling goes on for a while after the models have started.
        await page.waitForTimeout(10_000);
      }
      return await use(viewer);
    } finally {
      await page.close();
    }
  }

  /** ms of the whole process, and of what it says its analysis took. */
  private async command(): Promise<{ readonly whole: number; readonly analysis: number }> {
    const since = performance.now();
    const output = await new Promise<string>((resolve, reject) => {
      const child = spawn(process.execPath, ['cli/bin.mjs', 'analyze', this.folder], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const chunks: Buffer[] = [];
      child.stdout.on('data', chunk => chunks.push(chunk));
      child.on('error', reject);
      child.on('close', code =>
        code === 0
          ? resolve(String(Buffer.concat(chunks)))
          : reject(new Error(`ended with ${code}`))
      );
    });
    const whole = performance.now() - since;
    const { timings } = JSON.parse(output) as { timings: Record<string, number> };
    const analysis = Object.entries(timings)
      .filter(([stage]) => stage !== 'load')
      .reduce((sum, [, ms]) => sum + ms, 0);
    return { whole, analysis };
  }
}

/** Presses Analyze and waits until all is shown. */
async function untilAnalyzed(viewer: ViewerPage): Promise<Watched> {
  await viewer.page.evaluate(pressAndWatch, MARK);
  const phase = await viewer.untilEnded();
  if (phase !== 'done') {
    throw new Error(`The analysis ended as ${phase}: ${await viewer.statusText()}`);
  }
  return viewer.page.evaluate(() => (window as unknown as ViewerGlobals).watched);
}

async function analyzed(viewer: ViewerPage): Promise<ViewerSample> {
  const { pressed, images, slice, finding, all, draws } = await untilAnalyzed(viewer);
  const after = (ms: number | null) => (ms === null ? undefined : ms - pressed);
  return {
    ms: after(all)!,
    imagesMs: after(images) ?? 0,
    firstSegmentationMs: after(slice),
    firstFindingMs: after(finding),
    draws,
  };
}
