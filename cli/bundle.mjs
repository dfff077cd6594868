/**
 * The command as one file of JavaScript, made anew when a source is newer: a program that compiles itself at every
 * start spends more time on that than on a study.
 */
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the command is made of: its own sources and the pure layers of the extension. */
const SOURCES = [
  'cli',
  ...['analysis', 'findings', 'imaging', 'messages', 'record', 'reporting'].map(
    layer => `extension/src/${layer}`
  ),
];
/** Not in a folder: what is bundled with it, and how. */
const FILES = ['extension/package.json', 'package-lock.json'];
/** Published as ES modules only, which require() does not take; everything else stays a package of its own. */
const BUNDLED = /^(?:@noble\/|any-ascii$|oauth4webapi$)/;

const SOURCE = /(?<!\.test)\.(?:ts|mjs|json)$/;

/** Time of the newest source, ms; 0 where a folder is missing. */
function newest(root) {
  let latest = 0;
  const look = file => {
    latest = Math.max(latest, statSync(file).mtimeMs);
  };
  for (const folder of SOURCES) {
    const walk = at => {
      for (const entry of readdirSync(at, { withFileTypes: true })) {
        const file = path.join(at, entry.name);
        if (entry.isDirectory() && entry.name !== 'dist') {
          walk(file);
        } else if (SOURCE.test(entry.name)) {
          look(file);
        }
      }
    };
    try {
      walk(path.join(root, folder));
    } catch (error) {
      if (error.code !== 'ENOENT') {
        throw error;
      }
    }
  }
  FILES.forEach(file => look(path.join(root, file)));
  return latest;
}

/**
 * Path of the bundle, which stands beside cli.ts as if it were one of the sources; null where it cannot be written,
 * as in a read-only installation: then the sources are compiled as they are loaded.
 */
export async function ensureBundle(root) {
  const bundle = path.join(root, 'cli/deepspine.bundle.cjs');
  const made = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (made > newest(root)) {
    return bundle;
  }
  const partial = `${bundle}.${process.pid}`;
  const { build } = await import('esbuild');
  try {
    await build({
      absWorkingDir: root,
      entryPoints: ['cli/cli.ts'],
      outfile: partial,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'silent',
      plugins: [
        {
          name: 'packages stay outside',
          setup: ({ onResolve }) =>
            onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
              kind === 'entry-point' || BUNDLED.test(name) ? null : { path: name, external: true }
            ),
        },
      ],
    });
    // Several commands may start at once: each finds a whole bundle or makes its own.
    renameSync(partial, bundle);
    return bundle;
  } catch (error) {
    rmSync(partial, { force: true });
    if (
      ['EACCES', 'EROFS', 'EPERM'].includes(error.code) ||
      /permission|read-only/i.test(error.message)
    ) {
      return null;
    }
    throw error;
  }
}
