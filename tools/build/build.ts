import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from '../../demo/archive/store';
import { DemoError } from '../errors';
import { runNpm } from './npm';
import { PATHS, ROOT } from '../paths';

const SOURCES = ['extension/src', 'mode/src', 'demo/browser', 'tools/webpack'];
const SINGLE_SOURCES = [
  ...['webpack.config.js', 'babel.config.js', 'package-lock.json', 'models/manifest.json'],
  ...['extension/package.json', 'mode/package.json'],
];
/** One file of each part of the build; their times say when it began. */
const OUTPUTS = [
  join(PATHS.extensionBundle, 'index.umd.js'),
  join(PATHS.modeBundle, 'index.umd.js'),
  join(PATHS.browserScripts, 'app-config.js'),
  join(PATHS.browserScripts, 'load.js'),
  join(PATHS.served, 'worker.js'),
];

/** Runs the build where a source is newer than what it made. */
export async function buildIfStale(log: (line: string) => void): Promise<void> {
  const newest = Math.max(...sourceFiles().map(modifiedAt));
  const oldest = Math.min(...OUTPUTS.map(modifiedAt));
  if (oldest > newest) {
    return;
  }
  log('Building the plugin …');
  try {
    await runNpm(['run', '--silent', 'build'], { cwd: ROOT, show: true });
  } catch (error) {
    throw new DemoError('The build failed; its messages stand above', { cause: error });
  }
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
