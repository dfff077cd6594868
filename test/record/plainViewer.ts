import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Archive } from '../../demo/archive/archive';
import { listen, siteHandler } from '../../demo/server/server';
import { encodePart10 } from '../../cli/dicom/naturalized';
import type { NaturalizedDataset } from '../../extension/src/record';
import { plainAppConfig } from '../plainAppConfig';

export interface PlainViewer {
  readonly url: string;
  readonly archive: Archive;
  close(): Promise<void>;
}

/**
 * Serves a prebuilt viewer without any plugin, and an archive that holds the given objects, on loopback.
 * @param viewer folder of the viewer, its dist inside
 * @param folder an empty folder for the archive's files
 */
export async function startPlainViewer(
  viewer: string,
  folder: string,
  objects: readonly NaturalizedDataset[]
): Promise<PlainViewer> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'app-config.js');
  writeFileSync(config, plainAppConfig('plain'));
  const archive = new Archive({ dir: join(folder, 'archive') });
  for (const object of objects) {
    await archive.store.add(Buffer.from(encodePart10(object)));
  }
  const handler = siteHandler({
    archive,
    mounts: [{ prefix: '/app-config.js', target: config }],
    viewerDist: join(viewer, 'dist'),
    isolated: false,
  });
  const server = await listen(handler, 0);
  return { url: `http://localhost:${server.port}`, archive, close: () => server.close() };
}

/** A measurement of the viewer's own measurement service. */
export interface ShownMeasurement {
  readonly label: string;
  readonly tool: string;
  readonly points: number[][];
  readonly finding: string | undefined;
  readonly sites: string[];
  readonly sopInstanceUID: string;
}

/** What the page of a plain viewer publishes. */
interface PlainGlobals {
  readonly services: {
    readonly measurementService: {
      getMeasurements(): {
        label?: string;
        toolName?: string;
        points?: ArrayLike<number>[];
        finding?: { text?: string };
        findingSites?: { text?: string }[];
        SOPInstanceUID?: string;
      }[];
    };
    readonly displaySetService: {
      getActiveDisplaySets(): {
        Modality: string;
        measurements?: { TrackingUniqueIdentifier: string; loaded: boolean }[];
      }[];
    };
  };
}

/** The measurements that the viewer's measurement panel shows. */
export function shownMeasurements(page: Page): Promise<ShownMeasurement[]> {
  return page.evaluate(() =>
    (window as unknown as PlainGlobals).services.measurementService
      .getMeasurements()
      .map(measurement => ({
        label: measurement.label ?? '',
        tool: measurement.toolName ?? '',
        points: (measurement.points ?? []).map(point => Array.from(point)),
        finding: measurement.finding?.text,
        sites: (measurement.findingSites ?? []).map(site => site.text ?? ''),
        sopInstanceUID: measurement.SOPInstanceUID ?? '',
      }))
  );
}

/** Tracking UIDs of the groups that the SR viewport has drawn on images before they are hydrated. */
function drawnGroups(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (window as unknown as PlainGlobals).services.displaySetService
      .getActiveDisplaySets()
      .filter(displaySet => displaySet.Modality === 'SR')
      .flatMap(displaySet => displaySet.measurements ?? [])
      .filter(measurement => measurement.loaded)
      .map(measurement => measurement.TrackingUniqueIdentifier)
  );
}

/**
 * Opens a study, shows its report in a viewport and takes up its measurements, as a person does.
 * @returns tracking UIDs of the groups that were drawn first
 */
export async function openReport(page: Page, url: string, study: string): Promise<string[]> {
  // The viewer's tour of itself would cover the page.
  await page.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'));
  await page.goto(`${url}/viewer?StudyInstanceUIDs=${study}`, {
    waitUntil: 'domcontentloaded',
    timeout: 120_000,
  });
  const report = page
    .locator('[data-cy="study-browser-thumbnail-no-image"]')
    .filter({ hasText: 'DeepSPINE findings' });
  await report.dblclick({ timeout: 180_000 });
  const takeUp = page.locator('[data-cy="yes-hydrate-btn"]');
  await takeUp.waitFor({ timeout: 120_000 });
  const drawn = await drawnGroups(page);
  await takeUp.click();
  await page.waitForFunction(
    () =>
      (window as unknown as PlainGlobals).services.measurementService.getMeasurements().length > 0,
    undefined,
    { timeout: 120_000 }
  );
  return drawn;
}
