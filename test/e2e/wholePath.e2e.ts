import assert from 'node:assert/strict';
import { conditionLabel, CONDITIONS, type Condition } from '../../extension/src/findings';
import { until } from '../until';
import { assertAccessible } from './accessibility';
import { shownPositions } from './positions';
import { screenshot, type Case } from './suite';
import type { CellState, ViewerPage } from './viewerPage';

const LUMBAR = ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'];

/** A finding but for its doubt, which what drove the grade may add meanwhile. */
const statedOf = ({ cell, grade, status }: CellState): string => `${cell} ${grade} ${status}`;
const graded = (cells: readonly CellState[]) => cells.filter(({ grade }) => grade !== 'not-graded');

/** Follows the progress from now on; returns what was seen once the run has ended. */
async function watchRun(viewer: ViewerPage): Promise<{ phases: string[]; fractions: number[] }> {
  const phases: string[] = [];
  const fractions: number[] = [];
  const look = async (): Promise<string> => {
    const phase = (await viewer.phase()) ?? '';
    if (phase !== phases.at(-1)) {
      phases.push(phase);
    }
    const progress = viewer.hook('progress');
    if (await progress.isVisible()) {
      const value = await progress
        .getAttribute('aria-valuenow', { timeout: 500 })
        .catch(() => null);
      fractions.push(Number(value ?? fractions.at(-1)));
    }
    return phase;
  };
  const ended = (phase: string) => ['done', 'failed', 'cancelled'].includes(phase);
  await until(look, ended, 'the run has ended', { patienceMs: 600_000 });
  return { phases, fractions };
}

async function save(viewer: ViewerPage): Promise<void> {
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="saved"]').waitFor();
}

/** What DeepSPINE holds in the browser's own storage. */
const keptInBrowser = (viewer: ViewerPage): Promise<string> =>
  viewer.page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.startsWith('deepspine.'))
      .map(entry => entry.join())
      .join()
  );

/** Modalities of a study's series, asked of the archive itself. */
async function storedModalities(url: string, study: string): Promise<string[]> {
  const answer = await fetch(`${url}/dicom-web/studies/${study}/series`, {
    headers: { Accept: 'application/dicom+json' },
  });
  const series = (await answer.json()) as Record<string, { Value?: string[] }>[];
  return series.map(one => one['00080060']?.Value?.[0] ?? '').sort();
}

