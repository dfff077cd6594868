import type { Browser } from 'playwright-core';
import { launchBrowser } from './launch';
import { openPage, startSite, type OpenPage } from './page';
import { sampleStudy } from './sampleStudy';
import type { SiteServer } from './siteServer';
import { packStudy } from './studyPack';

/** What the tests of a file have at hand while they run. */
export interface Stage {
  browser: Browser;
  site: SiteServer;
  /** The test's own; some replace it. */
  open: OpenPage;
}

/** Not loopback by name, so browsers do not take it for a secure context over plain http. */
export const PLAIN_HOST = 'hospital.example';

/**
 * One browser and one site for the tests of a file, with the sample study at /study.bin and eight slices of it at
 * /few-slices.bin, and a page for each test.
 *
 * @param options of the browser's command line
 */
export function pageForEachTest(options: readonly string[] = []): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    stage.browser = await launchBrowser([
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
      ...options,
    ]);
    stage.site = await startSite({
      '/study.bin': packStudy(await sampleStudy()),
      '/few-slices.bin': packStudy(await sampleStudy(8)),
    });
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.site?.close();
  });
  beforeEach(async () => {
    stage.open = await openPage(stage.browser, stage.site.url);
  });
  afterEach(() => stage.open.context.close());
  return stage;
}
