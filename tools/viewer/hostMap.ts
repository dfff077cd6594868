import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a package that plugins share sits in a prebuilt viewer. */
export interface HostModule {
  /** Key in the bundler's module table. */
  readonly id: string;
  /** Real export name → the name it has in this build; empty for CommonJS, whose names are kept. */
  readonly exports: Readonly<Record<string, string>>;
}

export type HostMap = Readonly<Record<string, HostModule>>;

/** The packages of OHIF's plugin contract v1, and how the prebuilt viewer's comments name their modules. */
const SHARED: Readonly<Record<string, RegExp>> = {
  react: /node_modules\/react\/index\.js/,
  'react-dom': /node_modules\/react-dom\/index\.js/,
  'react/jsx-runtime': /node_modules\/react\/jsx-runtime\.js/,
  '@ohif/core': /\.\.\/core\/src\/index\.ts/,
  '@ohif/ui-next': /\.\.\/ui-next\/src\/index\.ts/,
  '@ohif/i18n': /\.\.\/i18n\/src\/index\.js/,
  '@ohif/extension-default': /extensions\/default\/src\/index\.ts/,
  '@ohif/extension-cornerstone': /extensions\/cornerstone\/src\/index\.tsx/,
  '@cornerstonejs/core': /@cornerstonejs\/core\/dist\/esm\/index\.js/,
  '@cornerstonejs/tools': /@cornerstonejs\/tools\/dist\/esm\/index\.js/,
  dcmjs: /node_modules\/dcmjs\/build\/dcmjs\.es\.js/,
  'gl-matrix': /node_modules\/gl-matrix\/esm\/index\.js/,
};

/** Changes with the list above: a map derived for another list is of no use. */
export const HOST_MAP_EDITION = createHash('sha256')
  .update(Object.entries(SHARED).join('\n'))
  .digest('hex')
  .slice(0, 12);

interface Found {
  /** Module id → how many modules import it under that id. */
  readonly ids: Map<string, number>;
  readonly exports: Record<string, string>;
}

/**
 * Viewers before 3.14 do not publish the packages they share with plugins, but their dist is not minified:
 * each import keeps a comment with the module's path, each use one with the export's real name. Reading
 * these gives the module's id and the names; only names that the viewer itself uses exist at all.
 * @param dist Folder of the prebuilt viewer.
 */
export function deriveHostMap(dist: string): HostMap {
  const found = new Map<string, Found>();
  for (const file of readdirSync(dist).filter(name => /bundle.*\.js$/.test(name))) {
    for (const body of splitModules(readFileSync(join(dist, file), 'utf8'))) {
      readModule(body, found);
    }
  }
  return Object.fromEntries(
    [...found].map(([name, { ids, exports }]) => [name, pick(ids, exports)])
  );
}

function pick(ids: Map<string, number>, exports: Record<string, string>): HostModule {
  const [id = ''] = [...ids].sort(([, a], [, b]) => b - a)[0] ?? [];
  return { id, exports };
}

/** Modules of a webpack or Rspack bundle; names of variables are only unique within one. */
function* splitModules(source: string): Generator<string> {
  const starts = [...source.matchAll(/\n(?:\d+\([^)\n]*\) \{|\/\*\*\*\/ \d+)\n/g)].map(
    m => m.index
  );
  for (let i = 0; i < starts.length; i++) {
    yield source.slice(starts[i], starts[i + 1] ?? source.length);
  }
}

const IMPORT = /\/\/ EXTERNAL MODULE: ([^\n]*)\n(?:var ([\w$]+) = )?__webpack_require__\((\d+)\);/g;

function readModule(body: string, found: Map<string, Found>): void {
  for (const [, path = '', variable, id = ''] of body.matchAll(IMPORT)) {
    for (const [name, pattern] of Object.entries(SHARED)) {
      if (!pattern.test(path)) {
        continue;
      }
      const entry = found.get(name) ?? { ids: new Map<string, number>(), exports: {} };
      found.set(name, entry);
      entry.ids.set(id, (entry.ids.get(id) ?? 0) + 1);
      if (variable) {
        readUses(body, variable, entry.exports);
      }
    }
  }
}

/** `core_src/* .MeasurementService.REGISTRATION *\/.C5` says that MeasurementService is called C5. */
function readUses(body: string, variable: string, exports: Record<string, string>): void {
  const name = variable.replace(/\$/g, '\\$');
  const use = new RegExp(
    `\\b${name}/\\* (?:\\.?(\\w+)(?:\\.\\w+|\\["\\w+"\\])*|\\["(\\w+)"\\]) \\*/\\.([\\w$]+)`,
    'g'
  );
  for (const [, dotted, quoted, mangled] of body.matchAll(use)) {
    exports[(dotted ?? quoted)!] = mangled!;
  }
}
