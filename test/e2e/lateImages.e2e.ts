import assert from 'node:assert/strict';
import { uidFrom } from '../../extension/src/findings/uid';
import { NOISE } from './archiveFaults.e2e';
import { NAMED_FUNCTIONS } from './namedFunctions';
import type { Case } from './suite';
import type { ViewerPage } from './viewerPage';

/** Axial images come when a test says so, while the sagittal ones are analyzed. */

/** What becomes of the frames of a series that are asked for. */
class HeldFrames {
  private answer: () => void = () => {};
  private answered!: Promise<void>;
  private refuses = false;

  private constructor() {
    this.hold();
  }

  static async of({ context }: ViewerPage, seriesUID: string): Promise<HeldFrames> {
    const held = new HeldFrames();
    await context.route(`**/series/${seriesUID}/**/frames/**`, async route => {
      await held.answered;
      await (held.refuses ? route.fulfill({ status: 403 }) : route.continue());
    });
    return held;
  }

  /** From now on nothing is answered. */
  hold(): void {
    this.answered = new Promise(resolve => (this.answer = resolve));
  }

  send(): void {
    this.refuses = false;
    this.answer();
  }

  refuse(): void {
    this.refuses = true;
    this.answer();
  }
}

declare global {
  interface Window {
    /** Percent that the bar has shown, in this order. */
    percents: number[];
    /** Slices of ours that the viewer was told of. */
    labeledSlices: () => number;
  }
}

async function watch({ page }: ViewerPage): Promise<void> {
  await page.evaluate(NAMED_FUNCTIONS);
  await page.evaluate(() => {
    interface Viewer {
      readonly services: {
        readonly segmentationService: {
          getSegmentations(): { representationData: { Labelmap?: { imageIds?: string[] } } }[];
        };
      };
      readonly cornerstone: {
        readonly cache: {
          getImage(id: string): { voxelManager: { getScalarData(): Uint8Array } } | undefined;
        };
      };
    }
    const { services, cornerstone } = window as unknown as Viewer;
    window.labeledSlices = () =>
      services.segmentationService
        .getSegmentations()
        .flatMap(({ representationData }) => representationData.Labelmap?.imageIds ?? [])
        .filter(id => cornerstone.cache.getImage(id)?.voxelManager.getScalarData().some(Boolean))
        .length;
    window.percents = [];
    new MutationObserver(() => {
      const bar = document.querySelector('[data-cy="deepspine-progress"]');
      const percent = Number(bar?.getAttribute('aria-valuenow') ?? NaN);
      if (!Number.isNaN(percent) && percent !== window.percents.at(-1)) {
        window.percents.push(percent);
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

/** Analyzes until all that is missing are images of the axial series, and looks at what there is by then. */
async function analyzeUntilHeld(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  await page.evaluate(() => void (window.percents = []));
  await viewer.analyze();
  // The discs are located and named, and every level waits.
  const waiting = page.locator('[data-cy="deepspine-waiting-L4-L5-SCS"]');
  await waiting.waitFor({ timeout: 600_000 });
  await page.locator('[data-phase="loading-images"]').waitFor();
  assert.match(await viewer.statusText(), /^Loading images \(\d+ of \d+\) · \d+ %$/);
  assert.ok((await page.evaluate(() => window.labeledSlices())) > 8, 'what is segmented is shown');
  assert.deepEqual(await viewer.cells(), [], 'no level is graded');
}

const isAscending = (percents: readonly number[]): boolean =>
  percents.every((percent, i) => i === 0 || percent > percents[i - 1]!);

export const lateImageCases: readonly Case[] = [
  {
    name: 'late images: the sagittal ones are segmented and shown before axial ones are there, and the findings follow',
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      const held = await HeldFrames.of(viewer, uidFrom('e2e', 'Axial images awaited', 'Ax T2'));
      await viewer.goToStudy(demo.url, studies.axialAwaited);
      await watch(viewer);

      await analyzeUntilHeld(viewer);
      await viewer.hook('cancel').click();
      assert.equal(await viewer.untilEnded(), 'cancelled');
      await page.waitForFunction(() => window.labeledSlices() === 0);
      assert.equal(await page.locator('[data-cy^="deepspine-waiting-"]').count(), 0);
      const workers = viewer.ourWorkers();

      await analyzeUntilHeld(viewer);
      held.send();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      const graded = (await viewer.cells()).filter(({ grade }) => grade !== 'not-graded');
      assert.ok(
        graded.some(({ cell }) => cell === 'L4-L5-LFT'),
        'what needs axial images, too'
      );
      assert.equal(viewer.ourWorkers(), workers, 'the same worker served both');
      const percents = await page.evaluate(() => window.percents);
      assert.ok(isAscending(percents) && percents.length > 10, `forward: ${percents.join(' ')}`);
    },
  },
  {
    name: 'late images: axial ones that cannot be had end the analysis in one sentence, and the next try works',
    expected: NOISE,
    async run(viewer, { demo, studies }) {
      const held = await HeldFrames.of(viewer, uidFrom('e2e', 'Axial images refused', 'Ax T2'));
      await viewer.goToStudy(demo.url, studies.axialRefused);
      await watch(viewer);
      await analyzeUntilHeld(viewer);
      held.refuse();
      assert.equal(await viewer.untilEnded(), 'failed');
      const text = await viewer.statusText();
      assert.match(text, /^The archive did not give image \d+ of the series .*HTTP 403.*\.$/);
      await viewer.page.waitForFunction(() => window.labeledSlices() === 0);
      assert.deepEqual(await viewer.cells(), []);

      held.send();
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      assert.ok((await viewer.cells()).some(({ grade }) => grade !== 'not-graded'));
    },
  },
];
