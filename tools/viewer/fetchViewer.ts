import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { DemoError } from '../errors';
import { runNpm } from '../build/npm';
import { DEFAULT_VERSION, PREVIEWS, RELEASES } from './releases';
import type { Release } from './releases';

type Log = (line: string) => void;

/** npm would ask for more than a minute before it says that there is no network. */
const PATIENCE = [
  '--prefer-offline',
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/** Large parts of the viewer that a lumbar MRI never needs. */
const LEFT_OUT = /^package\/dist\/(ort|dicom-microscopy-viewer)\/|\.map$/;

/** @throws DemoError for a version whose hash is not known. */
export function findRelease(version = DEFAULT_VERSION): Release {
  const releases = [...RELEASES, ...PREVIEWS];
  const release = releases.find(known => known.version === version);
  if (!release) {
    const known = releases.map(r => r.version).join(', ');
    throw new DemoError(`OHIF_VERSION=${version} is not known here; use one of: ${known}`);
  }
  return release;
}

/**
 * The folder of a prebuilt viewer (its `dist` inside), fetched from npm the first time.
 * Everything is made aside and renamed at the end: what is there is whole.
 * @throws DemoError where it cannot be fetched or is not the known file.
 */
export async function fetchViewer(release: Release, into: string, log: Log): Promise<string> {
  const folder = join(into, release.version);
  if (isWhole(folder)) {
    return folder;
  }
  await mkdir(into, { recursive: true });
  const scratch = await mkdtemp(join(into, '.incoming-'));
  try {
    log(`Fetching the OHIF Viewer ${release.version} from npm (50 MB, once) …`);
    const tarball = await download(release, scratch);
    await check(tarball, release);
    log('Unpacking it …');
    const unpacked = join(scratch, 'viewer');
    await mkdir(unpacked);
    await extract({
      file: tarball,
      cwd: unpacked,
      strip: 1,
      filter: path => /^package\/(dist\/|LICENSE|package\.json)/.test(path) && !LEFT_OUT.test(path),
    });
    // Another start may have been faster.
    if (!isWhole(folder)) {
      await rm(folder, { recursive: true, force: true });
      await rename(unpacked, folder);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}

function isWhole(folder: string): boolean {
  return existsSync(join(folder, 'dist/index.html'));
}

async function download({ version }: Release, scratch: string): Promise<string> {
  const name = `@ohif/app@${version}`;
  try {
    const args = ['pack', name, '--silent', '--pack-destination', scratch, ...PATIENCE];
    await runNpm(args, { cwd: scratch });
  } catch (error) {
    const message = `${name} could not be fetched from npm; check the network connection and start again`;
    throw new DemoError(message, { cause: error });
  }
  const tarball = (await readdir(scratch)).find(file => file.endsWith('.tgz'));
  if (!tarball) {
    throw new DemoError(`npm gave no file for ${name}; start again`);
  }
  return join(scratch, tarball);
}

async function check(tarball: string, { version, sha512 }: Release): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  if (hash.digest('base64') !== sha512) {
    throw new DemoError(
      `The fetched OHIF Viewer ${version} is not the published file (its SHA-512 differs); ` +
        'it was thrown away. Try again, or check the npm registry in use'
    );
  }
}
