import assert from 'node:assert/strict';
import { letPass, until as untilAnswer, type Period } from '../until';
import { assertAccessible } from './accessibility';
import { crash, holdable, holdAfter, release } from './heldWorker';
import { NAMED_FUNCTIONS } from './namedFunctions';
import { storeQuick } from './quickStudy';
import { screenshot, type Case } from './suite';
import type { ViewerPage } from './viewerPage';

/** What the page shows at one moment of a run. */
interface Moment {
  readonly phase: string;
  /** Cells without a grade yet. */
  readonly waiting: number;
  /** Cells with a grade: name and grade. */
  readonly cells: readonly string[];
  /** Disc levels in the head of the grid. */
  readonly columns: readonly string[];
  /** Buttons that decide or save and can be pressed. */
  readonly open: readonly string[];
  /** Where each row of the grid begins, relative to its head, px. */
  readonly rows: readonly number[];
  /** Segmentations of ours in the viewer. */
  readonly drawn: readonly {
    readonly id: string;
    readonly names: string;
    /** Slices with a label. */
    readonly slices: number;
  }[];
}

declare global {
  interface Window {
    moments: Moment[];
    /** The page as it is now. */
    moment: () => Moment;
  }
}

/** Notes from now on every moment that differs from the one before. */
async function watch({ page }: ViewerPage): Promise<void> {
  await page.evaluate(NAMED_FUNCTIONS);
  await page.evaluate(() => {
    interface Viewer {
      readonly services: {
        readonly segmentationService: {
          readonly EVENTS: Readonly<Record<string, string>>;
          subscribe(event: string, listener: () => void): void;
          getSegmentations(): {
            segmentationId: string;
            segments: Record<string, { label: string }>;
            representationData: { Labelmap?: { imageIds?: string[] } };
          }[];
        };
      };
      readonly cornerstone: {
        readonly cache: {
          getImage(id: string): { voxelManager: { getScalarData(): Uint8Array } } | undefined;
        };
      };
    }
    const { services, cornerstone } = window as unknown as Viewer;
    const { segmentationService } = services;
    let last = '';
    const look = {
      all: (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)],
      name: (element: Element) =>
        (element.getAttribute('data-cy') ?? '').replace(/^deepspine-(cell-)?/, ''),
      drawn: () =>
        segmentationService
          .getSegmentations()
          .filter(({ segmentationId }) => segmentationId.startsWith('deepspine-'))
          .map(({ segmentationId, segments, representationData }) => ({
            id: segmentationId,
            names: Object.values(segments)
              .map(({ label }) => label)
              .join(),
            slices: (representationData.Labelmap?.imageIds ?? []).filter(id =>
              cornerstone.cache.getImage(id)?.voxelManager.getScalarData().some(Boolean)
            ).length,
          })),
      now(): Moment {
        const grid = document.querySelector('[data-cy="deepspine-grid"]');
        const top = grid?.getBoundingClientRect().top ?? 0;
        const buttons =
          '[data-cy^="deepspine-cell-"], [data-cy="deepspine-accept-all"], [data-cy="deepspine-save"]';
        return {
          phase: look.all('[data-cy="deepspine-status"]')[0]?.dataset.phase ?? '',
          waiting: look.all('[data-cy^="deepspine-waiting-"]').length,
          cells: look
            .all('[data-cy^="deepspine-cell-"]')
            .map(cell => `${look.name(cell)} ${cell.dataset.grade} ${cell.dataset.status}`),
          columns: [...(grid?.querySelectorAll('thead th[title]') ?? [])].map(
            head => head.getAttribute('title') ?? ''
          ),
          open: look
            .all(buttons)
            .filter(button => !(button as HTMLButtonElement).disabled)
            .map(look.name),
          rows: [...(grid?.querySelectorAll('tbody tr') ?? [])].map(row =>
            Math.round(row.getBoundingClientRect().top - top)
          ),
          drawn: look.drawn(),
        };
      },
      note() {
        const moment = look.now();
        if (JSON.stringify(moment) !== last) {
          last = JSON.stringify(moment);
          window.moments.push(moment);
        }
      },
    };
    window.moments = [];
    window.moment = look.now;
    new MutationObserver(look.note).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-phase', 'data-grade', 'data-status', 'disabled'],
    });
    for (const event of [
      'SEGMENTATION_MODIFIED',
      'SEGMENTATION_REPRESENTATION_MODIFIED',
      'SEGMENTATION_ADDED',
      'SEGMENTATION_REMOVED',
    ]) {
      segmentationService.subscribe(segmentationService.EVENTS[event]!, look.note);
    }
  });
}

