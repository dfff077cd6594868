/**
 * `npm run docs:pictures`: renews the README's picture, and those of docs/user-guide.md by doing what the guide
 * describes. Fails, and leaves the pictures as they were, where a step does not come to its end.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../../tools/build/build';
import { ROOT } from '../../tools/paths';
import { startDemo } from '../../demo/startDemo';
import { launchBrowser } from '../browser/launch';
import { storeTestStudies } from './studies';
import { ViewerPage } from './viewerPage';

const PICTURES = join(ROOT, 'docs/images');
const README_PICTURE = join(ROOT, 'docs/screenshot.png');
// High enough that the chosen finding's probabilities stand below the grid.
const SIZE = { width: 1280, height: 900 };
const README_SIZE = { width: 1440, height: 860 };

async function follow(viewer: ViewerPage, url: string, study: string, into: string): Promise<void> {
  const taken: string[] = [];
  const take = async (name: string) => {
    await viewer.untilStill();
    const file = join(into, `${name}.png`);
    await viewer.page.screenshot({ path: file });
    taken.push(name);
  };
  await viewer.goToStudy(url, study);
  await take('opened');
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
  await viewer.hook('cell-L5-S1-DB').click();
  await take('finding');
  await viewer.page.keyboard.press('a');
  await viewer.hook('cell-L4-L5-SCS').click();
  await viewer.page.keyboard.press('2');
  await viewer.hook('cell-L5-S1-LFS').click();
  await viewer.page.keyboard.press('r');
  await take('decided');
  assert.deepEqual(viewer.problems, []);
  for (const name of taken) {
    renameSync(join(into, `${name}.png`), join(PICTURES, `${name}.png`));
  }
}

/** The README's: the sample patient, analyzed, with one finding opened. */
async function overview(viewer: ViewerPage, url: string, study: string): Promise<void> {
  await viewer.goToStudy(url, study);
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
  await viewer.hook('cell-L5-S1-DB').click();
  await viewer.untilStill();
  assert.deepEqual(viewer.problems, []);
  await viewer.page.screenshot({ path: README_PICTURE });
}

async function main(): Promise<void> {
  await buildIfStale(console.log);
  // Beside the pictures, so that moving them is one step.
  const scratch = mkdtempSync(join(PICTURES, '.new-'));
  const archiveDir = mkdtempSync(join(tmpdir(), 'deepspine-guide-'));
  const demo = await startDemo({ port: 0, archiveDir, log: console.log });
  const browser = await launchBrowser();
  try {
    const { both } = await storeTestStudies(demo.archive);
    const viewer = await ViewerPage.open(browser, SIZE);
    await follow(viewer, demo.url, both, scratch);
    // The samples come in the order of their folders' names; the patient's is the first.
    await overview(await ViewerPage.open(browser, README_SIZE), demo.url, demo.studies[0]!);
  } finally {
    await browser.close();
    await demo.close();
    for (const folder of [scratch, archiveDir]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

void main();
