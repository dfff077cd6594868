import { existsSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from './browser/launch';
import { firefoxLacks } from './browser/firefox';
import { webkitLacks } from './browser/webkit';
import { PATHS, ROOT } from '../tools/paths';
import { findPixelMed, findPython, findTestPython, hasProgram } from './record/tools';

/** What tests need that not every machine has: whether it is there, else what is missing, in words. */
const KINDS = {
  chromium: () => findBrowser() !== null || 'Chromium is not installed',
  'firefox with WebGPU': () => firefoxLacks() ?? true,
  webkit: () => webkitLacks() ?? true,
  'python with highdicom': () =>
    findPython() !== null || 'no Python with highdicom; set DEEPSPINE_PYTHON',
  'tiny-pacs': () =>
    findTestPython('tiny_pacs_dicomweb') !== null ||
    'no Python with tiny-pacs; set DEEPSPINE_PYTHON',
  pixelmed: () => findPixelMed() !== null || 'no Java with PixelMed (libpixelmed-java)',
  build: () =>
    existsSync(path.join(PATHS.served, 'worker.js')) || 'the bundles are not built (npm run build)',
  viewer: () =>
    existsSync(path.join(PATHS.viewers, '3.13.2/dist/index.html')) ||
    'the viewer is not fetched (npm start fetches it)',
} as const satisfies Record<string, () => true | string>;

type Program =
  | 'curl'
  | 'dciodvfy'
  | 'dcm2pdf'
  | 'dcm2pnm'
  | 'dsrdump'
  | 'logger'
  | 'nginx'
  | 'openssl'
  | 'Orthanc'
  | 'pdftotext'
  | 'python3'
  | 'redis-server'
  | 'strace'
  | 'systemd-analyze';

/** A kind above, a program on PATH, or a file or folder by its path from the repository's root. */
export type Need = keyof typeof KINDS | Program | `./${string}` | `../${string}`;

/** What is missing of `all`, in words; empty where everything is there. */
export function missingOf(all: readonly Need[]): string[] {
  return all.flatMap(need => {
    if (need in KINDS) {
      const there = KINDS[need as keyof typeof KINDS]();
      return there === true ? [] : [there];
    }
    if (need.startsWith('.')) {
      return existsSync(path.join(ROOT, need)) ? [] : [`${need} is absent`];
    }
    return hasProgram(need) ? [] : [`${need} is not installed`];
  });
}

type Tests = (title: string, run: () => void) => void;
type Test = (title: string, run: jest.ProvidesCallback, timeout?: number) => void;

export interface Needed {
  /** What is missing, in words; empty where everything is there. */
  readonly missing: string;
  readonly it: Test;
  readonly describe: Tests & {
    readonly each: (
      table: readonly string[]
    ) => (title: string, run: (one: string) => void) => void;
  };
}

/** STRICT=1: what is skipped counts as failed, as where a machine is meant to have everything. */
export const isStrict = process.env.STRICT === '1';

/**
 * `it` and `describe` of tests that need something: where it is missing they are skipped, and their titles say why; with
 * STRICT=1 they fail.
 */
export function needs(...all: readonly Need[]): Needed {
  const missing = missingOf(all).join('; ');
  const titled = (title: string) => `${title} (skipped: ${missing})`;
  const fails = () => {
    throw new Error(`STRICT=1, and ${missing}`);
  };
  const one: Test = (title, run, timeout) => {
    if (missing === '') {
      it(title, run, timeout);
    } else if (isStrict) {
      it(titled(title), fails);
    } else {
      it.skip(titled(title), run, timeout);
    }
  };
  const many: Tests = (title, run) => {
    if (missing === '') {
      describe(title, run);
    } else if (isStrict) {
      describe(titled(title), () => it('has what it needs', fails));
    } else {
      describe.skip(titled(title), run);
    }
  };
  const each: Needed['describe']['each'] = table => (title, run) =>
    table.forEach(value => many(title.replace('%s', value), () => run(value)));
  return { missing, it: one, describe: Object.assign(many, { each }) };
}
