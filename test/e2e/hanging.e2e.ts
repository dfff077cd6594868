import assert from 'node:assert/strict';
import { until } from '../until';
import { assertAccessible } from './accessibility';
import { screenshot, type Case } from './suite';
import type { ViewerPage } from './viewerPage';

interface Shown {
  readonly name: string;
  /** Half of the height that is shown, mm. */
  readonly scale: number;
  /** The middle of what is shown, LPS mm. */
  readonly middle: readonly number[];
  readonly box: { readonly x: number; readonly y: number; width: number; height: number };
}

/** Every viewport, in the order in which they hang. */
const shown = ({ page }: ViewerPage): Promise<Shown[]> =>
  page.evaluate(() => {
    interface Viewer {
      readonly services: {
        readonly viewportGridService: {
          getState(): { viewports: Map<string, { displaySetInstanceUIDs: string[] }> };
        };
        readonly displaySetService: {
          getDisplaySetByUID(uid: string): { SeriesDescription: string };
        };
        readonly cornerstoneViewportService: {
          getCornerstoneViewport(id: string): {
            element: HTMLElement;
            getCamera(): { parallelScale: number; focalPoint: number[] };
          };
        };
      };
    }
    const { viewportGridService, displaySetService, cornerstoneViewportService } = (
      window as unknown as Viewer
    ).services;
    return [...viewportGridService.getState().viewports].map(
      ([id, { displaySetInstanceUIDs }]): Shown => {
        const viewport = cornerstoneViewportService.getCornerstoneViewport(id);
        const { parallelScale, focalPoint } = viewport.getCamera();
        const { x, y, width, height } = viewport.element.getBoundingClientRect();
        return {
          name: displaySetService.getDisplaySetByUID(displaySetInstanceUIDs[0]!).SeriesDescription,
          scale: parallelScale,
          middle: [...focalPoint],
          box: { x, y, width, height },
        };
      }
    );
  });

/** Waits until what is shown is so. */
const untilShown = (
  viewer: ViewerPage,
  is: (now: readonly Shown[]) => boolean,
  what: string
): Promise<readonly Shown[]> => until(() => shown(viewer), is, what);

/** Sagittal T2 and T1 show the same place, as large. */
const inStep = ([t2, t1]: readonly Shown[]): boolean =>
  t2 !== undefined &&
  t1 !== undefined &&
  Math.abs(t2.scale - t1.scale) < 0.01 &&
  [1, 2].every(axis => Math.abs(t2.middle[axis]! - t1.middle[axis]!) < 0.01);

/** A viewport without an image yet has a camera of a millimeter or two. */
const loadedInStep = (now: readonly Shown[]): boolean =>
  inStep(now) && now.every(({ scale }) => scale > 20);

const chosenLevel = async ({ page }: ViewerPage): Promise<string> =>
  (await page.locator('td[aria-selected="true"] > button').getAttribute('data-cy'))!.replace(
    /^deepspine-cell-(.*)-\w+$/,
    '$1'
  );

/** Turns the wheel over an image until it crosses another disc than now. */
async function scrollToAnotherDisc(viewer: ViewerPage, { box }: Shown): Promise<string> {
  const { page } = viewer;
  const crossed = viewer.hook('level-crossed');
  const before = await crossed.innerHTML();
  const shownNow = async () => JSON.stringify(await viewer.shownImages());
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turns = 0; turns < 40; turns++) {
    const images = await shownNow();
    await page.mouse.wheel(0, -100);
    await until(shownNow, later => later !== images, 'the wheel turns to another image');
    await viewer.untilDrawn();
    const now = await crossed.innerHTML();
    if (now !== before && /^\w+-\w+\??$/.test(now)) {
      return now.replace('?', '');
    }
  }
  return assert.fail(`no other disc than ${before}`);
}

/** Half the height that is shown at most where the whole image is, mm; an image that is a dot is shown at kilometers. */
const WHOLE_MM = 400;

/** T2 and T1 side by side, the axial images at least as large as either, none over another. */
function assertHung(now: readonly Shown[], rows: 1 | 2): void {
  assert.deepEqual(
    now.map(({ name }) => name),
    ['Sag T2', 'Sag T1', 'Ax T2']
  );
  const [t2, t1, axial] = now.map(({ box }) => box) as [Shown['box'], Shown['box'], Shown['box']];
  assert.ok(Math.abs(t2.y - t1.y) < 2 && t1.x >= t2.x + t2.width - 2, 'side by side');
  assert.ok(axial.width * axial.height >= t2.width * t2.height, 'axial large');
  assert.equal(axial.y > t2.y + 2, rows === 2, `${rows} rows`);
  assert.ok(
    now.every(({ scale }) => scale < WHOLE_MM),
    now.map(({ scale }) => scale).join()
  );
}

async function readDisc(viewer: ViewerPage): Promise<void> {
  const { page } = viewer;
  await viewer.hook('cell-L3-L4-SCS').click();
  const now = await untilShown(
    viewer,
    all => inStep(all) && all[0]!.scale <= 120 && all[2]!.scale <= 60,
    'all three are near the disc'
  );
  assert.equal(await viewer.hook('level-crossed').innerHTML(), 'L3-L4');
  // Where the axial image cuts them: in both sagittal ones, though only one viewport is the active one.
  assert.ok((await page.locator('[data-cy="deepspine-cross-line"]').count()) >= 1);
  await screenshot(viewer, '80-three-series-disc');

  const level = await scrollToAnotherDisc(viewer, now[2]!);
  await page.waitForFunction(
    wanted =>
      document
        .querySelector('td[aria-selected="true"] > button')
        ?.getAttribute('data-cy')
        ?.includes(`cell-${wanted}-`),
    level
  );
  assert.equal(await chosenLevel(viewer), level);
  const after = await shown(viewer);
  assert.deepEqual(after[0]!.middle.slice(1), now[0]!.middle.slice(1), 'the others stay');
  assert.match(await viewer.hook('detail').innerText(), new RegExp(level));
}

