import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSite } from '../../tools/site/site';
import { configuration, Nginx } from '../demo/nginx';
import { SmallStudies } from '../queue/smallStudies';
import { DicomWeb } from '../record/dicomWeb';
import { Orthanc } from '../record/orthanc';
import type { Case } from './suite';
import type { ViewerPage } from './viewerPage';

interface Site {
  readonly url: string;
  /** Study Instance UID of the one study in its archive. */
  readonly study: string;
  close(): Promise<void>;
}

/** What docker/compose.yaml starts, without an engine: nginx with its configuration before an Orthanc. */
async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-containers-'));
  const [site, scratch] = [join(folder, 'site'), join(folder, 'nginx')];
  mkdirSync(scratch);
  await writeSite(site, () => {});
  const archive = await Orthanc.start(join(folder, 'orthanc'));
  const text = configuration('docker/nginx.conf');
  const nginx = await Nginx.prepare({ text, scratch, site, archivePort: archive.port });
  const close = async () => {
    await nginx.stop();
    await archive.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await nginx.start();
    const { uid, files } = (await SmallStudies.load()).study('e2e containers');
    const stored = await new DicomWeb(`${nginx.url}/dicom-web`).store(files);
    assert.equal(stored.status, 200, JSON.stringify(stored.answer));
    return { url: nginx.url, study: uid, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the study by an address with the data source's name in it, as the study list may make it. */
async function open({ page }: ViewerPage, { url, study }: Site): Promise<void> {
  await page.goto(`${url}/deepspine/archive?StudyInstanceUIDs=${study}`);
}

export const containerCases: readonly Case[] = [
  {
    name: 'the viewer behind nginx with an Orthanc, as the containers have it',
    needs: ['nginx', 'Orthanc'],
    async run(viewer) {
      const site = await startSite();
      try {
        await open(viewer, site);
        await viewer.untilShown();
        assert.equal(await viewer.page.evaluate(() => crossOriginIsolated), true);
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        const cells = await viewer.cells();
        assert.ok(cells.some(({ grade }) => grade !== 'not-graded'));
        await viewer.hook('save').click();
        await viewer.page.locator('[data-save="saved"]').waitFor();

        // What Orthanc writes of itself must lead through nginx, or nothing of it can be fetched.
        const answer = await fetch(`${site.url}/dicom-web/studies`);
        const studies = (await answer.json()) as Record<string, { Value: string[] }>[];
        const retrieve = studies.map(tags => tags['00081190']!.Value[0]);
        assert.deepEqual(retrieve, [`${site.url}/dicom-web/studies/${site.study}`]);

        await viewer.reload();
        await viewer.page.locator('[data-save="saved"]').waitFor();
        assert.deepEqual(await viewer.cells(), cells, 'restored from the archive');
      } finally {
        await viewer.page.goto('about:blank');
        await site.close();
      }
    },
  },
];
