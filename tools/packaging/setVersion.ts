/**
 * Runs inside `npm version <new>`: gives the root's version, the one place where it is set, to every package.
 * Everything else reads it from there.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths';
import type { PackageManifest } from './manifest';
import { PACKAGES } from './packages';

const [EXTENSION] = PACKAGES;

/** A package's manifest with another version; the mode asks for the extension of the same. */
export function withVersion(manifest: PackageManifest, version: string): PackageManifest {
  const { peerDependencies } = manifest;
  const asks = EXTENSION.name in (peerDependencies ?? {});
  return {
    ...manifest,
    version,
    ...(asks && { peerDependencies: { ...peerDependencies, [EXTENSION.name]: `^${version}` } }),
  };
}

function main(): void {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as PackageManifest;
  const { version } = read(join(ROOT, 'package.json'));
  for (const folder of [...PACKAGES.map(({ folder }) => folder), 'cli']) {
    const file = join(ROOT, folder, 'package.json');
    writeFileSync(file, `${JSON.stringify(withVersion(read(file), version), null, 2)}\n`);
    execFileSync('git', ['add', file], { cwd: ROOT });
  }
}

if (require.main === module) {
  main();
}
