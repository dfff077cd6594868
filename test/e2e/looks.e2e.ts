import assert from 'node:assert/strict';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { assertAccessible } from './accessibility';
import { assertLooks } from './looks/compare';
import { openRecorded } from './recorded';
import type { Case } from './suite';
import type { ViewerPage } from './viewerPage';

/**
 * How the panel looks in every state, compared with the screenshots in ./looks. Findings come from a
 * recorded report, so that other weights change no picture.
 */

const SCREEN = { width: 1280, height: 720 };
const SCREEN_4K = { width: 3840, height: 2160 };

/** Everything graded, nothing to note. */
const complete = (analysis: AnalysisResult): AnalysisResult => ({ ...analysis, warnings: [] });

/** The state, its look, and that everybody can use it. */
async function looks(viewer: ViewerPage, name: string): Promise<void> {
  await assertLooks(viewer, name);
  await assertAccessible(viewer, name);
}

async function atTop({ page }: ViewerPage): Promise<void> {
  await page.evaluate(() => {
    const scrolled = '[data-cy="deepspine-panel"] [data-radix-scroll-area-viewport]';
    document.querySelector(scrolled)?.scrollTo(0, 0);
  });
  await page.mouse.move(10, (page.viewportSize()?.height ?? 720) - 10);
}

async function chooseCell(viewer: ViewerPage, cell: string): Promise<void> {
  await viewer.hook(`cell-${cell}`).click();
  await viewer.hook('detail').waitFor();
  await viewer.untilStill();
}

/** The detail, the draft, and the end of the panel, each brought to the top of what is seen. */
async function bringUp(viewer: ViewerPage, name: string): Promise<void> {
  await viewer.hook(name).evaluate(element => element.scrollIntoView({ block: 'start' }));
}

export const lookCases: readonly Case[] = [
  {
    name: 'looks: idle, loading, analyzing, cancelled, failed',
    expected: /Failed to load resource|ERR_/,
    async run(viewer, { demo }) {
      const { page, context } = viewer;
      // Else they are loaded before anybody asks for them.
      await viewer.configure({ preload: false });
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.untilStill();
      await looks(viewer, 'idle');

      // The models do not arrive until they are let through.
      let release = () => {};
      const released = new Promise<void>(done => (release = done));
      await context.route(/\.onnx$/, route => released.then(() => route.continue()));
      await viewer.analyze();
      await page.locator('[data-phase="loading-model"]').waitFor({ timeout: 600_000 });
      await looks(viewer, 'loading-model');
      release();
      await page.locator('[data-phase="analyzing"]').waitFor({ timeout: 600_000 });
      await page.getByText('Finding vertebrae').first().waitFor({ timeout: 600_000 });
      await looks(viewer, 'analyzing');
      await viewer.hook('cancel').click();
      assert.equal(await viewer.untilEnded(), 'cancelled');
      await looks(viewer, 'cancelled');

      await page.evaluate(() =>
        caches.keys().then(keys => Promise.all(keys.map(k => caches.delete(k))))
      );
      await viewer.reload();
      await context.unroute(/\.onnx$/);
      await context.route(/\/models\//, route => route.abort('internetdisconnected'));
      await viewer.untilStill();
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'failed');
      await looks(viewer, 'failed');
    },
  },
  {
    name: 'looks: findings, at every width and size of screen',
    async run(viewer, { demo }) {
      const { page } = viewer;
      await openRecorded(viewer, demo, 'looks complete', complete);
      await looks(viewer, 'done');

      await openRecorded(viewer, demo, 'looks');
      await looks(viewer, 'partial');
      await chooseCell(viewer, 'L4-L5-LFS');
      await bringUp(viewer, 'detail');
      await looks(viewer, 'detail');
      await bringUp(viewer, 'draft');
      await looks(viewer, 'draft');
      await viewer.hook('confidence').click();
      await atTop(viewer);
      await looks(viewer, 'confidence');
      await viewer.hook('confidence').click();

      await viewer.resizePanel(200);
      await atTop(viewer);
      await looks(viewer, 'narrow');
      await viewer.resizePanel(600);
      await atTop(viewer);
      await looks(viewer, 'wide');
      await bringUp(viewer, 'detail');
      await looks(viewer, 'wide-detail');

      await page.setViewportSize(SCREEN_4K);
      await atTop(viewer);
      await viewer.untilStill();
      await looks(viewer, '4k-wide');
      await viewer.resizePanel(300);
      await atTop(viewer);
      await looks(viewer, '4k');
      await page.setViewportSize(SCREEN);
    },
  },
  {
    name: 'looks: everything in German',
    async run(viewer, { demo, studies }) {
      await viewer.speak('de');
      await openRecorded(viewer, demo, 'looks German');
      assert.match(await viewer.hook('research-use').innerText(), /Nur für die Forschung/);
      await looks(viewer, 'german');
      await chooseCell(viewer, 'L4-L5-LFS');
      await bringUp(viewer, 'detail');
      await looks(viewer, 'german-detail');
      await bringUp(viewer, 'draft');
      const draft = await viewer.hook('draft').innerText();
      assert.match(draft, /L4-L5: .*[Nn]euroforamenstenose/);
      await looks(viewer, 'german-draft');

      // What is refused is refused in German.
      await viewer.goToStudy(demo.url, studies.ct);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'failed');
      assert.match(
        await viewer.statusText(),
        /befundet werden kann nur MR; öffnen Sie eine Studie/
      );
      await looks(viewer, 'german-failed');
    },
  },
];
