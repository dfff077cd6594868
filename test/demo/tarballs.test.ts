import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { extract, list } from 'tar';
import webpack, { type Configuration } from 'webpack';
import { ROOT } from '../../tools/paths';
import { parseManifest } from '../../extension/src/analysis/models/manifest';
import { ORT_RUNTIMES } from '../../extension/src/inference/ort/ortFiles';
import { publishedManifest, type PackageManifest } from '../../tools/packaging/manifest';
import { buildTypes, packPackage } from '../../tools/packaging/pack';
import { PACKAGES } from '../../tools/packaging/packages';
import { standingAlone } from '../../tools/packaging/repository';
import { needs } from '../needs';

/** What a registry, and so a site, gets: the tarballs themselves, looked at and compiled into a host. */

// `npm test` builds first.
const { describe: describeBuilt } = needs(
  './extension/dist/index.umd.js',
  './mode/dist/index.umd.js'
);
const MB = 1e6;

/** Present in every React, 18 and 19, and nowhere else. */
const REACT_ITSELF =
  /__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED\s*[=:]|__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE\s*[=:]/;

interface Packed {
  readonly tarball: string;
  /** Where it is unpacked, as below node_modules. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly manifest: PackageManifest;
}

let scratch: string;
const packed = new Map<string, Packed>();

async function pack(folder: string, name: string): Promise<Packed> {
  const tarball = await packPackage(folder, scratch);
  const files: string[] = [];
  await list({ file: tarball, onReadEntry: entry => files.push(entry.path.slice(8)) });
  const into = join(scratch, 'node_modules', name);
  mkdirSync(into, { recursive: true });
  await extract({ file: tarball, cwd: into, strip: 1 });
  const manifest = JSON.parse(readFileSync(join(into, 'package.json'), 'utf8')) as PackageManifest;
  return { tarball, folder: into, files, manifest };
}

/** The host's packages with the names that our bundles take from them, and nothing behind these. */
function writeHostPackages(): void {
  const imports: Record<string, string[]> = {};
  for (const { folder } of packed.values()) {
    const file = join(folder, 'dist/host-imports.json');
    for (const [name, names] of Object.entries(
      JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>
    )) {
      imports[name] = [...(imports[name] ?? []), ...names];
    }
  }
  for (const [specifier, names] of Object.entries(imports)) {
    const [, name = '', path = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier)!;
    const file = join(scratch, 'node_modules', name, path ? `.${path}.js` : 'index.js');
    mkdirSync(dirname(file), { recursive: true });
    const named = [...new Set(names)].filter(n => n !== '*' && n !== 'default');
    const lines = named.map(n => `export const ${n} = {};`);
    writeFileSync(file, `${lines.join('\n')}\nexport default {};\n`);
    const manifest = join(scratch, 'node_modules', name, 'package.json');
    writeFileSync(manifest, `{ "name": "${name}", "version": "3.12.0", "main": "index.js" }\n`);
  }
}

/** Bundles what a viewer bundles for a plugin, by the rules of OHIF's own build. */
async function compileIn(config: Configuration): Promise<{ errors: string[]; modules: string[] }> {
  const entry = join(scratch, 'host.js');
  const loads = PACKAGES.map(({ name }) => `import('${name}').then(m => m.default.id);`);
  writeFileSync(entry, loads.join('\n'));
  const compiler = webpack({
    mode: 'production',
    devtool: false,
    context: scratch,
    entry,
    output: { path: join(scratch, 'host-dist') },
    optimization: { minimize: false },
    performance: false,
    ...config,
    module: { parser: { javascript: { exportsPresence: 'error' } }, ...config.module },
    resolve: {
      mainFields: ['module', 'browser', 'main'],
      extensions: ['.js', '.jsx', '.json', '.ts', '.tsx'],
      modules: [join(scratch, 'node_modules')],
      ...config.resolve,
    },
    resolveLoader: { modules: [join(ROOT, 'node_modules')] },
  });
  return new Promise((done, fail) => {
    compiler.run((error, stats) => {
      compiler.close(() => {});
      if (error || !stats) {
        fail(error ?? new Error('webpack gave no result'));
        return;
      }
      const { errors = [] } = stats.toJson({ all: false, errors: true });
      const modules = [...stats.compilation.modules].map(m => m.nameForCondition() ?? '');
      done({ errors: errors.map(e => e.message), modules });
    });
  });
}

/** OHIF's rule: what lies below node_modules is bundled as it is. */
const TRANSPILED = {
  test: /\.(mjs|ts|js)x?$/,
  exclude: /node_modules/,
  loader: 'babel-loader',
  options: { configFile: join(ROOT, 'babel.config.js') },
};
const STYLES = { test: /\.css$/, use: ['style-loader', 'css-loader'] };

describeBuilt('the published packages', () => {
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'deepspine-tarballs-'));
    buildTypes();
    for (const { folder, name } of PACKAGES) {
      packed.set(folder, await pack(folder, name));
    }
    writeHostPackages();
  }, 900_000);

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it.each(PACKAGES.map(p => [p.folder, p.name] as const))(
    'of %s hold what their manifest promises',
    (folder, name) => {
      const { manifest, files } = packed.get(folder)!;
      const root = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
      expect([manifest.name, manifest.version]).toEqual([name, root.version]);
      expect([manifest.main, manifest.module]).toEqual(['dist/index.umd.js', 'dist/index.umd.js']);
      expect(manifest.scripts).toBeUndefined();
      expect(files).toEqual(
        expect.arrayContaining([
          ...[manifest.main, manifest.types!, 'dist/index.umd.js.map', 'dist/host-imports.json'],
          ...['README.md', 'CHANGELOG.md', 'LICENSE', 'dist/THIRD_PARTY_NOTICES.md'],
          'src/index.ts',
        ])
      );
      const strays = files.filter(f => /\.test\.|(^|\/)testing|node_modules|tsconfig/.test(f));
      expect(strays).toEqual([]);
    }
  );

  it.each([
    ['extension', ['MODEL_CARD.md'], ['dist', 'public', 'src', 'types']],
    ['mode', [], ['dist', 'src', 'types']],
  ] as const)('of %s hold this at their root, and nothing else', (folder, own, folders) => {
    const { files } = packed.get(folder)!;
    const top = [...new Set(files.map(file => file.split('/')[0]!))].sort();
    const texts = ['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD_PARTY_NOTICES.md'];
    expect(top).toEqual([...texts, ...own, ...folders, 'package.json'].sort());
    const dist = files.filter(file => file.startsWith('dist/')).map(file => file.slice(5));
    expect(dist.sort()).toEqual(
      [
        'LICENSE',
        'THIRD_PARTY_NOTICES.md',
        'host-imports.json',
        'index.umd.js',
        'index.umd.js.map',
      ].sort()
    );
  });

  it('have texts that stand alone: no link leads out of the package', () => {
    for (const { folder, files } of packed.values()) {
      for (const file of files.filter(one => /^[^/]+\.md$/.test(one))) {
        const text = readFileSync(join(folder, file), 'utf8');
        const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
        expect([file, links.filter(target => !/^(https:|#)/.test(target))]).toEqual([file, []]);
      }
    }
    const card = readFileSync(join(packed.get('extension')!.folder, 'MODEL_CARD.md'), 'utf8');
    expect(card).toMatch(/licen[cs]e/i);
  });

  it('name the repository, its pages and their provenance as soon as it has an address', () => {
    const address = 'https://git.example.org/spine/deepspine';
    const { manifest } = packed.get('mode')!;
    expect(
      publishedManifest({ ...manifest, publishConfig: { access: 'public' } }, 'mode', address)
    ).toMatchObject({
      author: expect.any(String),
      repository: { type: 'git', url: `git+${address}.git`, directory: 'mode' },
      homepage: `${address}#readme`,
      bugs: { url: `${address}/issues` },
      publishConfig: { access: 'public', provenance: true },
    });
    const text =
      'See [the `guide`](../docs/install.md#serve), [MIT](https://mit.example), [this](#x).';
    const options = { version: '1.2.3', from: 'extension' };
    expect(standingAlone(text, { ...options, address })).toBe(
      `See [the \`guide\`](${address}/blob/v1.2.3/docs/install.md#serve), [MIT](https://mit.example), [this](#x).`
    );
    expect(standingAlone(text, { ...options, address: null })).toBe(
      'See the `guide`, [MIT](https://mit.example), [this](#x).'
    );
  });

  it('hold everything that a site serves', () => {
    const { folder, files } = packed.get('extension')!;
    const served = 'public/deepspine';
    const manifest = readFileSync(join(folder, served, 'models/manifest.json'), 'utf8');
    const { models } = parseManifest(JSON.parse(manifest));
    expect(models.length).toBeGreaterThan(0);
    expect(files).toEqual(
      expect.arrayContaining([
        ...['worker.js', 'record.js'].map(file => `${served}/${file}`),
        ...Object.values(ORT_RUNTIMES)
          .flatMap(({ script, file }) => [script, file])
          .map(file => `${served}/${file}`),
        ...models
          .flatMap(model => [model, ...(model.variants ?? [])])
          .map(({ file }) => `${served}/models/${file}`),
      ])
    );
  });

  it('hold no copy of what the viewer brings, and stay small', () => {
    for (const { folder, manifest } of packed.values()) {
      expect(readFileSync(join(folder, manifest.main), 'utf8')).not.toMatch(REACT_ITSELF);
    }
    // Three builds of ONNX Runtime, four models, three of them in two precisions, and what draws the summary page.
    expect(statSync(packed.get('extension')!.tarball).size).toBeLessThan(34 * MB);
    expect(statSync(packed.get('mode')!.tarball).size).toBeLessThan(0.1 * MB);
    // Every sentence is in it in both languages, those about faults of a manifest too.
    const bundle = join(packed.get('extension')!.folder, 'dist/index.umd.js');
    expect(statSync(bundle).size).toBeLessThan(0.52 * MB);
  });

  it('compile into a viewer that installs them from a registry', async () => {
    const { errors, modules } = await compileIn({ module: { rules: [TRANSPILED, STYLES] } });
    expect(errors).toEqual([]);
    for (const { folder } of packed.values()) {
      expect(modules).toContain(join(folder, 'dist/index.umd.js'));
    }
  }, 600_000);

  it('compile from their sources into a viewer that names their folders', async () => {
    const { errors, modules } = await compileIn({
      module: { rules: [TRANSPILED, STYLES] },
      resolve: {
        alias: Object.fromEntries(PACKAGES.map(p => [p.name, join(ROOT, p.folder)])),
        modules: [join(scratch, 'node_modules'), join(ROOT, 'node_modules')],
        mainFields: ['module', 'browser', 'main'],
        extensions: ['.js', '.jsx', '.json', '.ts', '.tsx'],
      },
    });
    expect(errors).toEqual([]);
    expect(modules).toContain(join(ROOT, 'extension/src/index.ts'));
    // One React, the host's, though this repository has one for its tests.
    expect(modules.filter(m => m.includes(join(ROOT, 'node_modules/react')))).toEqual([]);
  }, 600_000);
});
