import assert from 'node:assert/strict';
import { FrontServer } from './frontServer';
import { storeQuick } from './quickStudy';
import type { Case } from './suite';
import type { ViewerPage } from './viewerPage';

/** Whose findings the panel shows and saves: where several studies are open, and where the archive hides a report. */

interface Dataset {
  [tag: string]: { readonly Value?: readonly unknown[] } | undefined;
}

/** Puts a study's sagittal images into the active viewport, as a click on its thumbnail does. */
const bringUp = ({ page }: ViewerPage, study: string): Promise<void> =>
  page.evaluate(uid => {
    interface Viewer {
      readonly services: {
        readonly displaySetService: {
          getActiveDisplaySets(): {
            StudyInstanceUID: string;
            Modality: string;
            displaySetInstanceUID: string;
          }[];
        };
        readonly viewportGridService: {
          getActiveViewportId(): string;
          setDisplaySetsForViewport(of: {
            viewportId: string;
            displaySetInstanceUIDs: string[];
          }): void;
        };
      };
    }
    const { services } = window as unknown as Viewer;
    const set = services.displaySetService
      .getActiveDisplaySets()
      .find(one => one.StudyInstanceUID === uid && one.Modality === 'MR');
    services.viewportGridService.setDisplaySetsForViewport({
      viewportId: services.viewportGridService.getActiveViewportId(),
      displaySetInstanceUIDs: [set?.displaySetInstanceUID ?? ''],
    });
  }, study);

export const whoseCases: readonly Case[] = [
  {
    name: 'two studies by one address: nothing of one is shown or saved as the other’s',
    async run(viewer, { demo }) {
      const first = await storeQuick(demo, 'by one address, first');
      const second = await storeQuick(demo, 'by one address, second');
      await viewer.goToStudy(demo.url, `${first},${second}`);
      await bringUp(viewer, first);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await viewer.run('deepspine.change', { level: 'L4-L5', condition: 'SCS', grade: 'severe' });
      const graded = await viewer.cells();

      await bringUp(viewer, second);
      await viewer.page.locator('[data-phase="idle"]').waitFor();
      assert.deepEqual(await viewer.cells(), []);
      assert.deepEqual(await viewer.measurementLabels(), []);
      assert.equal(await viewer.hook('save').count(), 0);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await viewer.hook('save').click();
      await viewer.page.locator('[data-save="saved"]').waitFor();
      const reports = (study: string) =>
        demo.archive.store
          .instances({ study })
          .filter(({ json }) => json['00080060']?.Value?.[0] === 'SR');
      assert.deepEqual([reports(first).length, reports(second).length], [0, 1]);

      await bringUp(viewer, first);
      await viewer.page.locator('[data-save="unsaved"]').waitFor();
      assert.deepEqual(await viewer.cells(), graded, 'the first study’s, with its decision');
    },
  },
  {
    name: 'a report whose content the metadata leaves out is fetched, with its decisions',
    async run(viewer, { demo }) {
      const study = await storeQuick(demo, 'content left out');
      await viewer.goToStudy(demo.url, study);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await viewer.run('deepspine.change', { level: 'L4-L5', condition: 'SCS', grade: 'severe' });
      await viewer.hook('save').click();
      await viewer.page.locator('[data-save="saved"]').waitFor();
      const before = await viewer.cells();
      const front = await FrontServer.start(demo.port, {
        change(answer, { path }) {
          if (!/\/metadata(\?|$)/.test(path)) {
            return answer;
          }
          const datasets = JSON.parse(answer.body.toString()) as Dataset[];
          datasets
            .filter(dataset => dataset['00080060']?.Value?.[0] === 'SR')
            .forEach(dataset => delete dataset['0040A730']);
          return { ...answer, body: Buffer.from(JSON.stringify(datasets)) };
        },
      });
      try {
        await viewer.goToStudy(front.url, study);
        await viewer.page.locator('[data-save="saved"]').waitFor();
        assert.deepEqual(await viewer.cells(), before);
      } finally {
        await front.close();
      }
    },
  },
  {
    name: 'unsaved findings of another visit are offered, not shown; a person takes them over or removes them',
    async run(viewer, { demo }) {
      const study = await storeQuick(demo, 'of another visit');
      await viewer.goToStudy(demo.url, study);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await viewer.run('deepspine.change', { level: 'L4-L5', condition: 'SCS', grade: 'severe' });
      const left = await viewer.cells();
      await viewer.page.close();

      const adopting = await viewer.anotherTab();
      await adopting.goToStudy(demo.url, study);
      await adopting.hook('draft-offer').waitFor();
      assert.deepEqual(await adopting.cells(), []);
      assert.equal(await adopting.hook('save').count(), 0);
      await adopting.hook('draft-adopt').click();
      await adopting.page.locator('[data-save="unsaved"]').waitFor();
      assert.deepEqual(await adopting.cells(), left, 'with the decision');
      assert.equal(await adopting.hook('draft-offer').count(), 0);
      // What was taken over is this visit's own: after a reload nobody is asked again.
      await adopting.reload();
      await adopting.page.locator('[data-save="unsaved"]').waitFor();
      assert.deepEqual(await adopting.cells(), left);
      await adopting.page.close();

      const removing = await viewer.anotherTab();
      await removing.goToStudy(demo.url, study);
      await removing.hook('draft-discard').click();
      await removing.hook('draft-offer').waitFor({ state: 'detached' });
      await removing.reload();
      await removing.page.locator('[data-phase="idle"]').waitFor();
      assert.deepEqual(await removing.cells(), []);
      assert.equal(await removing.hook('draft-offer').count(), 0);
      const drafts = await removing.page.evaluate(() =>
        Object.keys(localStorage).filter(key => key.startsWith('deepspine.draft.'))
      );
      assert.deepEqual(drafts, []);
      assert.deepEqual([...adopting.problems, ...removing.problems], []);
    },
  },
];
