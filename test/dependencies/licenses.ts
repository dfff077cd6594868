/**
 * `npm run licenses`: every package of the lockfile with its version and license, as Markdown.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; empty where neither the lockfile nor the package says one. */
  readonly license: string;
}

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
}

/** Old packages name their license in other fields than today's, or only in a file. */
function licenseOf(folder: string, { license }: Locked): string {
  if (license) {
    return license;
  }
  const manifest = path.join(ROOT, folder, 'package.json');
  if (!existsSync(manifest)) {
    return '';
  }
  const { licenses } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    licenses?: readonly { readonly type?: string }[];
  };
  const named = licenses?.flatMap(({ type }) => type ?? []) ?? [];
  return named.join(' OR ');
}

/** All packages that the lockfile names, each version once, by name. */
export function dependencies(): Dependency[] {
  const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const found = new Map<string, Dependency>();
  for (const [folder, locked] of Object.entries(lock.packages)) {
    if (folder.startsWith('node_modules/') && !locked.link && locked.version) {
      const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const { version } = locked;
      found.set(`${name}@${version}`, { name, version, license: licenseOf(folder, locked) });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

if (require.main === module) {
  const rows = dependencies().map(
    ({ name, version, license }) => `| ${name} | ${version} | ${license} |`
  );
  console.log(['| package | version | license |', '|---|---|---|', ...rows].join('\n'));
}
