/**
 * `npm run site -- --out FOLDER`: writes the viewer with the plugin as files that any web server can serve. The
 * container is made of it (docker/); docs/install.md says how a site serves, upgrades and takes back what is written.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { siteParts } from '../../demo/startDemo';
import { buildIfStale } from '../build/build';
import { DemoError } from '../errors';
import { PATHS, ROOT } from '../paths';
import { findRelease } from '../viewer/fetchViewer';
import { appConfigText, PLUGIN_CALL, type SiteSettings } from './appConfig';
import { prepareViewer } from './viewerFiles';

const HELP = `Usage: npm run site -- --out FOLDER [options]

Writes the prebuilt OHIF Viewer with DeepSPINE in it as files for a web server: nothing is built on the server, and
nothing but files is served. Builds the plugin and fetches the viewer (50 MB, checked by hash) where they are missing.

  --out FOLDER       where to write; must be empty or not there yet
  --path PATH        the viewer's path on its server, with a slash at both ends      (default: /)
  --dicomweb URL     the archive, as a browser reaches it; into app-config.js        (default: /dicom-web)
  --config FILE      keep this app-config.js (of the site that is replaced) instead of writing one
  --help             this text

OHIF_VERSION chooses another viewer that is known (see docs/install.md).
The folder's name is the only thing on stdout. Exit codes: 0; 1 with a sentence on stderr.

Example:
  npm run -s site -- --out /srv/deepspine/1
  npm run -s site -- --out /srv/deepspine/2 --config /srv/deepspine/1/app-config.js`;

export interface SiteOptions extends Partial<SiteSettings> {
  /** An app-config.js to take instead of a new one. */
  readonly config?: string;
}

/**
 * Writes the site into a folder that is empty or not there yet. The bundles must have been built.
 * @throws DemoError where the folder holds something, an option cannot be, or the viewer cannot be had
 */
export async function writeSite(
  folder: string,
  log: (line: string) => void,
  { path = '/', dicomweb = '/dicom-web', config }: SiteOptions = {}
): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new DemoError(`${folder} is not empty; name a folder that is`);
  }
  if (!/^\/([\w.-]+\/)*$/.test(path)) {
    throw new DemoError(
      `--path ${path} is no path; it looks like /viewer/, with a slash at both ends`
    );
  }
  const appConfig = config
    ? keptConfig(config)
    : appConfigText({ path, dicomweb: checkedArchive(dicomweb) });
  const { viewerDist, mounts } = await siteParts({ log });
  await mkdir(folder, { recursive: true });
  // Nothing registers the viewer's service worker; its list of files is not that of a site.
  await cp(viewerDist, folder, { recursive: true, filter: from => !from.endsWith('/sw.js') });
  await prepareViewer(folder, path);
  // The server takes the first mount that fits; here the last one written stays.
  for (const { prefix, target } of [...mounts].reverse()) {
    const to = join(folder, prefix);
    await mkdir(dirname(to), { recursive: true });
    await cp(target, to, { recursive: true });
  }
  await copyFile(join(PATHS.browserScripts, 'load.js'), join(folder, 'plugins/load.js'));
  await writeFile(join(folder, 'app-config.js'), appConfig);
  // Hosts without rewriting rules (object storage): the mode's page is the folder's, others are what is not found.
  for (const page of ['deepspine/index.html', '404.html']) {
    await copyFile(join(folder, 'index.html'), join(folder, page));
  }
  await writeFile(join(folder, 'site.json'), `${JSON.stringify(contents(path), null, 2)}\n`);
}

/** What a folder holds, for whoever finds several. */
function contents(path: string): object {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const { models } = read(join(PATHS.served, 'models/manifest.json')) as {
    models: readonly { name: string; version: string; sha256: string }[];
  };
  return {
    deepspine: read(join(ROOT, 'package.json')).version,
    ohif: findRelease(process.env.OHIF_VERSION).version,
    path,
    models: models.map(({ name, version, sha256 }) => ({ name, version, sha256 })),
  };
}

function keptConfig(file: string): string {
  if (!existsSync(file)) {
    throw new DemoError(
      `--config ${file} does not exist; name the app-config.js of your present site`
    );
  }
  const text = readFileSync(file, 'utf8');
  if (!text.includes(PLUGIN_CALL)) {
    throw new DemoError(
      `--config ${file} does not call ${PLUGIN_CALL}…), without which the viewer has no DeepSPINE; write window.config = ${PLUGIN_CALL}{ … }) as a new site has it`
    );
  }
  return text;
}

/** Of the same server, or of another one that allows it (CORS). */
function checkedArchive(address: string): string {
  if (/^\/(?!\/)\S*$/.test(address) || (/^https?:\/\//.test(address) && URL.canParse(address))) {
    return address.replace(/\/+$/, '');
  }
  throw new DemoError(
    `--dicomweb ${address} is no address; it looks like /dicom-web or https://archive.example.org/dicom-web`
  );
}

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { out: text, path: text, dicomweb: text, config: text, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0]! : String(error);
    throw new DemoError(`${reason}; see npm run site -- --help`, { cause: error });
  }
}

/** @returns the exit code */
export async function main(args: readonly string[]): Promise<0 | 1> {
  // npm runs scripts in the package's folder; paths are meant from where the person stands.
  const from = process.env.INIT_CWD ?? process.cwd();
  try {
    const { out, config, help, ...settings } = readOptions(args);
    if (help) {
      console.log(HELP);
      return 0;
    }
    if (!out) {
      throw new DemoError('Name the folder to write with --out; see npm run site -- --help');
    }
    await buildIfStale(console.error);
    const folder = resolve(from, out);
    await writeSite(folder, console.error, {
      ...settings,
      ...(config ? { config: resolve(from, config) } : {}),
    });
    console.log(folder);
    return 0;
  } catch (error) {
    if (!(error instanceof DemoError)) {
      throw error;
    }
    console.error(`${error.message}.`);
    return 1;
  }
}

if (require.main === module) {
  void main(process.argv.slice(2)).then(code => (process.exitCode = code));
}