const moments = ({ page }: ViewerPage): Promise<Moment[]> => page.evaluate(() => window.moments);
const moment = ({ page }: ViewerPage): Promise<Moment> => page.evaluate(() => window.moment());

/** Waits for a moment; says what there is if it does not come. */
const until = (viewer: ViewerPage, is: (now: Moment) => boolean, what: string): Promise<Moment> =>
  untilAnswer(() => moment(viewer), is, what, { patienceMs: 300_000 });

const STATISTICS: Period = {
  ms: 3000,
  because: 'the viewer measures segmentations a second after they have changed; ours it does not',
};
const LATE_DRAWING: Period = {
  ms: 2000,
  because: 'what is not drawn says nothing, and a drawing would come some tasks after the end',
};

/** Of the study that storeQuick stores. */
const QUICK_SLICES = 5;

/** In the page, what a person does in the viewer's own list of segmentations. */
interface OverlayGlobals {
  readonly services: {
    readonly segmentationService: {
      getSegmentations(): { segmentationId: string }[];
      getSegmentationRepresentations(
        viewportId: string,
        which: { segmentationId: string }
      ): { visible: boolean }[];
      toggleSegmentationRepresentationVisibility(
        viewportId: string,
        which: { segmentationId: string; type: string }
      ): void;
      remove(segmentationId: string): void;
    };
    readonly viewportGridService: { getState(): { viewports: Map<string, object> } };
  };
}

function toggleOverlay(): void {
  const { segmentationService, viewportGridService } = (window as unknown as OverlayGlobals)
    .services;
  const { segmentationId } = segmentationService.getSegmentations()[0]!;
  const [viewportId] = viewportGridService.getState().viewports.keys();
  segmentationService.toggleSegmentationRepresentationVisibility(viewportId!, {
    segmentationId,
    type: 'Labelmap',
  });
}

function overlayVisible(): boolean[] {
  const { segmentationService, viewportGridService } = (window as unknown as OverlayGlobals)
    .services;
  const { segmentationId } = segmentationService.getSegmentations()[0]!;
  const [viewportId] = viewportGridService.getState().viewports.keys();
  return segmentationService
    .getSegmentationRepresentations(viewportId!, { segmentationId })
    .map(({ visible }) => visible);
}

function removeOverlay(): void {
  const { segmentationService } = (window as unknown as OverlayGlobals).services;
  segmentationService
    .getSegmentations()
    .forEach(({ segmentationId }) => segmentationService.remove(segmentationId));
}

interface PictureGlobals {
  readonly services: {
    readonly segmentationService: {
      getSegmentations(): {
        readonly segments: Readonly<Record<string, { readonly cachedStats?: object }>>;
      }[];
    };
  };
  pictures: number;
}

/** In the page: counts from now on what the viewports draw. */
function countPictures(): void {
  const page = window as unknown as PictureGlobals;
  page.pictures = 0;
  document
    .querySelectorAll('.cornerstone-viewport-element')
    .forEach(element =>
      element.addEventListener('CORNERSTONE_IMAGE_RENDERED', () => page.pictures++)
    );
}

/** In the page: pictures since then, and the statistics that there are of segments. */
function drawnSoFar() {
  const { pictures, services } = window as unknown as PictureGlobals;
  const measured = services.segmentationService
    .getSegmentations()
    .flatMap(({ segments }) => Object.values(segments))
    .flatMap(({ cachedStats = {} }) => Object.keys(cachedStats));
  return { pictures, measured };
}

