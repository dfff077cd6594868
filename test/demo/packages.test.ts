import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const cli = process.env.npm_execpath;
  const [program, first] = cli ? [process.execPath, [cli]] : ['npm', []];
  const json = execFileSync(program, [...first, 'pack', '--dry-run', '--json'], {
    cwd: join(ROOT, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(json) as { files: { path: string }[] }[];
  return packed!.files.map(file => file.path);
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

  it('leaves to the viewer what the viewer shares', () => {
    expect(described.dependencies ?? {}).toEqual({});
    // The CLI looks any other range than exact or caret up literally, and swallows the failure.
    for (const [peer, range] of Object.entries(described.peerDependencies)) {
      expect([peer, range]).toEqual([
        peer,
        expect.stringMatching(
          peer.startsWith('react') ? /^\^18.* \|\| \^19/ : /^\^?\d+\.\d+\.\d+$/
        ),
      ]);
    }
  });

  it('publishes sources and documentation, and no test', () => {
    const files = packedFiles(folder);
    expect(files).toEqual(expect.arrayContaining([described.module, 'README.md', 'package.json']));
    expect(files.filter(file => /\.test\.tsx?$|\/testing\//.test(file))).toEqual([]);
  });
});

it('makes adding the mode pull the extension', () => {
  const { version } = manifest('extension');
  expect(manifest('mode').peerDependencies['@deepspine/extension']).toBe(`^${version}`);
});
