import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { bundleHarness } from './bundleHarness';
import { SiteServer, type SiteOptions } from './siteServer';

/** What `npm run build` makes for a site to serve: worker.js, ort/, models/. */
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

/** Runs a script in every worker that the page starts from now on, before the worker's own. */
export async function inEveryWorker(page: Page, script: string): Promise<void> {
  await page.evaluate(first => {
    const RealWorker = globalThis.Worker;
    globalThis.Worker = class extends RealWorker {
      constructor(url: string | URL, options?: WorkerOptions) {
        const source = `${first}\nawait import(${JSON.stringify(String(url))});`;
        super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options);
      }
    };
  }, script);
}
