import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules holds what package-lock.json asks for. npm notes what it installed in a lockfile of
 * its own; optional packages of other platforms are rightly missing there.
 */
export function isInstalled(root) {
  const mark = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(mark)) {
    return false;
  }
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(mark);
  return Object.entries(wanted).every(
    ([path, { version, link, optional }]) =>
      !path.startsWith('node_modules/') ||
      link ||
      (optional && !installed[path]) ||
      installed[path]?.version === version
  );
}

function readPackages(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

/**
 * Installs the packages where they are missing or others than the lockfile's.
 * @returns false where npm failed; its messages stand on stderr.
 */
export function ensureInstalled(root, log) {
  if (isInstalled(root)) {
    return true;
  }
  log('Installing the packages (once) …');
  // "ci" would first delete what is there, for which nobody asked after a mere update.
  const command = existsSync(join(root, 'node_modules')) ? 'install' : 'ci';
  // npm tells its scripts where it is; that spares a shell (npm is a .cmd on Windows).
  const cli = process.env.npm_execpath ?? '';
  const isNpm = /npm-cli\.c?js$/.test(cli);
  // Warnings about packages of packages are nothing that somebody who tries this can mend.
  const words = [command, '--loglevel=error'];
  const [program, args] = isNpm ? [process.execPath, [cli, ...words]] : ['npm', words];
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0;
}