const isPreview = ({ drawn }: Moment) => drawn.some(({ names }) => names === PREVIEW);
const PREVIEW = 'vertebrae,discs,canal,sacrum';

/** Nothing of a run is left, here or in the browser's storage. */
async function assertNothing(viewer: ViewerPage): Promise<void> {
  const left = await until(viewer, ({ drawn }) => drawn.length === 0, 'nothing is drawn');
  assert.deepEqual([left.waiting, left.cells, left.columns, left.open], [0, [], [], []]);
  assert.deepEqual(await viewer.measurementLabels(), []);
  assert.equal(await viewer.hook('save').count(), 0);
  const kept = await viewer.page.evaluate(() =>
    Object.keys(localStorage).filter(key => key.startsWith('deepspine.draft'))
  );
  assert.deepEqual(kept, []);
}

/** Labels that are drawn on each image, as kinds: the preview's numbers, 0 where there is nothing. */
const kindsDrawn = ({ page }: ViewerPage): Promise<Record<string, number[]>> =>
  page.evaluate(() => {
    interface Viewer {
      readonly services: {
        readonly segmentationService: {
          getSegmentations(): {
            representationData: {
              Labelmap: { imageIds: string[]; referencedImageIds: string[] };
            };
          }[];
        };
      };
      readonly cornerstone: {
        readonly cache: {
          getImage(id: string): { voxelManager: { getScalarData(): Uint8Array } };
        };
      };
    }
    const { services, cornerstone } = window as unknown as Viewer;
    const [drawn] = services.segmentationService.getSegmentations();
    const { imageIds, referencedImageIds } = drawn!.representationData.Labelmap;
    return Object.fromEntries(
      imageIds.map((id, i) => [
        referencedImageIds[i]!,
        [...cornerstone.cache.getImage(id).voxelManager.getScalarData()],
      ])
    );
  });

/** The preview's number for a label of the result (analysis/labels.ts). */
const kindOf = (label: number) =>
  label === 0 ? 0 : label < 10 ? 1 : label < 20 ? 2 : label < 21 ? 3 : 4;

