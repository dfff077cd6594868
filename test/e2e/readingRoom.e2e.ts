import assert from 'node:assert/strict';
import { until } from '../until';
import { assertAccessible } from './accessibility';
import { screenshot, type Case } from './suite';
import type { CellState, ViewerPage } from './viewerPage';

const graded = (cells: readonly CellState[]) => cells.filter(({ grade }) => grade !== 'not-graded');
const conditionOf = ({ cell }: CellState): string => cell.replace(/^.*-/, '');

async function analyzed(viewer: ViewerPage, url: string, study: string): Promise<CellState[]> {
  await viewer.goToStudy(url, study);
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
  return viewer.cells();
}

const clipboard = (viewer: ViewerPage): Promise<string> =>
  viewer.page.evaluate(() => navigator.clipboard.readText());

/** What the disc's own viewport looks along; null while it is not there. */
const discNormal = (viewer: ViewerPage): Promise<number[] | null> =>
  viewer.page.evaluate(() => {
    interface Camera {
      readonly viewPlaneNormal: number[];
    }
    const { services } = window as unknown as {
      services: {
        cornerstoneViewportService: {
          getCornerstoneViewport(id: string): { getCamera(): Camera } | undefined;
        };
      };
    };
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport('deepspine-disc');
    return viewport ? [...viewport.getCamera().viewPlaneNormal] : null;
  });

interface Scales {
  readonly services: {
    readonly viewportGridService: { getState(): { viewports: Map<string, object> } };
    readonly cornerstoneViewportService: {
      getCornerstoneViewport(id: string): {
        getCamera(): { parallelScale: number };
        setZoom(zoom: number): void;
        render(): void;
      };
    };
  };
}

/** Half the height that each viewport shows, mm; `zoom` zooms the first one before. */
const shownHeights = (viewer: ViewerPage, zoom?: number): Promise<number[]> =>
  viewer.page.evaluate(wanted => {
    const { services } = window as unknown as Scales;
    const ids = [...services.viewportGridService.getState().viewports.keys()];
    const viewports = ids.map(id => services.cornerstoneViewportService.getCornerstoneViewport(id));
    if (wanted !== undefined) {
      viewports[0]!.setZoom(wanted);
      viewports[0]!.render();
    }
    return viewports.map(viewport => viewport.getCamera().parallelScale);
  }, zoom);

async function readAndDecide(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  await viewer.hook('cell-L4-L5-SCS').click();
  await page.keyboard.press('4');
  await viewer.hook('draft').waitFor();
  await viewer.run('undo');
  await viewer.hook('draft-empty').waitFor();

  // The draft says what was decided, and nothing else; a change is in it at once.
  await viewer.hook('cell-L4-L5-SCS').click();
  await page.keyboard.press('4');
  const draft = await viewer.hook('draft').innerText();
  assert.match(draft, /^L4-L5: .*severe spinal canal stenosis/im);
  await viewer.hook('draft-copy').click();
  assert.equal(await clipboard(viewer), draft);

  // A report that says otherwise.
  await page.getByText('Check a report').click();
  await viewer
    .hook('check-text')
    .fill('L4-L5: Mild spinal canal stenosis. Annular fissure. At L7-L8 marked canal stenosis.');
  await page.locator('[data-cy="deepspine-cell-L4-L5-SCS"][data-check="grade"]').waitFor();
  assert.match(await viewer.hook('check-summary').innerText(), /disagree/i);
  await viewer.hook('check-understood').locator('summary').click();
  assert.match(await viewer.hook('check-understood').innerText(), /L4-L5 annular fissure/i);
  await viewer.hook('check-unread').locator('summary').click();
  assert.match(await viewer.hook('check-unread').innerText(), /At L7-L8 marked canal stenosis/);
  await screenshot(viewer, '30-report-check');
  await assertAccessible(viewer, 'a report is checked');
  await viewer.hook('check-text').fill('MRI of the cervical spine. C5-C6: Disc bulge.');
  await page.locator('[data-cy="deepspine-check-summary"][data-status="not-lumbar-mri"]').waitFor();
  assert.match(await viewer.hook('check-summary').innerText(), /no report of a lumbar MRI/);
  await viewer.hook('check-text').fill(draft);
  await page.locator('[data-cy="deepspine-cell-L4-L5-SCS"]:not([data-check])').waitFor();
}

async function renumber(viewer: ViewerPage): Promise<void> {
  const before = await viewer.measurementLabels();
  await viewer.hook('cell-L4-L5-SCS').click();
  await viewer.hook('disc-name').selectOption('L3-L4');
  const moved = (await viewer.cells()).find(({ cell }) => cell === 'L3-L4-SCS');
  assert.equal(moved?.grade, 'severe', 'the finding moved with its disc');
  assert.match(await viewer.hook('notice').innerText(), /named L3-L4 is L2-L3/);
  const labels = await viewer.measurementLabels();
  assert.ok(labels.some(label => label.startsWith('L3-L4 spinal canal stenosis: severe')));
  await screenshot(viewer, '31-renumbered');
  await viewer.run('undo');
  assert.deepEqual((await viewer.measurementLabels()).sort(), before.sort());
}

