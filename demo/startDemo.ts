import { readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Archive } from './archive/archive';
import { DemoError } from '../tools/errors';
import { PATHS } from '../tools/paths';
import { loadSamples } from './samples';
import { listen, siteHandler } from './server/server';
import type { Mount } from './server/server';
import { fetchViewer, findRelease } from '../tools/viewer/fetchViewer';
import type { HostImports } from '../tools/viewer/hostCheck';
import { missingFromHost } from '../tools/viewer/hostCheck';
import type { HostMap } from '../tools/viewer/hostMap';
import { deriveHostMap, HOST_MAP_EDITION } from '../tools/viewer/hostMap';

export interface DemoOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the archive's files; demo/.archive where missing. */
  readonly archiveDir?: string;
  /** Folder whose studies are put into the archive; null loads none. */
  readonly studiesDir?: string | null;
  /** Sends COOP and COEP, so that the page may use threads; true where missing. */
  readonly isolated?: boolean;
  /** Folder of a prebuilt viewer (its dist inside); fetched where missing. */
  readonly viewerDir?: string;
  /** What is served under /deepspine/; extension/public/deepspine where missing. */
  readonly servedDir?: string;
  /** Settings of DeepSPINE's, as a site has them in its app-config. */
  readonly settings?: object;
  readonly log?: (line: string) => void;
}

export interface Demo {
  /** http://localhost:<port> */
  readonly url: string;
  readonly port: number;
  readonly archive: Archive;
  /** Study Instance UIDs of the sample studies. */
  readonly studies: readonly string[];
  close(): Promise<void>;
}

/**
 * Serves the real viewer with the built plugin, and an archive, on loopback.
 * The bundles must have been built.
 * @throws DemoError
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { archiveDir = PATHS.archive, studiesDir = PATHS.studies, log = () => {} } = options;
  const { viewerDist, mounts } = await siteParts(options);
  const archive = new Archive({ dir: archiveDir });
  for (const { file, reason } of archive.store.unreadable) {
    log(`The archive's ${file} is left out: ${reason}`);
  }
  const studies = studiesDir === null ? [] : await loadSamples(studiesDir, archive.store);
  const handler = siteHandler({
    archive,
    mounts,
    viewerDist,
    isolated: options.isolated ?? true,
    settings: options.settings,
  });
  const server = await listen(handler, options.port);
  return {
    url: `http://localhost:${server.port}`,
    port: server.port,
    archive,
    studies,
    close: () => server.close(),
  };
}

/** What a site consists of besides an archive. */
export interface SiteParts {
  readonly viewerDist: string;
  /** Looked through in order; the first whose prefix fits answers. */
  readonly mounts: readonly Mount[];
}

/**
 * The viewer, fetched where it is missing, and the plugin's files with their addresses.
 * @throws DemoError
 */
export async function siteParts(
  options: Pick<DemoOptions, 'viewerDir' | 'servedDir' | 'log'>
): Promise<SiteParts> {
  const { log = () => {}, servedDir = PATHS.served } = options;
  const viewer = options.viewerDir ?? (await fetchDefaultViewer(log));
  const hostMapFile = await prepareHostMap(viewer, log);
  return { viewerDist: join(viewer, 'dist'), mounts: mountsOf(hostMapFile, servedDir) };
}

function fetchDefaultViewer(log: (line: string) => void): Promise<string> {
  return fetchViewer(findRelease(process.env.OHIF_VERSION), PATHS.viewers, log);
}

/** The single files come before the folders whose names they share. */
function mountsOf(hostMapFile: string, servedDir: string): Mount[] {
  return [
    { prefix: '/app-config.js', target: join(PATHS.browserScripts, 'app-config.js') },
    { prefix: '/plugins/host-map.json', target: hostMapFile },
    { prefix: '/plugins/extension/index.mjs', target: join(PATHS.moduleFaces, 'extension.mjs') },
    { prefix: '/plugins/mode/index.mjs', target: join(PATHS.moduleFaces, 'mode.mjs') },
    { prefix: '/plugins/extension/', target: PATHS.extensionBundle },
    { prefix: '/plugins/mode/', target: PATHS.modeBundle },
    { prefix: '/deepspine/', target: servedDir },
  ];
}

/** Derives the host map once per viewer, and checks the bundles against it every time. */
async function prepareHostMap(viewer: string, log: (line: string) => void): Promise<string> {
  const file = join(viewer, `host-map.${HOST_MAP_EDITION}.json`);
  const map = (await readJson<HostMap>(file)) ?? (await writeHostMap(viewer, file, log));
  const bundles = [PATHS.extensionBundle, PATHS.modeBundle];
  const missing = bundles.flatMap(folder => missingFromHost(hostImports(folder), map));
  if (missing.length > 0) {
    throw new DemoError(
      `This viewer lacks what the plugin imports: ${missing.join('; ')}. ` +
        'Prebuilt viewers keep only the exports they use themselves; import something else'
    );
  }
  return file;
}

async function writeHostMap(
  viewer: string,
  file: string,
  log: (line: string) => void
): Promise<HostMap> {
  log('Reading which modules the viewer shares …');
  const map = deriveHostMap(join(viewer, 'dist'));
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify(map, null, 1)}\n`);
  await rename(aside, file);
  return map;
}

function hostImports(bundleDir: string): HostImports {
  try {
    return JSON.parse(readFileSync(join(bundleDir, 'host-imports.json'), 'utf8')) as HostImports;
  } catch (error) {
    throw new DemoError('The plugin has not been built; run npm run build', { cause: error });
  }
}

async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return null;
  }
}
