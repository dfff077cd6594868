/**
 * `npm run test:checkout -- PATH --build "COMMAND"`: the plugin compiled into a checkout of OHIF.
 *
 * Adds both packages to the checkout, runs the build command that is given, serves what it made, and runs the
 * whole path in a browser: analyze, decide, save, find it all again after a reload. The checkout's packages must
 * be installed. Its files are put back afterwards; packages that the CLI installed stay in node_modules.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../tools/build/build';
import { ROOT } from '../../tools/paths';
import { publishedManifest, type PackageManifest } from '../../tools/packaging/manifest';
import { buildTypes, packPackage } from '../../tools/packaging/pack';
import { PACKAGES } from '../../tools/packaging/packages';
import { launchBrowser } from '../browser/launch';
import { storeTestStudies } from '../e2e/studies';
import { runCases } from '../e2e/suite';
import { wholePathCases } from '../e2e/wholePath.e2e';
import {
  addByCli,
  addDirectories,
  notAdded,
  PLUGIN_CONFIG,
  remember,
  WAYS,
  type Way,
} from './addPlugin';
import { serveCompiled } from './compiledViewer';
import { startRegistry } from './registry';

const HELP = `npm run test:checkout -- PATH [--by directory|cli] --build "COMMAND" [--dist FOLDER]

  PATH      root of a checkout of OHIF, its packages installed
  --by      directory: names our folders in pluginConfig.json, sources compiled (3.13, 3.14);
            cli: has OHIF's CLI install the packages from a registry on this machine (3.12)
  --build   what builds the viewer, run in PATH; '' to use what has been built already
  --dist    what the build makes, below PATH; platform/app/dist where missing`;

async function add(checkout: string, way: Way): Promise<void> {
  if (way === 'directory') {
    addDirectories(checkout);
    return;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'deepspine-checkout-'));
  buildTypes();
  const packages = [];
  for (const { folder } of PACKAGES) {
    const text = readFileSync(join(ROOT, folder, 'package.json'), 'utf8');
    const manifest = publishedManifest(JSON.parse(text) as PackageManifest, folder);
    packages.push({ manifest, tarball: await packPackage(folder, scratch) });
  }
  const registry = await startRegistry(packages);
  try {
    await addByCli(checkout, registry.url);
  } finally {
    await registry.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function build(checkout: string, command: string): void {
  const { status } = spawnSync(command, { cwd: checkout, stdio: 'inherit', shell: true });
  if (status !== 0) {
    throw new Error(`"${command}" ended with ${status}.`);
  }
}

/** The whole path in the viewer that was built. */
async function tryOut(dist: string): Promise<number> {
  const { demo, copied } = await serveCompiled(dist);
  console.log(
    copied ? 'The build has copied /deepspine/.' : 'Serving /deepspine/ beside the build.'
  );
  const browser = await launchBrowser();
  try {
    const studies = await storeTestStudies(demo.archive);
    const { failed } = await runCases(wholePathCases, { browser, demo, studies });
    return failed;
  } finally {
    await browser.close();
    await demo.close();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      by: { type: 'string', default: 'directory' },
      build: { type: 'string' },
      dist: { type: 'string', default: 'platform/app/dist' },
      help: { type: 'boolean', default: false },
    },
  });
  const way = WAYS.find(known => known === values.by);
  if (values.help || positionals.length !== 1 || values.build === undefined || !way) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const checkout = resolve(positionals[0]!);
  if (!existsSync(join(checkout, PLUGIN_CONFIG))) {
    throw new Error(`${checkout} is no checkout of OHIF: it lacks ${PLUGIN_CONFIG}.`);
  }
  await buildIfStale(console.log);
  const putBack = remember(checkout);
  try {
    await add(checkout, way);
    const missing = notAdded(checkout);
    if (missing.length > 0) {
      throw new Error(`${PLUGIN_CONFIG} still lacks ${missing.join(' and ')}.`);
    }
    if (values.build !== '') {
      build(checkout, values.build);
    }
  } finally {
    putBack();
  }
  const failed = await tryOut(join(checkout, values.dist));
  process.exitCode = failed > 0 ? 1 : 0;
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
