import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../tools/paths';
import { startDemo } from '../../demo/startDemo';
import { until } from '../until';
import { fetchViewer, findRelease } from '../../tools/viewer/fetchViewer';
import { openRecorded } from './recorded';
import { storeQuick } from './quickStudy';
import { screenshot, type Case } from './suite';

declare global {
  interface Window {
    /** What the page and its workers said of analyses, in order. */
    noted: string[];
  }
}

/** In the page: whether a viewport draws the segmentation with its names. */
function segmentationDrawn(): boolean {
  const { services } = window as unknown as {
    readonly services: {
      readonly segmentationService: {
        getSegmentations(): {
          readonly segmentationId: string;
          readonly segments: Readonly<Record<string, { readonly label: string }>>;
        }[];
        getSegmentationRepresentations(
          viewportId: string,
          which: { segmentationId: string }
        ): readonly object[];
      };
      readonly viewportGridService: { getState(): { viewports: Map<string, object> } };
    };
  };
  const { segmentationService, viewportGridService } = services;
  const viewports = [...viewportGridService.getState().viewports.keys()];
  return segmentationService
    .getSegmentations()
    .some(
      ({ segmentationId, segments }) =>
        Object.values(segments).some(({ label }) => label === 'L4-L5') &&
        viewports.some(
          id => segmentationService.getSegmentationRepresentations(id, { segmentationId }).length
        )
    );
}

/** What a worker says, ours in lists, as far as it matters here. */
interface Said {
  readonly answer?: unknown;
}

/** In the page, before anything else: notes what is asked of the analysis' worker, and what comes of it. */
function noteAnalyses(): void {
  window.noted = [];
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }: MessageEvent<Said | readonly Said[]>) => {
        if ([data].flat().some(({ answer }) => Object(Object(answer).found).levels)) {
          window.noted.push('found');
        }
      });
    }

    override postMessage(
      message: { name?: string; given?: unknown },
      transfer: Transferable[] | StructuredSerializeOptions = []
    ): void {
      if (message?.name === 'analyze') {
        window.noted.push('asked');
      }
      if (message?.name === 'pause') {
        window.noted.push(message.given ? 'pause' : 'resume');
      }
      super.postMessage(message, transfer as Transferable[]);
    }
  };
}

/** What a site or a reader sets, and the oldest viewer that is supported. */
export const settingsCases: readonly Case[] = [
  {
    name: 'autoRun: a study is analyzed as soon as it is open, one with findings is not',
    async run(viewer, { demo }) {
      await viewer.configure({ autoRun: true });
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.hook('cancel').click({ timeout: 600_000 });
      assert.equal(await viewer.untilEnded(), 'cancelled');

      const decided = viewer.untilPriorAsked('PHANTOM-e2e autoRun');
      await openRecorded(viewer, demo, 'autoRun');
      await decided;
      assert.equal(await viewer.phase(), 'done');
      assert.equal(await viewer.hook('progress').count(), 0, 'nothing runs');
    },
  },
  {
    name: 'analyzeAhead: analyzed once, while a person looks at the images; Analyze only shows it',
    async run(viewer, { demo }) {
      const { page } = viewer;
      await page.addInitScript(noteAnalyses);
      await viewer.configure({ analyzeAhead: true });
      await viewer.goToStudy(demo.url, await storeQuick(demo, 'ahead'));
      const noted = () => page.evaluate(() => window.noted);
      const until = (event: string) =>
        page.waitForFunction(wanted => window.noted.includes(wanted), event, { timeout: 300_000 });

      await until('asked');
      const box = await page.locator('.cornerstone-canvas').first().boundingBox();
      assert.ok(box, 'a viewport is drawn');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.wheel(0, 100);
      await until('resume');
      assert.ok((await noted()).includes('pause'), 'the models wait while a person scrolls');
      await until('found');
      assert.equal(await viewer.phase(), 'idle', 'nobody has asked for it');
      assert.deepEqual(await viewer.cells(), []);
      assert.deepEqual(await viewer.measurementLabels(), []);

      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      assert.ok((await viewer.cells()).length > 0);
      assert.ok((await viewer.measurementLabels()).length > 0);
      await page.waitForFunction(segmentationDrawn);
      const count = (event: string, all: readonly string[]) =>
        all.filter(one => one === event).length;
      assert.equal(count('asked', await noted()), 1, 'analyzed once');

      // Asked for again it is done again.
      await viewer.analyze();
      await page.waitForFunction(() => window.noted.filter(one => one === 'found').length === 2);
      assert.equal(count('asked', await noted()), 2);
    },
  },
  {
    name: 'a setting that cannot be is named in the panel, and nothing starts',
    async run(viewer, { demo }) {
      await viewer.configure({ annotate: 'some' });
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await viewer.hook('configuration-error').waitFor();
      assert.match(
        await viewer.hook('configuration-error').innerText(),
        /annotate cannot be "some"; set one of abnormal, all/
      );
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'failed');
      assert.match(await viewer.statusText(), /annotate/);
    },
  },
  {
    name: 'the images show what is abnormal, unsure or chosen, or everything',
    async run(viewer, { demo }) {
      await openRecorded(viewer, demo, 'drawn');
      const all = (await viewer.measurementLabels()).sort();
      const isNormal = (label: string) => /: (none|absent) /.test(label);
      const drawn = await viewer.drawnLabels();
      assert.ok(drawn.length > 0 && drawn.length < all.length);
      const isExpected = (label: string) => !isNormal(label) || label.includes('(reader)');
      assert.deepEqual(drawn, all.filter(isExpected));

      await viewer.hook('cell-L1-L2-SCS').click();
      const isChosen = (label: string) => label.startsWith('L1-L2 spinal canal stenosis');
      const chosen = all.filter(label => isExpected(label) || isChosen(label));
      assert.equal(chosen.length, drawn.length + 1);
      await until(
        () => viewer.drawnLabels(),
        now => now.length === chosen.length,
        'the chosen one is drawn too'
      );
      assert.deepEqual(await viewer.drawnLabels(), chosen);
      await viewer.hook('draw-all').click();
      assert.deepEqual(await viewer.drawnLabels(), all);
      assert.deepEqual((await viewer.measurementLabels()).sort(), all, 'none was removed');
    },
  },
  {
    name: 'OHIF 3.12.10: read, accept, draft',
    async run(viewer) {
      const archiveDir = mkdtempSync(join(tmpdir(), 'deepspine-e2e-312-'));
      const viewerDir = await fetchViewer(findRelease('3.12.10'), PATHS.viewers, console.log);
      const demo = await startDemo({ port: 0, archiveDir, studiesDir: null, viewerDir });
      try {
        await openRecorded(viewer, demo, 'older viewer');
        await viewer.hook('cell-L4-L5-SCS').click();
        await viewer.hook('detail').waitFor();
        await viewer.hook('accept').click();
        const cell = (await viewer.cells()).find(one => one.cell === 'L4-L5-SCS');
        assert.equal(cell?.status, 'accepted');
        assert.match(await viewer.hook('draft').innerText(), /L4-L5: .*spinal canal stenosis/);
        const labels = await viewer.measurementLabels();
        const drawn = await viewer.drawnLabels();
        assert.ok(
          drawn.length > 0 && drawn.length < labels.length,
          'normal findings are not drawn'
        );
        await screenshot(viewer, '60-ohif-3.12');
      } finally {
        await demo.close();
        rmSync(archiveDir, { recursive: true, force: true });
      }
    },
  },
];
