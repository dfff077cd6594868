import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { fetchViewer, findRelease } from '../../tools/viewer/fetchViewer';
import { missingFromHost } from '../../tools/viewer/hostCheck';
import { deriveHostMap } from '../../tools/viewer/hostMap';
import { needs } from '../needs';

let dir: string;
let viewers: string;
const npm = process.env.npm_execpath;
const quiet = () => {};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deepspine-viewer-'));
  viewers = join(dir, 'viewers');
});

afterEach(() => {
  if (npm === undefined) {
    delete process.env.npm_execpath;
  } else {
    process.env.npm_execpath = npm;
  }
  rmSync(dir, { recursive: true, force: true });
});

function write(path: string, content: string): string {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** Puts a program in npm's place that writes a package file where `npm pack` would, or fails. */
function standInForNpm(tarball: string | null): void {
  process.env.npm_execpath = write(
    'npm-cli.cjs',
    tarball === null
      ? `console.error('npm error network'); process.exit(1);`
      : `const to = process.argv[process.argv.indexOf('--pack-destination') + 1];
         require('fs').copyFileSync(${JSON.stringify(tarball)}, require('path').join(to, 'app.tgz'));
         require('fs').appendFileSync(${JSON.stringify(join(dir, 'calls'))}, 'x');`
  );
}

async function packageFile(): Promise<{ tarball: string; sha512: string }> {
  for (const path of ['dist/index.html', 'dist/app.js', 'dist/app.js.map', 'dist/ort/ort.wasm']) {
    write(join('package', path), path);
  }
  write('package/package.json', '{}');
  const tarball = join(dir, 'app.tgz');
  await create({ file: tarball, cwd: dir, gzip: true }, ['package']);
  return { tarball, sha512: createHash('sha512').update(readFileSync(tarball)).digest('base64') };
}

describe('fetching the viewer', () => {
  it('unpacks what is needed, once', async () => {
    const { tarball, sha512 } = await packageFile();
    standInForNpm(tarball);
    const release = { version: '0.0.1', sha512 };
    const folder = await fetchViewer(release, viewers, quiet);
    expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['app.js', 'index.html']);
    expect(readdirSync(viewers)).toEqual(['0.0.1']);
    expect(await fetchViewer(release, viewers, quiet)).toBe(folder);
    expect(readFileSync(join(dir, 'calls'), 'utf8')).toBe('x');
  });

  it('throws away a file with another hash', async () => {
    const { tarball } = await packageFile();
    standInForNpm(tarball);
    const release = { version: '0.0.1', sha512: 'other' };
    await expect(fetchViewer(release, viewers, quiet)).rejects.toThrow('its SHA-512 differs');
    expect(readdirSync(viewers)).toEqual([]);
  });

  it('says what to do when npm cannot fetch it, and leaves nothing half-made', async () => {
    standInForNpm(null);
    const release = { version: '0.0.1', sha512: '' };
    await expect(fetchViewer(release, viewers, quiet)).rejects.toThrow(
      '@ohif/app@0.0.1 could not be fetched from npm; check the network connection'
    );
    expect(readdirSync(viewers)).toEqual([]);
  });

  it('knows its versions', () => {
    expect(findRelease(undefined).version).toBe('3.13.2');
    expect(findRelease('3.12.10').version).toBe('3.12.10');
    expect(findRelease('3.14.0-beta.6').version).toBe('3.14.0-beta.6');
    expect(() => findRelease('3.0.0')).toThrow('use one of: 3.13.2, 3.12.10, 3.14.0-beta.6');
  });
});

describe('the map of shared packages', () => {
  const BUNDLE = `
71(module) {
module.exports = 1;

},
72(__unused_rspack_module, __webpack_exports__, __webpack_require__) {
// EXTERNAL MODULE: ../../core/src/index.ts + 75 modules
var core_src = __webpack_require__(501);
// EXTERNAL MODULE: ../../../node_modules/react/index.js
var react = __webpack_require__(502);
core_src/* .MeasurementService.REGISTRATION */.C5.REGISTRATION; (0,core_src/* .useSystem */.$x)();
core_src/* ["default"] */.A;

},
73(__unused_rspack_module, __webpack_exports__, __webpack_require__) {
// EXTERNAL MODULE: ../../ui-next/src/index.ts + 9 modules
var core_src = __webpack_require__(503);
core_src/* .Button */.b;

}`;

  it('finds the ids and the real names, module by module', () => {
    write('dist/app.bundle.1.js', BUNDLE);
    const map = deriveHostMap(join(dir, 'dist'));
    expect(map).toEqual({
      '@ohif/core': {
        id: '501',
        exports: { MeasurementService: 'C5', useSystem: '$x', default: 'A' },
      },
      react: { id: '502', exports: {} },
      '@ohif/ui-next': { id: '503', exports: { Button: 'b' } },
    });
    const imports = { '@ohif/core': ['useSystem', 'absent'], react: ['useState'], dcmjs: ['data'] };
    expect(missingFromHost(imports, map)).toEqual([
      'absent from @ohif/core',
      'dcmjs (the viewer does not share this package)',
    ]);
  });

  const fetched = join(__dirname, '../../demo/.viewer/3.13.2/dist');
  const { it: onFetchedViewer } = needs('viewer');

  // Skips where `npm start` has not yet fetched the viewer.
  onFetchedViewer('gives every package and name the plugin needs, from the real viewer', () => {
    const map = deriveHostMap(fetched);
    const known = ['MeasurementService', 'DicomMetadataStore', 'useSystem'];
    expect(missingFromHost({ '@ohif/core': known }, map)).toEqual([]);
    expect(Object.keys(map)).toEqual(
      expect.arrayContaining(['react', 'react/jsx-runtime', '@ohif/ui-next', '@cornerstonejs/core'])
    );
  });
});
