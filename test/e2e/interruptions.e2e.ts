import assert from 'node:assert/strict';
import { until } from '../until';
import { storeQuick } from './quickStudy';
import { openRecorded } from './recorded';
import { screenshot, type Case } from './suite';

export const interruptionCases: readonly Case[] = [
  {
    name: 'cancel in the middle of a run',
    async run(viewer, { demo }) {
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.analyze();
      await viewer.page.locator('[data-phase="analyzing"]').waitFor({ timeout: 600_000 });
      await viewer.hook('cancel').click();
      assert.equal(await viewer.untilEnded(), 'cancelled');
      assert.deepEqual(await viewer.cells(), []);
      assert.deepEqual(await viewer.measurementLabels(), []);
      await viewer.hook('run').waitFor();
      await screenshot(viewer, '10-cancelled');
    },
  },
  {
    name: 'Analyze before the images are there waits for them, and can be cancelled',
    async run(viewer, { demo }) {
      const study = await storeQuick(demo, 'pressed early');
      let answer: () => void = () => undefined;
      const answered = new Promise<void>(resolve => (answer = resolve));
      await viewer.context.route('**/metadata', async route => {
        await answered;
        await route.continue();
      });
      // The viewer covers the page until then, which keys do not mind.
      const analyze = async () => {
        await viewer.hook('run').press('Enter');
        await viewer.page.getByText('Waiting for the images …').waitFor();
      };
      await viewer.page.goto(`${demo.url}/deepspine?StudyInstanceUIDs=${study}`);
      await analyze();
      await viewer.hook('cancel').press('Enter');
      assert.equal(await viewer.untilEnded(), 'cancelled');
      await analyze();
      answer();
      await viewer.untilShown();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      assert.ok((await viewer.cells()).some(({ grade }) => grade !== 'not-graded'));
    },
  },
  {
    name: 'leave the mode in the middle of a run',
    async run(viewer, { demo }) {
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.analyze();
      await viewer.page.locator('[data-phase="analyzing"]').waitFor({ timeout: 600_000 });
      assert.ok(viewer.ourWorkers() > 0);
      await viewer.page.locator('[data-cy="return-to-work-list"]').click();
      await viewer.hook('panel').waitFor({ state: 'detached' });
      await until(
        () => viewer.ourWorkers(),
        count => count === 0,
        'the worker and its threads are gone'
      );
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      assert.equal(await viewer.phase(), 'idle');
    },
  },
  {
    name: 'another study in the middle of a run',
    async run(viewer, { demo, studies }) {
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.analyze();
      await viewer.page.locator('[data-phase="analyzing"]').waitFor({ timeout: 600_000 });
      await viewer.switchToStudy(studies.fourSlices);
      await viewer.page.locator('[data-phase="idle"]').waitFor();
      const assertNothing = async () => {
        assert.equal(await viewer.phase(), 'idle');
        assert.deepEqual(await viewer.cells(), []);
        assert.deepEqual(await viewer.measurementLabels(), []);
      };
      await assertNothing();
      // Nothing of the first study's run arrives later: one that begins when it has ended in the worker is done.
      await viewer.switchToStudy(await storeQuick(demo, 'after another study'));
      await viewer.page.locator('[data-phase="idle"]').waitFor();
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await viewer.switchToStudy(studies.fourSlices);
      await viewer.page.locator('[data-phase="idle"]').waitFor();
      await assertNothing();
    },
  },
  {
    name: 'two tabs: each says that the other changed the findings, and nothing is lost',
    async run(viewer, { demo }) {
      const study = await openRecorded(viewer, demo, 'two tabs');
      const other = await viewer.anotherTab();
      await other.goToStudy(demo.url, study);
      await other.page.locator('[data-save="saved"]').waitFor();
      await viewer.hook('cell-L4-L5-SCS').click();
      await viewer.page.keyboard.press('2');
      await other.page.getByText('changed in another tab').waitFor();
      assert.deepEqual(other.problems, []);

      await other.reload();
      await other.page.locator('[data-save="unsaved"]').waitFor();
      assert.deepEqual(await other.cells(), await viewer.cells(), 'what the first tab did');
      await viewer.hook('save').click();
      await viewer.page.locator('[data-save="saved"]').waitFor();
      await other.reload();
      await other.page.locator('[data-save="saved"]').waitFor();
      assert.deepEqual(await other.cells(), await viewer.cells());
      assert.deepEqual(other.problems, []);
    },
  },
];
