import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core';
import { bundleHarness } from './bundleHarness';
import { SiteServer, type SiteOptions } from './siteServer';

/** What `npm run build` makes for a site to serve: worker.js, runtime.js, ort/, models/. */
export const SERVED = path.join(__dirname, '../../extension/public/deepspine');

const PAGE = '<!doctype html><link rel="icon" href="data:,"><script src="/harness.js"></script>';

let harness: Promise<string> | undefined;

/**
 * A site with the built worker, the real models and a page that holds the harness.
 *
 * @throws Error when nothing is built
 */
export async function startSite(
  files: SiteOptions['files'] = {},
  options: Omit<Partial<SiteOptions>, 'files' | 'mounts'> = {}
): Promise<SiteServer> {
  if (!existsSync(path.join(SERVED, 'worker.js'))) {
    throw new Error('The worker is not built: run npm run build first.');
  }
  harness ??= bundleHarness();
  return SiteServer.start({
    ...options,
    mounts: { '/deepspine/': SERVED },
    files: { '/page.html': PAGE, '/harness.js': await harness, ...files },
  });
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings on the console, and requests to any other site. */
  readonly complaints: string[];
}

/** A page of the site in a profile of its own, so with an empty cache. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const context = await browser.newContext();
  // Machines under load take their time.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on('request', request => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== url) {
      complaints.push(`${request.url()} was asked for`);
    }
  });
  page.on('pageerror', error => complaints.push(String(error)));
  await page.goto(`${url}/page.html`);
  return { page, context, complaints };
}

/**
 * Source that has every worker of the analysis that is started from there on, and every one that those start, run a
 * script before its own.
 */
export const inWorkersFirst = (script: string): string => `
  (function install(first) {
    const RealWorker = globalThis.Worker;
    globalThis.Worker = class extends RealWorker {
      constructor(url, options) {
        // The runtime's threads are left alone: what they are told first would be lost.
        if (!options?.name?.startsWith('deepspine')) {
          super(url, options);
          return;
        }
        const source = first + ';(' + install + ')(' + JSON.stringify(first) + ');' +
          'await import(' + JSON.stringify(String(url)) + ');';
        super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options);
      }
    };
  })(${JSON.stringify(script)});`;

/** Runs a script in every worker of the analysis that is started from now on, before the worker's own. */
export async function inEveryWorker(page: Page, script: string): Promise<void> {
  await page.evaluate(inWorkersFirst(script));
}

/** The page's worker, or one that a worker of it started, in which the models run. */
export async function modelsWorker(page: Page): Promise<Worker> {
  for (const worker of page.workers()) {
    if ((await worker.evaluate(() => self.name)) === 'deepspine-runtime') {
      return worker;
    }
  }
  throw new Error('No worker with the models runs.');
}