export const earlyCases: readonly Case[] = [
  {
    name: 'early findings: a first run shows the segmentation as it comes, then level by level the grades',
    async run(viewer, { demo }) {
      await viewer.goToStudy(demo.url, await storeQuick(demo, 'early first'));
      await watch(viewer);
      // On a slow machine OHIF still draws the study that it has just opened.
      await viewer.untilStill();
      await viewer.page.evaluate(countPictures);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      const { drawn } = await until(viewer, one => !isPreview(one), 'the named structures');
      const seen = await moments(viewer);
      const at = (is: (one: Moment) => boolean) => seen.findIndex(is);

      const previewed = at(one => isPreview(one) && one.drawn.some(({ slices }) => slices > 0));
      const located = at(({ waiting }) => waiting > 0);
      const named = at(({ drawn }) => drawn.some(d => d.names !== PREVIEW && d.slices > 0));
      const first = at(({ waiting, cells }) => waiting > 0 && cells.length > 0);
      const done = at(({ phase }) => phase === 'done');
      assert.ok(previewed >= 0, 'slices are drawn while others are segmented');
      assert.ok(previewed < located, 'before the discs are located');
      assert.ok(named >= located, 'the named structures come when they are');
      assert.equal(seen[located]!.cells.length, 0, 'every level waits at first');
      assert.ok(first > located && first < done, 'a level is graded while others wait');

      const arriving = seen.slice(located).filter(({ waiting }) => waiting > 0);
      const { columns, rows } = seen.at(-1)!;
      for (const { phase, open, cells, ...one } of arriving) {
        assert.equal(phase, 'analyzing');
        assert.deepEqual(open, [], 'nothing can be decided or saved');
        assert.deepEqual([one.columns, one.rows], [columns, rows], 'no row and no column moves');
        const grades = cells.map(cell => cell.replace(/ \w+$/, ''));
        const final = seen.at(-1)!.cells.map(cell => cell.replace(/ \w+$/, ''));
        assert.ok(
          grades.every(cell => final.includes(cell)),
          'grades stay as they came'
        );
      }
      const counts = arriving.map(({ cells }) => cells.length);
      assert.deepEqual(
        counts,
        [...counts].sort((a, b) => a - b),
        'levels come, none goes'
      );
      assert.ok(new Set(counts).size >= 3, `level by level: ${counts.join(' ')}`);

      assert.equal(drawn.length, 1, 'the preview is gone');
      assert.match(drawn[0]!.names, /L4.*L4-L5.*canal/);
      assert.equal(drawn[0]!.id, seen[previewed]!.drawn[0]!.id, 'it has become the result');

      await letPass(STATISTICS);
      const { pictures, measured } = await viewer.page.evaluate(drawnSoFar);
      assert.deepEqual(measured, []);
      assert.ok(
        pictures >= 2 && pictures <= 3,
        `the slice in sight, the findings on it, its named structures: ${pictures}`
      );
    },
  },
  {
    name: 'early findings: what is half done can be read by everybody, and canceling leaves nothing of it',
    async run(viewer, { demo }) {
      await holdable(viewer);
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await watch(viewer);

      await holdAfter(viewer, 'preview', 12);
      await viewer.analyze();
      await until(viewer, one => one.drawn.some(d => d.slices >= 12), 'twelve slices are drawn');
      await viewer.untilStill();
      await screenshot(viewer, '11-segmenting');
      await viewer.hook('cancel').click();
      assert.equal(await viewer.untilEnded(), 'cancelled');
      await release(viewer);
      await assertNothing(viewer);

      await holdAfter(viewer, 'level', 2);
      await viewer.analyze();
      await until(viewer, ({ waiting, cells }) => waiting > 0 && cells.length > 0, 'some wait');
      await until(viewer, one => one.drawn.some(d => d.names !== PREVIEW), 'the spine is drawn');
      await viewer.page.getByText(/^2 of \d levels graded/).waitFor();
      await viewer.untilStill();
      await assertAccessible(viewer, 'levels arrive');
      await screenshot(viewer, '12-arriving');
      const waiting = viewer.page.locator('[data-cy="deepspine-waiting-L5-S1-SCS"]');
      assert.match(await waiting.innerText(), /L5-S1 spinal canal stenosis: grading pending/);
      assert.match(await viewer.hook('save-state').innerText(), /once every level is graded/);
      for (const command of ['deepspine.save', 'deepspine.acceptAll', 'deepspine.download']) {
        await viewer.run(command);
      }
      await viewer.hook('cancel').click();
      assert.equal(await viewer.untilEnded(), 'cancelled');
      await release(viewer);
      await assertNothing(viewer);
      await screenshot(viewer, '13-arriving-cancelled');
    },
  },
  {
    name: 'early findings: the preview lies where the segmentation will; hidden or taken off it stays so',
    async run(viewer, { demo }) {
      const { page } = viewer;
      await holdable(viewer);
      await viewer.goToStudy(demo.url, await storeQuick(demo, 'early preview'));
      await watch(viewer);
      await holdAfter(viewer, 'preview', QUICK_SLICES);
      await viewer.analyze();
      const previewed = (now: Moment) => now.drawn.some(({ slices }) => slices === QUICK_SLICES);
      await until(viewer, previewed, 'every slice is drawn');
      const preview = await kindsDrawn(viewer);
      await page.evaluate(toggleOverlay);
      // The canal is hidden from the start: OHIF's eye then shows everything first, and hides it at the next press.
      if ((await page.evaluate(overlayVisible)).includes(true)) {
        await page.evaluate(toggleOverlay);
      }
      await release(viewer);
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await until(viewer, one => one.drawn.length === 1 && !isPreview(one), 'the final one');
      assert.deepEqual(await page.evaluate(overlayVisible), [false], 'hidden stays hidden');
      const final = await kindsDrawn(viewer);
      assert.deepEqual(Object.keys(final), Object.keys(preview));
      const counts = Object.entries(final).map(([image, labels]) => {
        const named = labels.flatMap((label, i) => (label > 0 ? [i] : []));
        const same = named.filter(i => kindOf(labels[i]!) === preview[image]![i]);
        assert.ok(same.length >= 0.9 * named.length, `${same.length} of ${named.length} ${image}`);
        return named.length;
      });
      assert.ok(Math.max(...counts) > 1000, 'there is something to compare');
      assert.equal(new Set(counts).size, QUICK_SLICES, 'no slice is like another one');

      await viewer.run('deepspine.clear');
      await holdAfter(viewer, 'preview', 2);
      await viewer.analyze();
      await until(viewer, isPreview, 'the preview is drawn');
      await page.evaluate(removeOverlay);
      await release(viewer);
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await letPass(LATE_DRAWING);
      assert.deepEqual((await moment(viewer)).drawn, [], 'taken off stays away');
    },
  },
  {
    name: 'early findings: a worker that is lost takes what it said along, and another one says it anew',
    async run(viewer, { demo }) {
      await holdable(viewer);
      await viewer.goToStudy(demo.url, await storeQuick(demo, 'early lost'));
      await watch(viewer);
      await holdAfter(viewer, 'level', 1);
      await viewer.analyze();
      await until(viewer, ({ waiting, cells }) => waiting > 0 && cells.length > 0, 'one level');
      await crash(viewer);
      const gone = await until(viewer, one => one.drawn.length + one.waiting === 0, 'all is gone');
      assert.deepEqual(gone.cells, []);
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      const seen = await moments(viewer);
      const restarted = seen.findLastIndex(({ columns }) => columns.length === 0);
      const again = seen.slice(restarted);
      assert.ok(again.some(isPreview), 'slice by slice again');
      assert.ok(again.some(({ waiting, cells }) => waiting > 0 && cells.length > 0));
      assert.equal((await moment(viewer)).drawn.length, 1);
    },
  },
  {
    name: 'early findings: of an analysis that is done again the old ones stay until the new ones are complete',
    async run(viewer, { demo }) {
      const { page } = viewer;
      await holdable(viewer);
      await viewer.goToStudy(demo.url, await storeQuick(demo, 'early again'));
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      await viewer.hook('cell-L4-L5-SCS').click();
      await page.keyboard.press('4');
      await watch(viewer);
      const before = await moment(viewer);
      const labels = await viewer.measurementLabels();

      for (const ending of ['cancelled', 'done']) {
        await page.evaluate(() => void (window.moments = []));
        await holdAfter(viewer, 'level', 2);
        await viewer.analyze();
        await page.getByText('Grading the discs').first().waitFor();
        assert.equal(await viewer.hook('save').isDisabled(), true);
        if (ending === 'cancelled') {
          await viewer.hook('cancel').click();
        }
        await release(viewer);
        assert.equal(await viewer.untilEnded(), ending);
        const running = (await moments(viewer)).filter(({ phase }) => phase === 'analyzing');
        assert.ok(running.length > 0);
        // The last of them may be the whole new result, a task before the phase says so.
        for (const { waiting, columns, rows, cells, ...one } of running) {
          assert.deepEqual([waiting, columns, rows], [0, before.columns, before.rows]);
          assert.deepEqual(cells, before.cells, 'what was decided stays in sight');
          assert.ok(!isPreview({ waiting, columns, rows, cells, ...one }));
          assert.ok(one.drawn.length > 0, 'the old segmentation stays');
        }
        const after = await until(viewer, ({ drawn }) => drawn.length === 1, 'one is drawn');
        assert.deepEqual(after.cells, before.cells);
        assert.equal(after.drawn[0]!.id === before.drawn[0]!.id, ending === 'cancelled');
        assert.deepEqual((await viewer.measurementLabels()).sort(), [...labels].sort());
      }
    },
  },
];