/** Which segments of ours are drawn, by index, in the viewport that has them. */
const drawnSegments = ({ page }: ViewerPage): Promise<Record<string, boolean>> =>
  page.evaluate(() => {
    interface Viewer {
      readonly services: {
        readonly viewportGridService: { getState(): { viewports: Map<string, unknown> } };
        readonly segmentationService: {
          getSegmentations(): { segmentationId: string }[];
          getSegmentationRepresentations(
            viewportId: string,
            which: { segmentationId: string }
          ): { segments: Record<string, { visible: boolean }> }[];
        };
      };
    }
    const { viewportGridService, segmentationService } = (window as unknown as Viewer).services;
    const [{ segmentationId } = { segmentationId: '' }] = segmentationService.getSegmentations();
    const [drawn] = [...viewportGridService.getState().viewports.keys()].flatMap(id =>
      segmentationService.getSegmentationRepresentations(id, { segmentationId })
    );
    return Object.fromEntries(
      Object.entries(drawn?.segments ?? {}).map(([index, { visible }]) => [index, visible])
    );
  });

/** The viewer's own list names the structures whichever image is active, and its eye takes one press. */
async function listStructures(viewer: ViewerPage, images: readonly Shown[]): Promise<void> {
  const { page } = viewer;
  await page.locator('[data-cy="panelSegmentation-btn"]').click();
  const before = await drawnSegments(viewer);
  const shownOnes = Object.keys(before).filter(index => before[index]);
  assert.equal(shownOnes.length, Object.keys(before).length - 1, 'all but the canal');
  const eye = page.locator('[data-cy="all-segments-visibility-toggle"]');
  for (const { box, name } of images) {
    await page.mouse.click(box.x + 20, box.y + box.height / 2);
    const rows = page.locator('[data-cy="data-row-visibility-toggle"]');
    await page.waitForFunction(
      wanted =>
        document.querySelectorAll('[data-cy="data-row-visibility-toggle"]').length === wanted,
      Object.keys(before).length
    );
    assert.equal(await rows.count(), Object.keys(before).length, name);
    await eye.click();
    assert.ok(
      Object.values(await drawnSegments(viewer)).every(isShown => !isShown),
      `${name}: hidden at one press`
    );
    await eye.click();
    assert.deepEqual(await drawnSegments(viewer), before, `${name}: as before at the next`);
  }
  await screenshot(viewer, '85-structures');
  await page.locator('[data-cy="deepspine-btn"]').click();
  await viewer.hook('panel').waitFor();
}

export const hangingCases: readonly Case[] = [
  {
    // The viewer's own, at every turn of the wheel.
    expected: /Unable to preventDefault inside passive event listener/,
    name: 'hanging: T1 beside T2 at one scale, axial large, and all of them in step with the chosen disc',
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      const study = studies.threeSeries;
      await viewer.goToStudy(demo.url, study);
      const opened = await untilShown(viewer, loadedInStep, 'T2 and T1 in step as they come');
      assertHung(opened, 2);

      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      assert.equal(await viewer.hook('notice').count(), 0, 'the T2 is analyzed');
      await listStructures(viewer, opened);
      await readDisc(viewer);
      await assertAccessible(viewer, 'three series');
      await viewer.hook('save').click();
      await page.locator('[data-save="saved"]').waitFor();

      // The list of studies says which of them have findings.
      await page.goto(`${demo.url}/`);
      await page.locator(`[data-cy="deepspine-has-findings"][data-study="${study}"]`).waitFor();
      // Its column has no box to filter by: no archive could answer that.
      const columns = await page.locator('thead th').allInnerTexts();
      const boxes = page.locator('tr[data-filter-row] > td');
      assert.equal(await boxes.count(), columns.length);
      const place = columns.findIndex(name => /Spine AI/.test(name));
      assert.ok(place >= 0, columns.join());
      assert.equal(await boxes.nth(place).locator('input:visible').count(), 0);
      await screenshot(viewer, '84-study-list');

      // On a wide screen in a row.
      await page.setViewportSize({ width: 2560, height: 1080 });
      await viewer.goToStudy(demo.url, study);
      assertHung(await untilShown(viewer, loadedInStep, 'in step again'), 1);
      // Of the stored report: what the findings say nothing of.
      assert.match(await viewer.hook('not-assessed').innerText(), /conus medullaris/);
      await viewer.hook('cell-L4-L5-SCS').click();
      await untilShown(viewer, all => inStep(all) && all[2]!.scale <= 60, 'near the disc');
      await screenshot(viewer, '81-three-series-wide');
      for (const [width, height, name] of [
        [1920, 1080, '82-three-series-1920'],
        [3840, 2160, '83-three-series-4k'],
      ] as const) {
        await page.setViewportSize({ width, height });
        await viewer.goToStudy(demo.url, study);
        await untilShown(viewer, inStep, 'in step');
        await viewer.hook('cell-L4-L5-SCS').click();
        await untilShown(viewer, all => inStep(all) && all[2]!.scale <= 60, 'near the disc');
        await viewer.untilStill();
        await screenshot(viewer, name);
      }
    },
  },
];