async function seriesOfViewports(
  viewer: ViewerPage,
  level: string,
  condition: string
): Promise<string[]> {
  await viewer.hook(`cell-${level}-${condition}`).click();
  await viewer.untilCrossed(level);
  return (await viewer.shownImages()).map(({ series }) => series);
}

export const readingRoomCases: readonly Case[] = [
  {
    name: 'the reading room: one slab per disc, draft, report check, renumbering, disc plane',
    async run(viewer, { demo, studies }) {
      const { page, context } = viewer;
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const cells = await analyzed(viewer, demo.url, studies.slabs);
      const [first] = graded(cells);
      const condition = conditionOf(first!);

      const high = await seriesOfViewports(viewer, 'L1-L2', condition);
      const low = await seriesOfViewports(viewer, 'L4-L5', condition);
      assert.equal(high[0], low[0], 'one sagittal series');
      assert.notEqual(high[1], low[1], 'the slab of the disc is brought up');

      await readAndDecide(viewer);
      await renumber(viewer);

      // The plane of the disc.
      await viewer.hook('layout-disc').click();
      await page.locator('[data-cy="deepspine-layout-disc"][aria-pressed="true"]').waitFor();
      await viewer.hook(`cell-L5-S1-${condition}`).click();
      /** How far a normal leans forward or backward, 0..1; NaN without one. */
      const lean = (normal: readonly number[] | null) => Math.abs(normal?.[1] ?? NaN);
      const TURN = 0.1;
      await until(
        () => discNormal(viewer),
        normal => lean(normal) > TURN,
        'the disc has its own view'
      );
      await viewer.untilStill();
      const steep = await discNormal(viewer);
      await screenshot(viewer, '32-disc-plane');
      await viewer.hook(`cell-L2-L3-${condition}`).click();
      await until(
        () => discNormal(viewer),
        normal => lean(steep) > lean(normal) + TURN,
        `it turns from ${steep?.join()}`
      );
      await viewer.hook('layout-reading').click();

      // What drove a grade.
      await viewer.hook(`cell-L4-L5-${condition}`).click();
      await viewer.hook('explain').click();
      await page.locator('[data-cy="deepspine-explain-state"][data-kind="ready"]').waitFor({
        timeout: 600_000,
      });
      // Over the images themselves, and gone with the finding that it is of.
      const heat = page.locator('svg.deepspine-on-image [data-cy="deepspine-heat-sagittal"]');
      const dominates = !/No single region/.test(await viewer.hook('explanation').innerText());
      assert.equal((await heat.count()) > 0, dominates);
      await viewer.hook('explanation').scrollIntoViewIfNeeded();
      await screenshot(viewer, '33-explained');
      await assertAccessible(viewer, 'a grade is explained');
      await viewer.hook(`cell-L2-L3-${condition}`).click();
      await heat.first().waitFor({ state: 'detached' });
      assert.equal(await heat.count(), 0);

      await viewer.hook('diagnostics').click();
      const diagnostics = await clipboard(viewer);
      assert.match(diagnostics, /"timingsMs"/);
      assert.doesNotMatch(diagnostics, /SPIDER|E2E|One slab|2\.25\.\d{10}/);
    },
  },
  {
    name: 'a prior: findings of an earlier study are compared',
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      await analyzed(viewer, demo.url, studies.before);
      assert.equal((await viewer.shownImages()).length, 1, 'sagittal only');
      await viewer.hook('cell-L4-L5-SCS').click();
      await page.keyboard.press('2');
      await viewer.hook('save').click();
      await page.locator('[data-save="saved"]').waitFor();

      await analyzed(viewer, demo.url, studies.after);
      await viewer.hook('prior').waitFor();
      assert.match(await viewer.hook('prior').innerText(), /2022-03-01/);
      await viewer.hook('cell-L4-L5-SCS').click();
      await page.keyboard.press('4');
      await page.locator('[data-cy="deepspine-cell-L4-L5-SCS"][data-change="worse"]').waitFor();
      const draft = await viewer.hook('draft').innerText();
      assert.match(draft, /Comparison: MRI of 2022-03-01/);
      assert.match(draft, /severe spinal canal stenosis \((AP \d+ mm; )?worse, previously mild\)/i);

      await viewer.hook('layout-comparison').click();
      await page.locator('[data-cy="deepspine-layout-comparison"][aria-pressed="true"]').waitFor();
      await until(
        () => viewer.shownImages(),
        shown =>
          new Set(shown.map(({ series }) => series)).size === 2 &&
          shown.every(({ imageId }) => imageId !== ''),
        'now and then'
      );
      await until(
        () => shownHeights(viewer),
        ([one, other]) => Math.abs(one! - other!) < 0.01,
        'one scale, mm'
      );
      await viewer.untilStill();
      const [now, then] = await shownHeights(viewer);
      assert.ok(Math.abs(now! - then!) < 0.01, `one scale: ${now} and ${then} mm`);
      const [zoomed, followed] = await shownHeights(viewer, 2.5);
      assert.ok(Math.abs(zoomed! - now!) > 1, 'the first was zoomed');
      assert.ok(Math.abs(zoomed! - followed!) < 0.01, `zoomed together: ${zoomed}, ${followed} mm`);
      await screenshot(viewer, '34-comparison');
      await assertAccessible(viewer, 'a prior is compared');
    },
  },
];
