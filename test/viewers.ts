/**
 * `npm run test:viewers`: the whole path (analyze, save, find it all again after a reload) in every viewer
 * that is known, previews included, and the site guide followed for those that it offers. Takes long; meant for the night and before a release. Arguments choose
 * versions.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildIfStale } from '../tools/build/build';
import { ROOT } from '../tools/paths';
import { PREVIEWS, RELEASES } from '../tools/viewer/releases';

const CASES = [
  'analyze, read, decide, save',
  'the site guide, command by command',
  'the site guide below another path',
];
const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

async function main(wanted: readonly string[]): Promise<void> {
  await buildIfStale(console.log);
  const known = [...RELEASES, ...PREVIEWS].map(({ version }) => version);
  const unknown = wanted.filter(version => !known.includes(version));
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(', ')} is not known here; known are ${known.join(', ')}.`);
  }
  const failed = (wanted.length > 0 ? wanted : known).filter(version => {
    console.log(`\nOHIF ${version}`);
    const env = { ...process.env, OHIF_VERSION: version };
    const args = [tsx, 'test/e2e/run.ts', '', ...CASES];
    return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env }).status !== 0;
  });
  console.log(failed.length > 0 ? `\nfailed in: ${failed.join(', ')}` : '\nall passed');
  process.exitCode = failed.length > 0 ? 1 : 0;
}

void main(process.argv.slice(2));
