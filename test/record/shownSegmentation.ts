import type { Page } from 'playwright-core';
import type { SegmentationResult } from '../../extension/src/analysis/segmentationResult';
import type { NaturalizedDataset } from '../../extension/src/record';
import { items } from '../../extension/src/record/sr/tree';

/** Segment numbers as the viewer draws them: one byte per pixel, base64, by SOP Instance UID. */
type Drawn = Readonly<Record<string, string>>;

/** What the page of a plain viewer publishes. */
interface SegmentationGlobals {
  readonly services: {
    readonly segmentationService: {
      getSegmentations(): readonly {
        readonly representationData: { readonly Labelmap?: { readonly imageIds?: string[] } };
        readonly segments: Readonly<Record<string, { readonly label: string }>>;
      }[];
    };
  };
  readonly cornerstone: {
    readonly cache: {
      getImage(imageId: string):
        | {
            readonly referencedImageId?: string;
            readonly voxelManager: { getScalarData(): ArrayLike<number> };
          }
        | undefined;
    };
    readonly metaData: { get(type: string, imageId: string): { readonly SOPInstanceUID: string } };
  };
}

/** Shows a study's segmentation in a viewport, as a person does; waits until it is drawn. */
export async function openSegmentation(page: Page, url: string, study: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('shownTours', '["basicViewerTour"]'));
  await page.goto(`${url}/viewer?StudyInstanceUIDs=${study}`, {
    waitUntil: 'domcontentloaded',
    timeout: 120_000,
  });
  const segmentation = page
    .locator('[data-cy="study-browser-thumbnail-no-image"]')
    .filter({ hasText: 'DeepSPINE segmentation' });
  await segmentation.dblclick({ timeout: 180_000 });
  const takeUp = page.locator('[data-cy="yes-hydrate-btn"]');
  await takeUp.waitFor({ timeout: 180_000 });
  await takeUp.click();
  await page.waitForFunction(
    () => {
      const { services, cornerstone } = window as unknown as SegmentationGlobals;
      const [first] = services.segmentationService.getSegmentations();
      const ids = first?.representationData.Labelmap?.imageIds ?? [];
      return ids.length > 0 && ids.every(id => cornerstone.cache.getImage(id));
    },
    undefined,
    { timeout: 180_000 }
  );
}

/** The names of the segments that the viewer's panel lists. */
export function segmentNames(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { services } = window as unknown as SegmentationGlobals;
    const [first] = services.segmentationService.getSegmentations();
    return Object.values(first?.segments ?? {}).map(({ label }) => label);
  });
}

function drawnSegments(page: Page): Promise<Drawn> {
  return page.evaluate(() => {
    const { services, cornerstone } = window as unknown as SegmentationGlobals;
    const [first] = services.segmentationService.getSegmentations();
    const drawn: Record<string, string> = {};
    for (const id of first?.representationData.Labelmap?.imageIds ?? []) {
      const image = cornerstone.cache.getImage(id);
      if (image?.referencedImageId) {
        const { SOPInstanceUID } = cornerstone.metaData.get('instance', image.referencedImageId);
        const bytes = Uint8Array.from(image.voxelManager.getScalarData());
        let text = '';
        bytes.forEach(byte => (text += String.fromCharCode(byte)));
        drawn[SOPInstanceUID] = btoa(text);
      }
    }
    return drawn;
  });
}

/** How many pixels the viewer draws, and how many of all differ from the mask that was stored. */
export async function compareDrawn(
  page: Page,
  { segments, slices }: SegmentationResult,
  object: NaturalizedDataset
): Promise<{ readonly drawn: number; readonly differing: number }> {
  const shown = await drawnSegments(page);
  const numberOf = new Map(
    items(object.SegmentSequence).map(item => [
      String(item.SegmentLabel),
      Number(item.SegmentNumber),
    ])
  );
  const name = { vertebra: ' vertebra', disc: ' disc', canal: '', sacrum: '' };
  const labelNumber = new Map(
    segments.map(({ label, name: own, kind }) => {
      const title =
        own === 'sacrum' ? 'Sacrum' : kind === 'canal' ? 'Spinal canal' : own + name[kind];
      return [label, numberOf.get(title) ?? 0];
    })
  );
  let drawn = 0;
  let differing = 0;
  for (const { sopInstanceUID, labels } of slices) {
    const pixels = Buffer.from(shown[sopInstanceUID] ?? '', 'base64');
    labels.forEach((label, i) => {
      const number = pixels[i] ?? 0;
      drawn += number > 0 ? 1 : 0;
      differing += number === (labelNumber.get(label) ?? 0) ? 0 : 1;
    });
  }
  return { drawn, differing };
}
