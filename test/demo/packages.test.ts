import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from '../../demo/archive/store';
import type { PackageManifest } from '../../tools/packaging/manifest';
import { withVersion } from '../../tools/packaging/setVersion';
import { needs } from '../needs';

const ROOT = join(__dirname, '../..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly keywords: readonly string[];
  readonly main: string;
  readonly module: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
}

/** Paths that `npm publish` would send. */
function packedFiles(folder: string): string[] {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json'], {
    cwd: join(ROOT, folder),
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(json) as { files: { path: string }[] }[];
  return packed!.files.map(file => file.path);
}

/** Reached only from the workers, which are published as they were built. */
const BUILT_IN_ADVANCE = new Set(['onnxruntime-web', '@cantoo/pdf-lib', 'any-ascii']);

/** Packages whose values, not only types, the published sources import. */
function importedPackages(folder: string): string[] {
  const sources = findFiles(join(ROOT, folder, 'src'), /(?<!\.test|\.d)\.tsx?$/);
  const specifiers = sources
    .filter(file => !/[\\/]testing/.test(file))
    .flatMap(file => [
      ...readFileSync(file, 'utf8').matchAll(
        /^(?:import|export)(?! type)[^;]*?\sfrom '([^'.][^']*)';/gms
      ),
    ])
    .map(([, specifier]) => /^(@[^/]+\/)?[^/]+/.exec(specifier!)![0]);
  return [...new Set(specifiers)].sort();
}

describe.each([
  ['extension', '@deepspine/extension', 'ohif-extension'],
  ['mode', '@deepspine/mode', 'ohif-mode'],
])('the package in %s', (folder, name, keyword) => {
  const described = manifest(folder);

  it('is what OHIF’s tools look for', () => {
    expect(described.name).toBe(name);
    expect(described.keywords).toEqual([keyword]);
    expect(described.main).toBe('dist/index.umd.js');
    expect(described.license).toBe('MIT');
    expect(existsSync(join(ROOT, folder, described.module))).toBe(true);
  });

  it('takes nothing along that the viewer shares', () => {
    const own = Object.keys(described.dependencies ?? {});
    expect(own.filter(name => /^(@ohif|@cornerstonejs|react|dcmjs|vtk)/.test(name))).toEqual([]);
    // The CLI looks any other range than exact or caret up literally, and swallows the failure.
    for (const [peer, range] of Object.entries(described.peerDependencies)) {
      const allowed = peer.startsWith('react') ? /^\^18.* \|\| \^19/ : /^\^?\d+\.\d+\.\d+$/;
      expect([peer, range]).toEqual([peer, expect.stringMatching(allowed)]);
    }
  });

  it('names every package that its sources import', () => {
    const named = { ...described.dependencies, ...described.peerDependencies };
    const needed = importedPackages(folder).filter(imported => !BUILT_IN_ADVANCE.has(imported));
    expect(needed.filter(imported => !(imported in named))).toEqual([]);
  });

  it('publishes sources and documentation, and no test', () => {
    const files = packedFiles(folder);
    expect(files).toEqual(expect.arrayContaining([described.module, 'README.md', 'package.json']));
    expect(files.filter(file => /\.test\.tsx?$|\/testing\b/.test(file))).toEqual([]);
  });
});

/** Packages whose code a bundle holds, as its source map tells. */
function bundledPackages(bundle: string): string[] {
  const { sources } = JSON.parse(readFileSync(join(ROOT, `${bundle}.map`), 'utf8')) as {
    sources: string[];
  };
  const names = sources.map(source => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1]);
  return [...new Set(names.filter(name => name !== undefined))].sort();
}

describe.each([
  ['extension/dist/index.umd.js', ['@noble/hashes', 'css-loader', 'style-loader']],
  ['mode/dist/index.umd.js', []],
  ['extension/public/deepspine/worker.js', ['@noble/hashes', 'onnxruntime-web']],
  ['extension/public/deepspine/record.js', ['@noble/hashes', 'dcmjs']],
])('the bundle %s', (bundle, packages) => {
  // Skips before the first build; `npm test` builds first.
  const { it: onceBuilt } = needs(`./${bundle}`);

  onceBuilt('holds only code that the third-party notices name', () => {
    expect(bundledPackages(bundle)).toEqual(packages);
    const notices = readFileSync(join(ROOT, 'THIRD_PARTY_NOTICES.md'), 'utf8');
    for (const name of packages) {
      expect(notices).toContain(`[${name === 'onnxruntime-web' ? 'ONNX Runtime Web' : name}]`);
    }
  });

  onceBuilt('says nothing of the machine that built it', () => {
    for (const file of [bundle, `${bundle}.map`]) {
      expect(readFileSync(join(ROOT, file), 'utf8').includes(ROOT)).toBe(false);
    }
  });
});

it('sees imports where there are some', () => {
  expect(importedPackages('extension')).toEqual(expect.arrayContaining(['@ohif/core', 'dcmjs']));
});

it('has its version in one place', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  expect([manifest('extension').version, manifest('mode').version]).toEqual([version, version]);
  // What differs from these is set by nobody: `npm version` writes all three.
  for (const folder of ['extension', 'mode']) {
    const before = manifest(folder) as unknown as PackageManifest;
    expect(withVersion(before, version)).toEqual(before);
    expect(withVersion(before, '9.8.7').version).toBe('9.8.7');
  }
  expect(withVersion(manifest('mode') as unknown as PackageManifest, '9.8.7')).toHaveProperty(
    ['peerDependencies', '@deepspine/extension'],
    '^9.8.7'
  );
  expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`\n## ${version} `);
});

it('makes adding the mode pull the extension', () => {
  const { version } = manifest('extension');
  expect(manifest('mode').peerDependencies['@deepspine/extension']).toBe(`^${version}`);
});
