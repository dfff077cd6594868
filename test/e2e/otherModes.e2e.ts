import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths';
import { screenshot, type Case } from './suite';
import type { ViewerPage } from './viewerPage';

const GUIDE = join(ROOT, 'docs/install.md');

/** The settings that the site guide tells sites to write, taken out of it: what is tested is what is read. */
function settingsOfTheGuide(): string {
  const text = readFileSync(GUIDE, 'utf8');
  const blocks = [...text.matchAll(/<!-- other modes -->\s*```js\n([\s\S]*?)```/g)];
  assert.equal(blocks.length, 2, `${GUIDE} holds the settings for the panel and for a button`);
  return blocks.map(([, settings]) => settings).join('');
}

/** Changes the viewer's app-config as a site does, and nothing else. */
async function configure(viewer: ViewerPage, settings: string): Promise<void> {
  await viewer.context.route('**/app-config.js', async route => {
    const answer = await route.fetch();
    const body = `${await answer.text()}
      { const demo = window.config;
        window.config = async given => Object.assign(await demo(given), { ${settings} }); }`;
    await route.fulfill({ response: answer, body });
  });
}

export const otherModeCases: readonly Case[] = [
  {
    name: 'the panel and a button in the basic viewer, by customization only',
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      // The viewer's tour of itself would cover the page.
      await page.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'));
      await configure(viewer, settingsOfTheGuide());
      const open = async () => {
        await page.goto(`${demo.url}/viewer?StudyInstanceUIDs=${studies.before}`);
        await viewer.untilShown();
      };
      await open();
      assert.match(page.url(), /\/viewer\?/);
      await page.locator('[data-cy="DeepSpineAnalyze"]').click();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      const cells = await viewer.cells();
      assert.ok(cells.filter(({ grade }) => grade !== 'not-graded').length >= 5);
      assert.ok(
        (await viewer.measurementLabels()).length > 0,
        'findings are measurements here too'
      );
      await viewer.hook('save').click();
      await page.locator('[data-save="saved"]').waitFor();
      await screenshot(viewer, '50-basic-viewer');

      await open();
      await page.locator('[data-save="saved"]').waitFor();
      assert.deepEqual(await viewer.cells(), cells, 'restored from the archive');
    },
  },
];
