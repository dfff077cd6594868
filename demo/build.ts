import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFiles } from './archive/store';
import { DemoError } from './errors';
import { runNpm } from './npm';
import { PATHS, ROOT } from './paths';

const SOURCES = ['extension/src', 'mode/src', 'demo/browser', 'demo/webpack'];
const SINGLE_SOURCES = [
  ...['webpack.config.js', 'babel.config.js', 'package-lock.json', 'models/manifest.json'],
  ...['extension/package.json', 'mode/package.json'],
];
/** Every file that the page loads first. */
const OUTPUTS = [
  join(PATHS.extensionBundle, 'index.umd.js'),
  join(PATHS.modeBundle, 'index.umd.js'),
  join(PATHS.browserScripts, 'app-config.js'),
  join(PATHS.served, 'worker.js'),
];

/** Touched after a build: webpack leaves files alone whose content stays the same. */
const STAMP = join(ROOT, '.cache/built');

/** Runs the build where a source is newer than what it made. */
export async function buildIfStale(log: (line: string) => void): Promise<void> {
  const newest = Math.max(...sourceFiles().map(modifiedAt));
  const isComplete = OUTPUTS.every(file => modifiedAt(file) > 0);
  if (isComplete && modifiedAt(STAMP) > newest) {
    return;
  }
  const startedAt = new Date();
  log('Building the plugin …');
  try {
    await runNpm(['run', '--silent', 'build'], { cwd: ROOT, show: true });
  } catch (error) {
    throw new DemoError('The build failed; its messages stand above', { cause: error });
  }
  // A source that changed while the build ran is newer than the stamp.
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, '');
  utimesSync(STAMP, startedAt, startedAt);
}

function sourceFiles(): string[] {
  return [
    ...SOURCES.flatMap(folder => findFiles(join(ROOT, folder), /(?<!\.test)\.(tsx?|css|json|js)$/)),
    ...SINGLE_SOURCES.map(file => join(ROOT, file)),
  ];
}

/** ms since 1970; 0 for a file that is not there. */
function modifiedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