export const wholePathCases: readonly Case[] = [
  {
    name: 'analyze, read, decide, save and find it all again after a reload',
    // The archive refuses on purpose; the browser writes every refused request to the console.
    expected: /status of (409|500)|request failed|archive refuses to store/,
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      await viewer.goToStudy(demo.url, studies.both);
      const opened = await viewer.shownImages();
      assert.equal(opened.length, 2, 'sagittal and axial side by side');
      await screenshot(viewer, '01-opened');

      // Analyze.
      await viewer.analyze();
      await viewer.hook('cancel').waitFor();
      const watching = watchRun(viewer);
      await viewer.hook('progress').waitFor();
      await screenshot(viewer, '02-running');
      const { phases, fractions } = await watching;
      assert.equal(phases.at(-1), 'done', await viewer.statusText());
      assert.ok(phases.includes('loading-model'), `models were loaded: ${phases.join(', ')}`);
      assert.ok(phases.includes('analyzing'), `progress was shown: ${phases.join(', ')}`);
      assert.ok(new Set(fractions).size > 3, `the bar moved: ${fractions.join(' ')}`);
      assert.deepEqual(
        fractions,
        [...fractions].sort((a, b) => a - b),
        'the bar never goes back'
      );

      // The grid.
      const cells = await viewer.cells();
      const levels = [...new Set(cells.map(({ cell }) => cell.replace(/-[A-Z]+$/, '')))];
      LUMBAR.forEach(level => assert.ok(levels.includes(level), `${level} is in the grid`));
      assert.equal(cells.length, levels.length * CONDITIONS.length);
      assert.ok(graded(cells).length >= LUMBAR.length, 'every level has a graded condition');
      for (const { grade, name } of cells) {
        assert.equal(grade === 'not-graded', /not graded/.test(name), name);
      }
      assert.match(await viewer.hook('backend').innerText(), /wasm|webgpu/);
      assert.match(await viewer.hook('models').innerText(), /\d+\.\d+/);
      assert.match(await viewer.hook('research-use').innerText(), /research use only/i);

      // Measurements: one per graded finding, with its words.
      const labels = await viewer.measurementLabels();
      assert.equal(labels.length, graded(cells).length);
      assert.ok(
        labels.every(label => /^[TL]\d+-[LS]\d+ [a-z -]+: [a-z]+ \(\d\.\d\d\)$/.test(label)),
        labels.join()
      );

      // Jump: a click brings both viewports to the disc.
      const first = graded(cells)[0]!.cell.replace(/^.*-([A-Z]+)$/, '$1') as Condition;
      await viewer.hook(`cell-L1-L2-${first}`).click();
      await viewer.untilCrossed('L1-L2');
      const high = await shownPositions(viewer);
      await viewer.hook(`cell-L4-L5-${first}`).click();
      await viewer.untilCrossed('L4-L5');
      await viewer.untilStill();
      const low = await shownPositions(viewer);
      const axial = [...low.keys()].find(series => series !== opened[0]!.series)!;
      const drop = high.get(axial)![2]! - low.get(axial)![2]!;
      assert.ok(drop > 60 && drop < 160, `the axial view went down three discs: ${drop} mm`);
      const referenced = await viewer.referencedImage('L4-L5');
      const shown = await viewer.shownImages();
      assert.ok(
        shown.some(({ imageId }) => imageId === referenced),
        'the sagittal view shows it'
      );
      await screenshot(viewer, '03-finding');

      // One undo takes the batch away, one redo brings it back.
      await viewer.run('undo');
      assert.deepEqual(await viewer.measurementLabels(), [], 'one undo removes the batch');
      assert.deepEqual((await viewer.cells()).map(statedOf), cells.map(statedOf), 'findings stay');
      await viewer.run('redo');
      assert.deepEqual((await viewer.measurementLabels()).sort(), [...labels].sort());

      // Decide: change by keyboard, reject by button, delete in the viewer.
      // To a grade that is not the model's.
      const suggested = cells.find(({ cell }) => cell === 'L4-L5-SCS')!.grade;
      const [key, chosen] = suggested === 'moderate' ? ['4', 'severe'] : ['3', 'moderate'];
      await viewer.hook('cell-L4-L5-SCS').click();
      await page.keyboard.press(key!);
      await page.keyboard.press('ArrowUp');
      await viewer.hook(`cell-L1-L2-${first}`).click();
      await viewer.hook('reject').click();
      await viewer.hook(`cell-L2-L3-${first}`).click();
      await page.keyboard.press('a');
      const state = async (cell: string) => (await viewer.cells()).find(one => one.cell === cell)!;
      assert.equal((await state('L4-L5-SCS')).grade, chosen);
      assert.equal((await state('L4-L5-SCS')).status, 'changed');
      assert.equal((await state(`L1-L2-${first}`)).status, 'rejected');
      assert.equal((await state(`L2-L3-${first}`)).status, 'accepted');
      await viewer.deleteMeasurement('L3-L4');
      assert.equal((await state(`L3-L4-${first}`)).status, 'rejected', 'deleting is rejecting');
      await viewer.run('undo');
      assert.equal((await state(`L3-L4-${first}`)).status, 'suggested', 'undo brings it back');
      const decided = (await viewer.measurementLabels()).sort();
      assert.ok(decided.includes(`L4-L5 spinal canal stenosis: ${chosen} (reader)`));
      const rejected = `L1-L2 ${conditionLabel(first)}: `;
      assert.ok(labels.some(label => label.startsWith(rejected)));
      assert.ok(!decided.some(label => label.startsWith(rejected)));
      assert.equal(decided.length, labels.length - 1, 'only the rejected one is gone');
      await screenshot(viewer, '04-decided');
      await assertAccessible(viewer, 'findings are shown');

      // An archive that refuses: nothing is lost, and saving again succeeds.
      const before = await viewer.cells();
      demo.archive.faults.store = 409;
      await viewer.hook('save').click();
      await page.locator('[data-save="failed"]').waitFor();
      assert.match(await viewer.hook('save-state').innerText(), /HTTP 409/);
      assert.deepEqual(await viewer.cells(), before);
      await screenshot(viewer, '05-refused');
      await assertAccessible(viewer, 'the archive refused');
      const offered = page.waitForEvent('download');
      await viewer.hook('download').click();
      assert.match((await offered).suggestedFilename(), /\.dcm$/);
      demo.archive.faults.store = undefined;
      await save(viewer);
      assert.deepEqual(await storedModalities(demo.url, studies.both), ['MR', 'MR', 'SEG', 'SR']);
      assert.equal(await keptInBrowser(viewer), '', 'nothing is kept beside the archive');

      // Reload: the same from the archive.
      await viewer.reload();
      await page.locator('[data-save="saved"]').waitFor();
      assert.deepEqual(await viewer.cells(), before, 'grades, statuses and probabilities');
      assert.deepEqual((await viewer.measurementLabels()).sort(), decided);
      await viewer.hook(`cell-L4-L5-${first}`).click();
      await viewer.untilCrossed('L4-L5');
      await screenshot(viewer, '06-restored');

      // Not saved, since the archive fails: a reload loses nothing either.
      await viewer.hook('cell-L5-S1-SCS').click();
      await page.keyboard.press('2');
      const after = await viewer.cells();
      demo.archive.faults.store = 500;
      await viewer.hook('save').click();
      await page.locator('[data-save="failed"]').waitFor();
      demo.archive.faults.store = undefined;
      // The patient's name and number; the data set of that name stands in the models' evidence.
      const named = /SPIDER[\^-]/;
      assert.doesNotMatch(await keptInBrowser(viewer), named, 'no name is kept in the browser');
      await viewer.reload();
      await page.locator('[data-save="unsaved"]').waitFor();
      assert.deepEqual(await viewer.cells(), after, 'unsaved findings survive a reload');

      // Saving once more replaces the report.
      await save(viewer);
      await viewer.reload();
      await page.locator('[data-save="saved"]').waitFor();
      assert.deepEqual(await viewer.cells(), after, 'the newest report is the one shown');
    },
  },
];
