import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { PATHS, ROOT } from '../../tools/paths';
import { fetchViewer, findRelease } from '../../tools/viewer/fetchViewer';
import { RELEASES } from '../../tools/viewer/releases';
import { deflatedPart10 } from '../../extension/src/record/part10/deflated';
import { toPart10 } from '../../extension/src/record/part10/part10';
import { launchBrowser } from '../browser/launch';
import { recordObjects, sourceImages, wideStudy } from './objects';
import { analysis, STUDY_UID } from './phantom';
import { type PlainViewer, startPlainViewer } from './plainViewer';
import { compareDrawn, openSegmentation, segmentNames } from './shownSegmentation';
import { needs } from '../needs';

/** The real viewer, without our plugin, draws our segmentation from an archive. */

const MINUTES = 60_000;
const wide = wideStudy();
const { seg } = recordObjects(wide);
const packed = wideStudy('deflated');
const { seg: packedSeg } = recordObjects(packed);
const { labelmap } = recordObjects();

needs('chromium').describe.each(RELEASES.map(({ version }) => version))(
  'plain OHIF %s',
  version => {
    let viewer: PlainViewer;
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'deepspine-plain-seg-'));
      const objects = [
        ...sourceImages(),
        labelmap,
        ...sourceImages(wide),
        seg,
        ...sourceImages(packed),
      ];
      const prebuilt = await fetchViewer(findRelease(version), PATHS.viewers, () => {});
      viewer = await startPlainViewer(prebuilt, folder, objects);
      const deflated = await deflatedPart10(toPart10(packedSeg), promisify(deflateRaw));
      await viewer.archive.store.add(Buffer.from(deflated));
      browser = await launchBrowser();
    }, 10 * MINUTES);

    afterAll(async () => {
      await browser?.close();
      await viewer?.close();
      rmSync(folder, { recursive: true, force: true });
    }, MINUTES);

    const show = async (study: string): Promise<Page> => {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await openSegmentation(page, viewer.url, study);
      const name = `plain-${version}-${study === STUDY_UID ? 'labelmap' : 'binary'}.png`;
      await page.screenshot({ path: join(ROOT, 'test/artefacts', name) });
      return page;
    };

    it.each([
      ['a binary segmentation', wide, seg],
      ['a deflated one', packed, packedSeg],
    ] as const)(
      'draws every pixel of %s where it is, under its name',
      async (_, study, object) => {
        const page = await show(study.analysis.studyInstanceUID);
        const { drawn, differing } = await compareDrawn(page, study.analysis.segmentation, object);
        expect(differing).toBe(0);
        expect(drawn).toBeGreaterThan(5000);
        expect(await segmentNames(page)).toEqual(
          expect.arrayContaining(['L1-L2 disc', 'L5-S1 disc', 'L5 vertebra', 'Spinal canal'])
        );
        await page.close();
      },
      10 * MINUTES
    );

    // Of images whose pixels are no multiple of 8, 3.13 draws binary segmentations wrong, whoever wrote
    // them: it takes the frames apart at whole bytes. The labelmap has no such limit.
    it(
      'draws a labelmap of images of any size',
      async () => {
        const page = await show(STUDY_UID);
        const { drawn, differing } = await compareDrawn(page, analysis().segmentation, labelmap);
        expect(differing).toBe(0);
        expect(drawn).toBeGreaterThan(5000);
        await page.close();
      },
      10 * MINUTES
    );
  }
);
