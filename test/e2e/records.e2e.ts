import assert from 'node:assert/strict';
import { newestReport, readStructuredReport, type StoredReport } from '../../extension/src/record';
import { until } from '../until';
import { fromDicomJson } from '../record/naturalize';
import { openRecorded, storeRecorded } from './recorded';
import { screenshot, type Case, type TestContext } from './suite';
import type { CellState, ViewerPage } from './viewerPage';

/** Findings in the record: what other parts of the viewer do to them, and what is stored of it. */

type Demo = TestContext['demo'];

interface StoredSeries {
  readonly uid: string;
  readonly modality: string;
  readonly description: string;
}

async function ask(url: string): Promise<Record<string, { Value?: string[] }>[]> {
  const answer = await fetch(url, { headers: { Accept: 'application/dicom+json' } });
  return (await answer.json()) as Record<string, { Value?: string[] }>[];
}

async function storedSeries(demo: Demo, study: string): Promise<StoredSeries[]> {
  const series = await ask(`${demo.url}/dicom-web/studies/${study}/series`);
  return series.map(one => ({
    uid: one['0020000E']?.Value?.[0] ?? '',
    modality: one['00080060']?.Value?.[0] ?? '',
    description: one['0008103E']?.Value?.[0] ?? '',
  }));
}

const metadata = (demo: Demo, study: string, series: string) =>
  ask(`${demo.url}/dicom-web/studies/${study}/series/${series}/metadata`);

/** The newest report of ours that the archive holds, as our reader restores it. */
async function newestStored(demo: Demo, study: string): Promise<StoredReport> {
  const reports = (await storedSeries(demo, study)).filter(({ modality }) => modality === 'SR');
  const datasets = await Promise.all(reports.map(({ uid }) => metadata(demo, study, uid)));
  const newest = newestReport(datasets.flat().map(fromDicomJson));
  const restored = newest && readStructuredReport(newest);
  assert.ok(restored, 'the archive holds a report of ours');
  return restored;
}

const findingsOf = ({ record }: StoredReport) => record.levels.flatMap(({ findings }) => findings);

async function save(viewer: ViewerPage): Promise<void> {
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="saved"]').waitFor();
}

const statuses = (cells: readonly CellState[]) =>
  cells.map(({ cell, grade, status }) => `${cell} ${grade} ${status}`);

/** Tracking UIDs of the groups that the viewer has drawn of stored reports, in all their versions. */
function drawnGroups({ page }: ViewerPage): Promise<string[]> {
  return page.evaluate(() => {
    interface Reports {
      readonly services: {
        readonly displaySetService: {
          getActiveDisplaySets(): {
            readonly Modality: string;
            readonly measurements?: { TrackingUniqueIdentifier: string; loaded: boolean }[];
          }[];
        };
      };
    }
    const sets = (window as unknown as Reports).services.displaySetService.getActiveDisplaySets();
    return sets
      .filter(({ Modality }) => Modality === 'SR')
      .flatMap(({ measurements }) => measurements ?? [])
      .filter(({ loaded }) => loaded)
      .map(({ TrackingUniqueIdentifier }) => TrackingUniqueIdentifier);
  });
}

/** In the page: the viewer knows of a segmentation. */
function segmentationKnown(): boolean {
  interface Sets {
    readonly services: {
      readonly displaySetService: { getActiveDisplaySets(): { readonly Modality: string }[] };
    };
  }
  const { services } = window as unknown as Partial<Sets>;
  return !!services?.displaySetService
    .getActiveDisplaySets()
    .some(({ Modality }) => Modality === 'SEG');
}

const SCS = 'L4-L5 spinal canal stenosis: severe (0.71)';

