import assert from 'node:assert/strict';
import { PlainTab } from '../browser/plainTab';
import { storeQuick } from './quickStudy';
import type { Case } from './suite';
import type { CellState } from './viewerPage';

const status = '[data-cy="deepspine-status"]';
const inPhase = (...phases: string[]) =>
  `${JSON.stringify(phases)}.includes(document.querySelector('${status}')?.dataset.phase)`;
const SHOWN = `[...services.viewportGridService.getState().viewports.keys()].some(id =>
  Boolean(services.cornerstoneViewportService.getCornerstoneViewport(id)?.getCurrentImageId?.()))`;
/** As `ViewerPage.cells` has them. */
const CELLS = `[...document.querySelectorAll('[data-cy^="deepspine-cell-"]')].map(cell => ({
  cell: cell.dataset.cy.replace('deepspine-cell-', ''),
  grade: cell.dataset.grade ?? '',
  status: cell.dataset.status ?? '',
  pile: cell.dataset.pile ?? '',
  name: cell.title,
}))`;
const DRAWN = `[...services.viewportGridService.getState().viewports.keys()].some(id =>
  services.segmentationService.getSegmentationRepresentations(id).length > 0)`;

export const hiddenTabCases: readonly Case[] = [
  {
    name: 'a tab hidden from the click on: the analysis goes on in it, and the findings are there on return',
    async run(viewer, { browser, demo }) {
      const study = await storeQuick(demo, 'hidden tab');
      await viewer.goToStudy(demo.url, study);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());

      const tab = await PlainTab.open(browser, `${demo.url}/deepspine?StudyInstanceUIDs=${study}`);
      await tab.until(inPhase('idle'));
      await tab.until(SHOWN);
      await tab.evaluate(`globalThis.seen = [document.visibilityState];
        document.addEventListener('visibilitychange', () => seen.push(document.visibilityState));
        document.querySelector('[data-cy="deepspine-run"]').click();`);
      const front = await PlainTab.open(browser, 'about:blank');
      try {
        await front.show();
        await tab.until(inPhase('done', 'failed', 'cancelled'));
        assert.deepEqual(await tab.evaluate('seen'), ['visible', 'hidden']);
        const cells = await tab.evaluate<CellState[]>(CELLS);
        assert.ok(
          cells.length > 0,
          await tab.evaluate(`document.querySelector('${status}').innerText`)
        );
        assert.deepEqual(cells, await viewer.cells(), 'what a visible tab finds');

        await tab.show();
        await tab.until(DRAWN);
        assert.deepEqual(await tab.evaluate('seen'), ['visible', 'hidden', 'visible']);
        assert.deepEqual(tab.problems, []);
      } finally {
        await front.close();
        await tab.close();
      }
    },
  },
];
