import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { ROOT } from '../../tools/paths';
import { appConfigText } from '../../tools/site/appConfig';
import { writeSite } from '../../tools/site/site';
import { prepareViewer } from '../../tools/site/viewerFiles';
import { needs } from '../needs';

/** `npm run site`: what it says, what it refuses, and the files that it writes. */

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'deepspine-site-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const site = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'tools/site/site.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });

it('explains every option', () => {
  const { status, stdout } = site('--help');
  expect(status).toBe(0);
  for (const option of ['--out', '--path', '--dicomweb', '--config', 'OHIF_VERSION']) {
    expect(stdout).toContain(option);
  }
});

it.each([
  [[], /with --out/],
  [['--target', 'x'], /--target/],
  [['x'], /'x'/],
  [['--out'], /--out/],
])('refuses %j in a sentence, and writes nothing', (args, sentence) => {
  const { status, stdout, stderr } = site(...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(sentence)]);
  expect(stderr).toContain('--help');
});

it.each([
  [{ path: 'viewer' }, /--path viewer is no path/],
  [{ path: '/a b/' }, /is no path/],
  [{ dicomweb: 'archive' }, /--dicomweb archive is no address/],
  [{ dicomweb: '//elsewhere/dicom-web' }, /is no address/],
  [{ config: 'absent.js' }, /--config absent.js does not exist/],
])('refuses %j', async (options, sentence) => {
  await expect(writeSite(join(folder, 'site'), () => {}, options)).rejects.toThrow(sentence);
  expect(existsSync(join(folder, 'site'))).toBe(false);
});

it('refuses settings that leave the plugin out, and a folder with something in it', async () => {
  const config = join(folder, 'app-config.js');
  writeFileSync(config, 'window.config = {};');
  await expect(writeSite(join(folder, 'site'), () => {}, { config })).rejects.toThrow(
    /does not call withDeepSpine/
  );
  await expect(writeSite(folder, () => {})).rejects.toThrow(/is not empty/);
});

/** What an app-config.js hands to the plugin. */
function settingsOf(text: string): {
  routerBasename: string;
  dataSources: { configuration: Record<string, unknown> }[];
  customizationService: Record<string, { $set: object }>[];
} {
  const window: { config?: unknown } = {};
  runInNewContext(text, { window, withDeepSpine: (config: unknown) => config });
  return JSON.parse(JSON.stringify(window.config));
}

it('writes settings that a person can read, with the archive and the path in them', () => {
  const text = appConfigText({ path: '/viewer/', dicomweb: "https://a.example/o'hara" });
  expect(text.split('\n').every(line => line.length <= 125)).toBe(true);
  const { routerBasename, dataSources, customizationService } = settingsOf(text);
  expect(routerBasename).toBe('/viewer/');
  expect(dataSources[0]!.configuration).toMatchObject({
    ...{ qidoRoot: "https://a.example/o'hara", wadoRoot: "https://a.example/o'hara" },
  });
  expect(customizationService[0]!['deepspine.configuration']!.$set).toEqual({
    baseUrl: '/viewer/deepspine/',
  });
});

/** A page with the address of the viewer's root as one of them writes it, and one of its bundles. */
function viewerWith(root: string): void {
  const page = `<script src="/app-config.js"></script><script>${root}</script>`;
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'app.js'), '__webpack_require__.p = "/";');
}

it.each([
  ['3.13.2', 'window.PUBLIC_URL="/"'],
  ['3.12.10', "\n      window.PUBLIC_URL = '/';"],
])('moves a viewer whose page says its root as %s does', async (_, root) => {
  viewerWith(root);
  await prepareViewer(folder, '/viewer/');
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(page).toMatch(/<script>\s*window.PUBLIC_URL="\/viewer\/";?<\/script>/);
  expect(page).toContain('src="/viewer/plugins/load.js"');
});

it('refuses to move a viewer that says its root in another way', async () => {
  viewerWith('window.root = "/"');
  await expect(prepareViewer(folder, '/viewer/')).rejects.toThrow(/serve it at the root/);
});

// `npm test` builds first and fetches the viewer.
const { it: whenReady } = needs('viewer', './demo/dist/load.js');

whenReady('loads the plugin before the settings, and keeps those of the site', async () => {
  const config = join(folder, 'app-config.js');
  const own = 'window.config = withDeepSpine({ dataSources: [] }); // ours';
  writeFileSync(config, own);
  const into = join(folder, 'site');
  await writeSite(into, () => {}, { config });
  expect(readFileSync(join(into, 'app-config.js'), 'utf8')).toBe(own);
  const page = readFileSync(join(into, 'index.html'), 'utf8');
  const [loader, settings, app] = ['/plugins/load.js', '/app-config.js', '/app.bundle'].map(src =>
    page.indexOf(`src="${src}`)
  );
  expect([loader! > 0, loader! < settings!, settings! < app!]).toEqual([true, true, true]);
  const about = JSON.parse(readFileSync(join(into, 'site.json'), 'utf8'));
  expect(about).toMatchObject({ ohif: '3.13.2', path: '/', deepspine: expect.any(String) });
  expect(about.models.length).toBeGreaterThan(0);
});

whenReady('says its path wherever the viewer said the root of the server', async () => {
  const into = join(folder, 'site');
  await writeSite(into, () => {}, { path: '/a/b/' });
  const page = readFileSync(join(into, 'index.html'), 'utf8');
  expect(page.match(/(?:src|href|content|PUBLIC_URL\s*)=\s*(["'])\/(?!a\/b\/).*?\1/g)).toBeNull();
  expect(readFileSync(join(into, 'app.bundle.css'), 'utf8')).not.toMatch(/url\(\/(?!a\/b\/)/);
  expect(readFileSync(join(into, 'manifest.json'), 'utf8')).not.toMatch(/"\/(?!a\/b\/)/);
});