export const recordCases: readonly Case[] = [
  {
    name: 'a stored segmentation that comes in before its images is drawn over them',
    async run(viewer, { demo }) {
      const { page, context } = viewer;
      const study = await storeRecorded(demo, 'late images');
      const series = await storedSeries(demo, study);
      const images = series.find(({ modality }) => modality === 'MR');
      await context.route(
        new RegExp(`/series/${images?.uid.replaceAll('.', '\\.')}/metadata`),
        async route => {
          await page.waitForFunction(segmentationKnown);
          await route.continue();
        }
      );
      await viewer.goToStudy(demo.url, study);
      await page.locator('[data-save="saved"]').waitFor();
      await viewer.untilSegmentationDrawn();
    },
  },
  {
    name: 'a label that a person edits stays with its finding, in the report and after a reload',
    async run(viewer, { demo }) {
      const { page } = viewer;
      const study = await openRecorded(viewer, demo, 'label');
      const before = await viewer.cells();
      const first = await newestStored(demo, study);

      await viewer.openLabelDialog(SCS);
      const input = page.locator('[role="dialog"] input');
      assert.equal(await input.inputValue(), SCS);
      await input.fill(`${SCS}, für die Konferenz`);
      await screenshot(viewer, '30-label');
      await page.locator('[data-cy="input-dialog-save-button"]').click();
      const edited = `${SCS} – für die Konferenz`;
      await viewer.untilLabeled(edited);
      await page.locator('[data-save="unsaved"]').waitFor();
      assert.deepEqual(
        await viewer.cells(),
        before,
        'writing changes no grade and decides nothing'
      );
      await viewer.run('undo');
      await viewer.untilLabeled(SCS);
      await viewer.run('redo');
      await viewer.untilLabeled(edited);

      await save(viewer);
      const second = await newestStored(demo, study);
      assert.notEqual(second.document.sopInstanceUID, first.document.sopInstanceUID);
      assert.deepEqual(
        findingsOf(second).map(({ uid }) => uid),
        findingsOf(first).map(({ uid }) => uid),
        'tracking UIDs stay'
      );
      const finding = findingsOf(second).find(f => f.level === 'L4-L5' && f.condition === 'SCS');
      assert.equal(finding?.remark, 'für die Konferenz');
      assert.equal(finding?.status, 'suggested');
      // The segmentation has not changed: the new report refers to the old object.
      assert.equal(second.segmentation?.sopInstanceUID, first.segmentation?.sopInstanceUID);
      const stored = await storedSeries(demo, study);
      assert.deepEqual(stored.map(({ modality }) => modality).sort(), ['MR', 'SEG', 'SR']);

      await viewer.reload();
      await page.locator('[data-save="saved"]').waitFor();
      await viewer.untilLabeled(edited);
      assert.deepEqual(await viewer.cells(), before);
    },
  },
  {
    name: 'a report that was saved just now opens in the same page, and judges nothing',
    async run(viewer, { demo }) {
      const { page } = viewer;
      const study = await openRecorded(viewer, demo, 'opened');
      await viewer.hook('cell-L1-L2-SCS').click();
      await page.keyboard.press('a');
      await save(viewer);
      const before = statuses(await viewer.cells());
      await page
        .locator('[data-cy="study-browser-thumbnail-no-image"]')
        .filter({ hasText: 'DeepSPINE findings' })
        .last()
        .dblclick();
      const stated = findingsOf(await newestStored(demo, study)).filter(
        ({ grade, status }) => grade !== 'not-graded' && status !== 'rejected'
      );
      await until(
        async () => {
          const drawn = await drawnGroups(viewer);
          return stated.filter(({ uid }) => !drawn.includes(uid)).map(({ uid }) => uid);
        },
        absent => absent.length === 0,
        'every finding of the report is drawn',
        { patienceMs: 300_000 }
      );
      await screenshot(viewer, '31-opened-report');
      assert.deepEqual(statuses(await viewer.cells()), before, 'no finding is rejected by it');
    },
  },
  {
    name: 'a summary and key images are saved beside the findings where a site wants them',
    async run(viewer, { demo }) {
      const { page } = viewer;
      await viewer.configure({ storeSummary: 'both', storeKeyImages: true });
      const study = await openRecorded(viewer, demo, 'summary');
      await viewer.hook('cell-L4-L5-SCS').click();
      await page.keyboard.press('a');
      await save(viewer);
      const stored = await storedSeries(demo, study);
      assert.deepEqual(stored.map(({ modality }) => modality).sort(), [
        'DOC',
        'KO',
        'MR',
        'OT',
        'SEG',
        'SR',
      ]);
      const objects = await Promise.all(
        ['OT', 'DOC', 'KO'].map(async wanted => {
          const { uid } = stored.find(({ modality }) => modality === wanted)!;
          const [object] = await metadata(demo, study, uid);
          return fromDicomJson(object!);
        })
      );
      const [image, pdf, keyImages] = objects;
      for (const page of [image, pdf]) {
        assert.equal(page?.BurnedInAnnotation, 'YES');
        assert.equal(page?.PatientID, 'PHANTOM-e2e summary');
      }
      assert.deepEqual([image?.Rows, image?.Columns, image?.SamplesPerPixel], [1474, 1041, 3]);
      // The page is as large as the one with a picture is: the slice came from the viewer.
      assert.ok(Number(pdf?.EncapsulatedDocumentLength) > 12_000, 'the PDF holds its picture');
      assert.ok((keyImages?.ContentSequence as unknown[]).length > 5);

      await viewer.reload();
      await page.locator('[data-save="saved"]').waitFor();
      const [decided] = (await viewer.cells()).filter(({ cell }) => cell === 'L4-L5-SCS');
      assert.equal(decided?.status, 'accepted');
    },
  },
  {
    name: 'the viewer saves its own report beside ours, and judges nothing',
    async run(viewer, { demo }) {
      const { page } = viewer;
      const study = await openRecorded(viewer, demo, 'own path');
      const before = statuses(await viewer.cells());
      const labels = (await viewer.measurementLabels()).sort();
      await saveViewersOwn(viewer, 'panelMeasurement');
      const mine = await untilStored(demo, study);
      await assertHolds(demo, study, mine, labels);
      await page.locator('[data-cy="deepspine-btn"]').click();
      assert.deepEqual(statuses(await viewer.cells()), before, 'no finding is rejected by it');
      // Ours goes on as before.
      await viewer.hook('cell-L2-L3-SCS').click();
      await page.keyboard.press('a');
      await save(viewer);
      const finding = findingsOf(await newestStored(demo, study)).find(
        ({ level, condition }) => level === 'L2-L3' && condition === 'SCS'
      );
      assert.equal(finding?.status, 'accepted');
    },
  },
  {
    name: 'measurement tracking follows our measurements and saves them in its own report',
    async run(viewer, { demo }) {
      const { page } = viewer;
      const study = await storeRecorded(demo, 'tracking');
      await page.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'));
      await page.goto(`${demo.url}/viewer?StudyInstanceUIDs=${study}`);
      await page.waitForFunction(() => 'services' in window && !!window.services);
      await viewer.untilMeasured(({ length }) => length > 0);
      const labels = (await viewer.measurementLabels()).sort();
      assert.ok(labels.includes(SCS));
      await drawLength(viewer);
      await page.locator('[data-cy="prompt-begin-tracking-yes-btn"]').click();
      await saveViewersOwn(viewer, 'trackedMeasurements');
      const mine = await untilStored(demo, study);
      await assertHolds(demo, study, mine, labels);
      // Tracking clears the images after saving; that is no judgment, and they can be shown again.
      await viewer.run('deepspine.show');
      await viewer.untilMeasured(all => labels.every(label => all.includes(label)));
    },
  },
];

