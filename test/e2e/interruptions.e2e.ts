import assert from 'node:assert/strict';
import { screenshot, type Case } from './suite';

export const interruptionCases: readonly Case[] = [
  {
    name: 'cancel in the middle of a run',
    async run(viewer, { demo }) {
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.analyze();
      await viewer.page.locator('[data-phase="analysing"]').waitFor({ timeout: 600_000 });
      await viewer.hook('cancel').click();
      assert.equal(await viewer.untilEnded(), 'cancelled');
      assert.deepEqual(await viewer.cells(), []);
      assert.deepEqual(await viewer.measurementLabels(), []);
      await viewer.hook('run').waitFor();
      await screenshot(viewer, '10-cancelled');
    },
  },
  {
    name: 'leave the mode in the middle of a run',
    async run(viewer, { demo }) {
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.analyze();
      await viewer.page.locator('[data-phase="analysing"]').waitFor({ timeout: 600_000 });
      const workers = () =>
        viewer.page.workers().filter(w => w.url().includes('/deepspine/')).length;
      assert.ok(workers() > 0);
      await viewer.page.locator('[data-cy="return-to-work-list"]').click();
      await viewer.hook('panel').waitFor({ state: 'detached' });
      const patience = Date.now() + 60_000;
      while (workers() > 0 && Date.now() < patience) {
        await viewer.page.waitForTimeout(200);
      }
      assert.equal(workers(), 0, 'the worker and its threads are gone');
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      assert.equal(await viewer.phase(), 'idle');
    },
  },
];
