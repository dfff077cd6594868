import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths';
import { PACKAGES } from '../../tools/packaging/packages';

/** How the plugin gets into a checkout. directory: sources by path; cli: packages by OHIF's own CLI. */
export const WAYS = ['directory', 'cli'] as const;
export type Way = (typeof WAYS)[number];

export const PLUGIN_CONFIG = 'platform/app/pluginConfig.json';
/** What adding a plugin may change in a checkout. */
const CHANGED = [
  PLUGIN_CONFIG,
  'platform/app/package.json',
  'package.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  '.npmrc',
];

interface PluginConfig {
  readonly extensions: readonly object[];
  readonly modes: readonly object[];
  readonly public?: readonly object[];
}

/** Remembers the files that adding a plugin changes; call what it returns to put them back. */
export function remember(checkout: string): () => void {
  const before = CHANGED.map(file => {
    const path = join(checkout, file);
    return { path, content: existsSync(path) ? readFileSync(path) : null };
  });
  return () => {
    for (const { path, content } of before) {
      if (content === null) {
        rmSync(path, { force: true });
      } else {
        writeFileSync(path, content);
      }
    }
  };
}

/** Writes the two rows that the site guide tells to write. */
export function addDirectories(checkout: string): void {
  const file = join(checkout, PLUGIN_CONFIG);
  const config = JSON.parse(readFileSync(file, 'utf8')) as PluginConfig;
  const [extension, mode] = PACKAGES.map(({ name, folder }) => ({
    packageName: name,
    // Forward slashes, on Windows too.
    directory: join(ROOT, folder).replaceAll('\\', '/'),
  }));
  const changed = {
    ...config,
    extensions: [...config.extensions, extension],
    modes: [...config.modes, mode],
  };
  writeFileSync(file, `${JSON.stringify(changed, null, 2)}\n`);
}

/** Has OHIF's CLI (3.12) install the mode, and with it the extension, from a registry. */
export async function addByCli(checkout: string, registry: string): Promise<void> {
  const npmrc = join(checkout, '.npmrc');
  const before = existsSync(npmrc) ? `${readFileSync(npmrc, 'utf8').trimEnd()}\n` : '';
  writeFileSync(npmrc, `${before}@deepspine:registry=${registry}\n`);
  // Not waited for synchronously: the registry answers in this very process.
  const cli = spawn('yarn', ['run', 'cli', 'add-mode', PACKAGES[1].name], {
    cwd: checkout,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  await new Promise<void>((done, fail) => {
    cli.once('error', fail);
    cli.once('close', code =>
      code === 0 ? done() : fail(new Error(`The CLI ended with ${code}.`))
    );
  });
}

/** The packages of ours that a checkout's pluginConfig.json does not name. */
export function notAdded(checkout: string): string[] {
  const text = readFileSync(join(checkout, PLUGIN_CONFIG), 'utf8');
  const { extensions, modes } = JSON.parse(text) as PluginConfig;
  const named = [...extensions, ...modes].map(row => (row as { packageName?: string }).packageName);
  return PACKAGES.map(({ name }) => name).filter(name => !named.includes(name));
}
