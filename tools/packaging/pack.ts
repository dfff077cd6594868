/**
 * `npm run package`: builds, and writes dist/deepspine-extension-<version>.tgz and the mode's: what a registry
 * gets (`npm publish <file>`), and what a site without one installs from.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../build/build';
import { DemoError } from '../errors';
import { runNpm } from '../build/npm';
import { ROOT } from '../paths';
import { publishedManifest, type PackageManifest } from './manifest';
import { PACKAGES, TARBALLS } from './packages';
import { REPOSITORY, standingAlone } from './repository';

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Writes <folder>/types, the declarations of everything that the entry exports. */
export function buildTypes(): void {
  for (const { folder } of PACKAGES) {
    rmSync(join(ROOT, folder, 'types'), { recursive: true, force: true });
    execFileSync(process.execPath, [TSC, '-p', join(ROOT, folder, 'tsconfig.types.json')], {
      cwd: ROOT,
      stdio: 'inherit',
    });
  }
}

/**
 * Packs one package as it is published; the bundle and the types must have been built.
 * @param into an existing folder
 * @returns path of the tarball
 */
export async function packPackage(folder: string, into: string): Promise<string> {
  const source = join(ROOT, folder);
  const manifest = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8')
  ) as PackageManifest;
  const scratch = mkdtempSync(join(tmpdir(), 'deepspine-pack-'));
  try {
    // npm chooses by the manifest's `files`; here it only needs everything to be there.
    for (const file of manifest.files.filter(pattern => !pattern.startsWith('!'))) {
      const from = [folder, '', 'models'].find(place => existsSync(join(ROOT, place, file)));
      if (from === undefined) {
        throw new DemoError(`${folder}/package.json names ${file}, which is nowhere`);
      }
      cpSync(join(ROOT, from, file), join(scratch, file), { recursive: true });
      if (file.endsWith('.md')) {
        const text = readFileSync(join(ROOT, from, file), 'utf8');
        const { version } = manifest;
        const alone = standingAlone(text, { address: REPOSITORY, version, from });
        writeFileSync(join(scratch, file), alone);
      }
    }
    writeFileSync(
      join(scratch, 'package.json'),
      `${JSON.stringify(publishedManifest(manifest, folder), null, 2)}\n`
    );
    await runNpm(['pack', '--silent', '--ignore-scripts', '--pack-destination', into], {
      cwd: scratch,
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return join(into, `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`);
}

/** Builds what is out of date and packs both packages; returns the tarballs. */
export async function packAll(into = TARBALLS, log = console.log): Promise<string[]> {
  await buildIfStale(log);
  buildTypes();
  mkdirSync(into, { recursive: true });
  const tarballs: string[] = [];
  for (const { folder } of PACKAGES) {
    tarballs.push(await packPackage(folder, into));
  }
  return tarballs;
}

if (require.main === module) {
  packAll()
    .then(tarballs => {
      tarballs.forEach(tarball => console.log(tarball));
      if (REPOSITORY === null) {
        console.error(
          'The packages name no repository: set it in tools/packaging/repository.ts before you publish them.'
        );
      }
    })
    .catch(error => {
      if (!(error instanceof DemoError)) {
        throw error;
      }
      console.error(`${error.message}.`);
      process.exitCode = 1;
    });
}
