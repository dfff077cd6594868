import assert from 'node:assert/strict';
import { until } from '../until';
import { assertAccessible } from './accessibility';
import { screenshot, type Case } from './suite';
import type { CellState, ViewerPage } from './viewerPage';
import { storeQuick } from './quickStudy';

/** Presses Tab until an element has the focus, as who has no mouse does. */
async function tabTo(viewer: ViewerPage, name: string): Promise<void> {
  const wanted = viewer.hook(name);
  for (let presses = 0; presses < 150; presses++) {
    if (await wanted.evaluate(element => element === document.activeElement)) {
      return;
    }
    await viewer.page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${name}`);
}

const left = async (viewer: ViewerPage): Promise<number> =>
  Number(await viewer.hook('reviewed').getAttribute('data-left'));

const selected = (viewer: ViewerPage): Promise<string | null> =>
  viewer.page
    .locator('td[aria-selected="true"] > button')
    .getAttribute('data-cy')
    .then(name => name?.replace('deepspine-cell-', '') ?? null);

const inPile = (cells: readonly CellState[], pile: string) =>
  cells.filter(cell => cell.pile === pile);

/** Bulk acceptance takes the normal ones with real evidence, whichever they are, and no other. */
async function acceptNormal(viewer: ViewerPage): Promise<void> {
  const before = await viewer.cells();
  const normal = inPile(before, 'normal').map(({ cell }) => cell);
  const button = viewer.hook('accept-all');
  assert.equal(await button.isEnabled(), normal.length > 0);
  if (normal.length > 0) {
    await button.click();
  } else {
    await viewer.run('deepspine.acceptAll');
  }
  const now = await viewer.cells();
  const taken = now.filter(({ status }, i) => status !== before[i]!.status);
  assert.deepEqual(
    taken.map(({ cell }) => cell),
    normal
  );
  assert.ok(taken.every(({ status }) => status === 'accepted'));
}

/** Steps through what needs a look by key, accepting, with the focus wherever it is. */
async function review(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  const opened = await viewer.cells();
  const toLookAt = inPile(opened, 'look').length;
  assert.ok(toLookAt > 0, 'the sample patient has findings');
  assert.equal(await left(viewer), toLookAt);
  await page.keyboard.press('n');
  const first = await selected(viewer);
  assert.ok(inPile(await viewer.cells(), 'look').some(({ cell }) => cell === first));
  // What drove the grade is computed without being asked for, and on the images only then.
  const explanation = (kind: string) =>
    page.locator(`[data-cy="deepspine-explain-state"][data-kind="${kind}"]`);
  await explanation('known').waitFor();
  assert.equal(await page.locator('[data-cy^="deepspine-heat-"]').count(), 0);
  await tabTo(viewer, 'explain');
  await page.keyboard.press('Enter');
  await explanation('ready').waitFor();
  for (let presses = 1; presses <= toLookAt; presses++) {
    const before = await selected(viewer);
    await page.keyboard.press('a');
    await page.waitForFunction(
      rest =>
        document.querySelector('[data-cy="deepspine-reviewed"]')?.getAttribute('data-left') ===
        String(rest),
      toLookAt - presses
    );
    // It goes on by itself: one press per finding.
    assert.equal((await selected(viewer)) === before, presses === toLookAt);
  }
  const cells = await viewer.cells();
  assert.ok(inPile(cells, 'look').every(({ status }) => status === 'accepted'));
  // Whatever an earlier report says of them stays.
  assert.deepEqual(inPile(cells, 'simulated'), inPile(opened, 'simulated'));
}

async function marksOnImages(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  const names = page.locator('svg.deepspine-on-image [data-cy^="deepspine-name-"]');
  const crossed = viewer.hook('level-crossed');
  await viewer.hook('cell-L4-L5-SCS').click();
  await viewer.untilCrossed('L4-L5');
  await until(
    () => names.allTextContents(),
    shown =>
      ['L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'].every(level =>
        shown.some(name => name.startsWith(level))
      ),
    'the levels are named on the image'
  );
  assert.match(await crossed.innerHTML(), /L4-L5/);
  // What was measured, where it was taken, and beside what is published of it.
  const lengths = (name: string) => page.locator(`[data-cy="deepspine-length-${name}"]`);
  assert.ok((await lengths('canal').count()) >= 1, 'the canal diameter is drawn');
  assert.equal(await lengths('height').count(), 3, 'three heights are drawn in the midline');
  assert.match(
    await viewer.hook('measured').innerText(),
    /Canal AP \d+\.\d mm \(relative stenosis < 12, absolute stenosis < 10; Verbiest 1976\)/
  );
  await viewer.hook('cell-L2-L3-SCS').click();
  await viewer.untilCrossed('L2-L3');

  // One key hides everything of ours and brings it back.
  const drawn = (await viewer.drawnLabels()).length;
  await page.keyboard.press('o');
  await names.first().waitFor({ state: 'detached' });
  assert.equal(await crossed.count(), 0);
  assert.deepEqual(await viewer.drawnLabels(), []);
  await screenshot(viewer, '72-images-clear');
  await page.keyboard.press('o');
  await names.first().waitFor();
  assert.equal((await viewer.drawnLabels()).length, drawn);
  await viewer.hook('overlay-names').click();
  await names.first().waitFor({ state: 'detached' });
  assert.equal((await viewer.drawnLabels()).length, drawn, 'the findings stay');
  await viewer.hook('overlay-names').click();
}

async function editDraft(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  const draft = viewer.hook('draft');
  await draft.scrollIntoViewIfNeeded();
  const written = await draft.innerText();
  assert.doesNotMatch(written, /unremarkable/i);
  assert.match(written, /Impression:\n1\. /);
  const cells = await viewer.cells();
  await draft.click();
  await page.keyboard.press('Control+End');
  // Letters that are keys elsewhere are letters here.
  await page.keyboard.type(' narp1');
  await viewer.hook('draft-edited').waitFor();
  assert.match(await draft.innerText(), /narp1\s*$/);
  assert.deepEqual(await viewer.cells(), cells);
  await viewer.hook('draft-renew').click();
  await viewer.hook('draft-edited').waitFor({ state: 'detached' });
  assert.equal(await draft.innerText(), written);
}

/** A degeneration grading is decided on as the nine are: undo takes it back, and analyzing again keeps it. */
async function decideGrading(viewer: ViewerPage): Promise<void> {
  const cell = viewer.hook('grading-L4-L5-pfirrmann');
  const grade = await cell.getAttribute('data-grade');
  const other = grade === '2' ? '3' : '2';
  await cell.locator('button').click();
  await viewer.hook(`grading-grade-${other}`).click();
  const now = () => Promise.all(['data-grade', 'data-status'].map(name => cell.getAttribute(name)));
  assert.deepEqual(await now(), [other, 'changed']);
  await viewer.run('undo');
  assert.deepEqual(await now(), [grade, 'suggested']);
  await viewer.run('redo');
  assert.deepEqual(await now(), [other, 'changed']);
}

/** What a person wrote into the draft, and what they decided, is there after a reload. */
async function reloadEdited(viewer: ViewerPage): Promise<void> {
  const draft = viewer.hook('draft');
  await draft.click();
  await viewer.page.keyboard.press('Control+End');
  await viewer.page.keyboard.type(' My own words.');
  await viewer.hook('draft-edited').waitFor();
  const grading = await viewer.hook('grading-L4-L5-pfirrmann').getAttribute('data-status');
  await viewer.reload();
  await viewer.hook('draft-edited').waitFor();
  assert.match(await draft.innerText(), /My own words\.\s*$/);
  assert.equal(
    await viewer.hook('grading-L4-L5-pfirrmann').getAttribute('data-status'),
    grading,
    'the decision on the grading'
  );
  await viewer.hook('draft-renew').click();
  await viewer.reload();
  await viewer.hook('draft').waitFor();
  assert.equal(await viewer.hook('draft-edited').count(), 0, 'the own text is gone for good');
}

/** The chosen finding and its buttons are whole in sight, however the panel is scrolled. */
async function assertDecidable(viewer: ViewerPage): Promise<void> {
  const height = viewer.page.viewportSize()!.height;
  for (const name of ['detail', 'accept', 'reject', 'save']) {
    const box = await viewer.hook(name).boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= height, `${name} is in sight`);
  }
}

export const reviewCases: readonly Case[] = [
  {
    name: 'review: two clicks to the first finding, and one for each',
    async run(viewer, { demo }) {
      await viewer.goToStudy(demo.url, await storeQuick(demo, 'two clicks'));
      let clicks = 0;
      const click = async (name: string) => {
        clicks++;
        await viewer.hook(name).click();
      };
      await click('run');
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await click('next');
      assert.equal(clicks, 2, 'a finding that needs a look is chosen');
      const toLookAt = await left(viewer);
      assert.ok(toLookAt > 0 && (await selected(viewer)) !== null);
      for (let rest = toLookAt; rest > 0; rest--) {
        assert.equal(await left(viewer), rest);
        await click('accept');
      }
      assert.equal(await left(viewer), 0);
      assert.equal(clicks, 2 + toLookAt);
      await click('save');
      await viewer.page.locator('[data-save="saved"]').waitFor();
    },
  },
  {
    name: 'review: from opening to saving by keyboard alone',
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      await viewer.goToStudy(demo.url, studies.both);
      await tabTo(viewer, 'run');
      await page.keyboard.press('Enter');
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await review(viewer);
      await assertDecidable(viewer);
      await screenshot(viewer, '70-reviewed-1280');
      await assertAccessible(viewer, 'everything is reviewed');
      await tabTo(viewer, 'save');
      await page.keyboard.press('Enter');
      await page.locator('[data-save="saved"]').waitFor();
      assert.match(await viewer.hook('save-study').innerText(), /2024-01-01/);

      // With a mouse, on what was saved.
      await acceptNormal(viewer);
      await marksOnImages(viewer);
      await screenshot(viewer, '73-level-chosen');
      await editDraft(viewer);
      await screenshot(viewer, '74-draft');
      await decideGrading(viewer);
      await reloadEdited(viewer);
      await page.setViewportSize({ width: 1920, height: 1080 });
      await viewer.untilStill();
      await screenshot(viewer, '75-reviewed-1920');
      await page.setViewportSize({ width: 3840, height: 2160 });
      await viewer.untilStill();
      await screenshot(viewer, '76-reviewed-4k');
    },
  },
];
