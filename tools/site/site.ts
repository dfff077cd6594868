/**
 * `npm run site -- FOLDER`: writes the viewer with the plugin as files that any web server can serve, with the
 * archive at /dicom-web of the same origin. The container is made of it (docker/).
 */
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { buildIfStale } from '../build/build';
import { DemoError } from '../errors';
import { siteParts } from '../../demo/startDemo';

/**
 * Writes the site into a folder that is empty or not there yet. The bundles must have been built.
 * @throws DemoError where the folder holds something, or the viewer cannot be had
 */
export async function writeSite(folder: string, log: (line: string) => void): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new DemoError(`${folder} is not empty; name a folder that is`);
  }
  const { viewerDist, mounts } = await siteParts({ log });
  await mkdir(folder, { recursive: true });
  await cp(viewerDist, folder, { recursive: true });
  // The server takes the first mount that fits; here the last one written stays.
  for (const { prefix, target } of [...mounts].reverse()) {
    const to = join(folder, prefix);
    await mkdir(dirname(to), { recursive: true });
    await cp(target, to, { recursive: true });
  }
}

async function main([folder]: readonly string[]): Promise<void> {
  try {
    if (!folder) {
      throw new DemoError('Name the folder to write: npm run site -- FOLDER');
    }
    await buildIfStale(console.error);
    // npm runs scripts in the package's folder; paths are meant from where the person stands.
    const into = resolve(process.env.INIT_CWD ?? process.cwd(), folder);
    await writeSite(into, console.error);
    console.log(into);
  } catch (error) {
    if (!(error instanceof DemoError)) {
      throw error;
    }
    console.error(`${error.message}.`);
    process.exitCode = 1;
  }
}

if (require.main === module) {
  void main(process.argv.slice(2));
}
