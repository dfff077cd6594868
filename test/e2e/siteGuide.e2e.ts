import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths';
import { DEFAULT_VERSION } from '../../tools/viewer/releases';
import { configuration, Nginx } from '../demo/nginx';
import { SmallStudies } from '../queue/smallStudies';
import { DicomWeb } from '../record/dicomWeb';
import { freePort } from '../freePort';
import { until } from '../until';
import { Orthanc } from '../record/orthanc';
import { FrontServer } from './frontServer';
import { follow, guideSteps, type GuideMachine } from './guide';
import { storeQuick } from './quickStudy';
import type { Case } from './suite';
import { ViewerPage } from './viewerPage';

/** The site guide's route without a build, followed command by command to a graded study. */

const ROUTE = 'without a build';

/** The clone that the guide speaks of: this one, or a fresh one where that is asked for. */
function cloneIn(folder: string): string {
  if (process.env.DEEPSPINE_FRESH_CLONE !== '1') {
    return ROOT;
  }
  const clone = join(folder, 'clone');
  const { status, stderr } = spawnSync('git', ['clone', '-q', ROOT, clone], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return clone;
}

/** Opens a study in a browser that believes the site's certificate, analyzes it and saves. */
async function graded(browser: ViewerPage, address: string): Promise<ViewerPage> {
  const viewer = await ViewerPage.open(browser.context.browser()!, undefined, undefined, {
    ignoreHTTPSErrors: true,
  });
  await viewer.page.goto(address, { waitUntil: 'commit' });
  await viewer.untilShown();
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
  assert.ok((await viewer.cells()).some(({ grade }) => grade !== 'not-graded'));
  return viewer;
}

async function withSite(
  use: (machine: GuideMachine, folder: string) => Promise<void>
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'deepspine-guide-'));
  try {
    const places = { '/srv/deepspine': join(folder, 'srv') };
    mkdirSync(join(folder, 'srv'));
    await use({ clone: cloneIn(folder), home: folder, places }, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const step = (name: string): string => {
  const text = guideSteps(ROUTE).get(name);
  assert.ok(text, `the guide has a step "${name}"`);
  return text;
};

/** The viewers that the route makes a site of, and what the guide has one say before. */
const VIEWERS = [
  { version: DEFAULT_VERSION, choose: '' },
  { version: '3.12.10', choose: step('older viewer') },
] as const;
type Viewer = (typeof VIEWERS)[number];

/** None of a preview, which the guide does not offer. */
const chosen = VIEWERS.filter(
  ({ version }) => version === (process.env.OHIF_VERSION ?? DEFAULT_VERSION)
);

const NEEDS = ['nginx', 'Orthanc', 'curl', 'python3'] as const;

/** To a graded study behind nginx, to the next version, and back. */
const commandByCommand = ({ version, choose }: Viewer): Case => ({
  name: `the site guide, command by command, OHIF ${version}: install, look, grade, upgrade, go back`,
  needs: NEEDS,
  async run(browser) {
    assert.deepEqual(
      [...guideSteps(ROUTE).keys()],
      ['install', 'older viewer', 'look', 'upgrade', 'back', 'static']
    );
    await withSite(async (machine, folder) => {
      follow(`${choose}${step('install')}`, machine);
      const current = join(folder, 'srv/current');
      // The site's own line in the settings, which an upgrade keeps.
      const settings = join(current, 'app-config.js');
      writeFileSync(
        settings,
        readFileSync(settings, 'utf8').replace("'Archive'", "'PACS of ours'")
      );

      const scratch = join(folder, 'nginx');
      mkdirSync(scratch);
      const orthanc = await Orthanc.start(join(folder, 'orthanc'));
      let nginx: Nginx | undefined;
      try {
        const text = configuration('docs/install.md');
        nginx = await Nginx.prepare({ text, scratch, site: current, archivePort: orthanc.port });
        await nginx.start();
        const served = {
          ...machine,
          places: { ...machine.places, 'https://viewer.example.org': nginx.url },
        };
        const { uid, files } = (await SmallStudies.load()).study('e2e site guide');
        assert.equal((await new DicomWeb(orthanc.web.root).store(files)).status, 200);
        assert.match(
          follow(step('look'), served),
          new RegExp(`"ohif": "${version.replaceAll('.', '\\.')}"[^]*disc-grading[^]*0020000D`)
        );

        const first = await graded(browser, `${nginx.url}/deepspine?StudyInstanceUIDs=${uid}`);
        await first.hook('save').click();
        await first.page.locator('[data-save="saved"]').waitFor();
        const cells = await first.cells();
        assert.deepEqual(first.problems, []);
        await first.close();

        follow(`${choose}${step('upgrade')}`, machine);
        assert.match(readFileSync(settings, 'utf8'), /PACS of ours/);
        // Another visit, with the new files: what was saved before is there.
        const second = await ViewerPage.open(browser.context.browser()!, undefined, undefined, {
          ignoreHTTPSErrors: true,
        });
        await second.goToStudy(nginx.url, uid);
        await second.page.locator('[data-save="saved"]').waitFor();
        assert.deepEqual(await second.cells(), cells);
        await second.close();
        assert.equal(
          follow('readlink /srv/deepspine/current', machine).trim(),
          join(folder, 'srv/2')
        );

        follow(step('back'), machine);
        assert.equal(
          follow('readlink /srv/deepspine/current', machine).trim(),
          join(folder, 'srv/1')
        );
        follow(step('look'), served);
      } finally {
        await nginx?.stop();
        await orthanc.stop();
      }
    });
  },
});

/** As plain files below another path. */
const belowAPath = ({ version, choose }: Viewer): Case => ({
  name: `the site guide below another path, OHIF ${version}: a plain file server, an archive of another origin`,
  needs: NEEDS,
  async run(browser, { demo }) {
    const study = await storeQuick(demo, 'plain file server');
    const archive = await FrontServer.start(demo.port, {
      change: (answer, { method }) => ({
        ...answer,
        status: method === 'OPTIONS' ? 204 : answer.status,
        headers: {
          ...answer.headers,
          'access-control-allow-origin': '*',
          'access-control-allow-headers': '*',
          'access-control-allow-methods': 'GET, POST',
          'cross-origin-resource-policy': 'cross-origin',
        },
      }),
    });
    try {
      await withSite(async ({ places, ...machine }, folder) => {
        // It stands in the guide behind the first way, which has installed the packages.
        follow(`npm ci\n${choose}${step('static')}`, {
          ...machine,
          places: { ...places, 'https://archive.example.org': archive.url },
        });
        const port = await freePort();
        const where = ['--bind', '127.0.0.1', '--directory', join(folder, 'srv/static')];
        const files = spawn('python3', ['-m', 'http.server', ...where, String(port)], {
          stdio: 'ignore',
        });
        try {
          const url = `http://127.0.0.1:${port}/viewer/`;
          const answers = () =>
            fetch(url).then(
              ({ ok }) => ok,
              () => false
            );
          await until(answers, ok => ok, 'the file server answers');
          const viewer = await graded(browser, `${url}deepspine/?StudyInstanceUIDs=${study}`);
          const outside = await viewer.page.evaluate(() =>
            performance
              .getEntriesByType('resource')
              .map(({ name }) => new URL(name))
              .filter(
                ({ origin, pathname }) =>
                  origin === location.origin && !pathname.startsWith('/viewer/')
              )
              .map(({ pathname }) => pathname)
          );
          assert.deepEqual(outside, [], 'nothing is asked for outside of the path');
          assert.deepEqual(viewer.problems, []);
          // The study list, as the viewer's own links lead there.
          await viewer.page.goto(url);
          await viewer.page.getByText('Study List').first().waitFor();
          await viewer.close();
        } finally {
          files.kill();
        }
      });
    } finally {
      await archive.close();
    }
  },
});

export const siteGuideCases: readonly Case[] = chosen.flatMap(viewer => [
  commandByCommand(viewer),
  belowAPath(viewer),
]);