/** Draws a line on the images with the viewer's own tool. */
async function drawLength({ page }: ViewerPage): Promise<void> {
  await page.locator('[data-cy="MeasurementTools-split-button-primary"]').click();
  const box = await page.locator('[data-cy="viewport-pane"]').first().boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 60, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 20, { steps: 5 });
  await page.mouse.move(x + 60, y + 40, { steps: 5 });
  await page.mouse.up();
}

/** Presses 'Create SR' in the viewer's own panel and names the report. */
async function saveViewersOwn(viewer: ViewerPage, panel: string): Promise<void> {
  const { page } = viewer;
  await page.locator(`[data-cy="${panel}-btn"]`).click();
  await page.getByRole('button', { name: 'Create SR' }).first().click();
  const dialog = page.locator('[role="dialog"]');
  await dialog.locator('input').fill(OWN_NAME);
  await screenshot(viewer, `32-own-report-${panel}`);
  await dialog.locator('[data-cy="input-dialog-save-button"]').click();
}

const OWN_NAME = 'Measurements of mine';

/** Waits until the archive holds the viewer's own report; returns its series. */
async function untilStored(demo: Demo, study: string): Promise<string> {
  const stored = await until(
    () => storedSeries(demo, study),
    series => series.some(({ description }) => description === OWN_NAME),
    `the archive holds a series “${OWN_NAME}”`,
    { patienceMs: 300_000, betweenMs: 1000 }
  );
  return stored.find(({ description }) => description === OWN_NAME)!.uid;
}

/** Asserts that the viewer's own report holds every measurement of ours under its label. */
async function assertHolds(
  demo: Demo,
  study: string,
  series: string,
  labels: readonly string[]
): Promise<void> {
  const text = JSON.stringify(await metadata(demo, study, series));
  labels.forEach(label => assert.ok(text.includes(JSON.stringify(label)), `${label} is stored`));
}
