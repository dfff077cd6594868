import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../tools/paths';
import { startDemo, type Demo } from '../../demo/startDemo';
import type { ModelIdentity } from '../../extension/src/findings';
import { storedReport } from '../../cli/batch/storedReport';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { SmallStudies } from '../queue/smallStudies';
import { graderOf, MANIFEST, retrainedModels } from './siteModels';
import { screenshot, type Case } from './suite';
import type { ViewerPage } from './viewerPage';

/** What a site serves under the model base URL: links to what is built, and models of its own. */
function servedFolder(folder: string): string {
  mkdirSync(folder);
  for (const name of readdirSync(PATHS.served).filter(one => one !== 'models')) {
    symlinkSync(join(PATHS.served, name), join(folder, name));
  }
  cpSync(join(PATHS.served, 'models'), join(folder, 'models'), { recursive: true });
  return folder;
}

/** Runs an analysis to its end; returns what is said of the canal at each level. */
async function canals(viewer: ViewerPage): Promise<string[]> {
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
  const labels = await viewer.measurementLabels();
  return labels.filter(label => label.includes('canal stenosis:')).sort();
}

async function save(viewer: ViewerPage): Promise<void> {
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="saved"]').waitFor();
}

/** The grader that the newest report in the archive names. */
async function graderInArchive(demo: Demo, study: string): Promise<ModelIdentity> {
  const known = await storedReport(new DicomWebArchive(`${demo.url}/dicom-web`), study);
  const grader = known?.record.models.find(({ name }) => name === 'disc-grading');
  assert.ok(grader, 'the newest report names its grader');
  return grader;
}

/** SHA-256 of the files that the browser keeps. */
const kept = ({ page }: ViewerPage): Promise<string> =>
  page.evaluate(async () => {
    const caches = await globalThis.caches.keys();
    const keys = await Promise.all(
      caches.map(async name => (await (await globalThis.caches.open(name)).keys()).map(k => k.url))
    );
    return keys.flat().join('\n');
  });

/** Models that a site trains itself; DEEPSPINE_SITE_MODELS names a folder that finetune_archive.py wrote. */
export const installCases: readonly Case[] = [
  {
    name: 'a retrained grader is installed by replacing files: checked, used, named in panel and report',
    expected: /SHA-256/,
    async run(viewer) {
      const folder = mkdtempSync(join(tmpdir(), 'deepspine-e2e-install-'));
      const servedDir = servedFolder(join(folder, 'served'));
      const demo = await startDemo({
        ...{ port: 0, archiveDir: join(folder, 'archive'), studiesDir: null, servedDir },
      });
      try {
        const { uid, files } = (await SmallStudies.load()).study('install');
        for (const file of files) {
          await demo.archive.store.add(Buffer.from(file));
        }
        const served = join(servedDir, 'models');
        const site = process.env.DEEPSPINE_SITE_MODELS ?? join(folder, 'site');
        if (!process.env.DEEPSPINE_SITE_MODELS) {
          retrainedModels(served, site);
        }
        const [shipped, retrained] = [graderOf(served), graderOf(site)];
        const shown = (version: string) => new RegExp(`disc-grading ${version}(,|$)`);

        await viewer.goToStudy(demo.url, uid);
        const before = await canals(viewer);
        assert.ok(before.length >= 5, before.join());
        assert.match(await viewer.hook('models').innerText(), shown(shipped.version));
        await save(viewer);
        assert.equal((await graderInArchive(demo, uid)).sha256, shipped.sha256);
        assert.ok((await kept(viewer)).includes(shipped.sha256), 'the browser keeps the model');

        // Half an installation: the new list names weights that are not there yet. The kept ones are not taken.
        copyFileSync(join(site, MANIFEST), join(served, MANIFEST));
        await viewer.reload();
        await viewer.page.locator('[data-save="saved"]').waitFor();
        assert.match(await viewer.hook('models').innerText(), shown(shipped.version));
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'failed');
        assert.match(
          await viewer.statusText(),
          /disc-grading\.onnx is damaged or of another version/
        );

        // The other half. Nothing is built, and the page is not even loaded anew.
        copyFileSync(join(site, retrained.file), join(served, retrained.file));
        const after = await canals(viewer);
        assert.match(await viewer.hook('models').innerText(), shown(retrained.version));
        await screenshot(viewer, '70-retrained');
        assert.equal(after.length, before.length);
        assert.notDeepEqual(after, before, 'other weights give other figures');
        if (!process.env.DEEPSPINE_SITE_MODELS) {
          assert.ok(
            after.every(label => label.endsWith(': none (1.00)')),
            after.join()
          );
        }
        await save(viewer);
        const { version, sha256 } = await graderInArchive(demo, uid);
        assert.deepEqual({ version, sha256 }, pick(retrained));
        const inBrowser = await kept(viewer);
        assert.ok(inBrowser.includes(retrained.sha256), 'the new model is kept');
        assert.ok(!inBrowser.includes(shipped.sha256), 'the old one is not');

        await viewer.reload();
        await viewer.page.locator('[data-save="saved"]').waitFor();
        assert.match(await viewer.hook('models').innerText(), shown(retrained.version));
      } finally {
        await demo.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];

const pick = ({ version, sha256 }: ModelIdentity) => ({ version, sha256 });
