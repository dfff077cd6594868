#!/usr/bin/env node
/** Entry of `npm run -s deepspine -- …`: installs and builds what is missing, then runs the command. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeIsTooOld, OLDEST_NODE } from '../tools/packaging/nodeVersion.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

if (nodeIsTooOld()) {
  process.stderr.write(
    `deepspine: needs Node ${OLDEST_NODE} or newer; this is ${process.version}.\n`
  );
  process.exit(1);
}
if (!existsSync(path.join(root, 'node_modules/tsx/package.json'))) {
  process.stderr.write('deepspine: installing its packages (once) …\n');
  // stdout belongs to the command's result.
  const { status } = spawnSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write('deepspine: npm ci failed; check the network, then try again.\n');
    process.exit(1);
  }
}

const require = createRequire(import.meta.url);
const { ensureBundle } = await import('./bundle.mjs');
const bundle = await ensureBundle(root);
if (!bundle) {
  // Commands are loaded on demand with import(), what they need with require().
  const [cjs, esm] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
  cjs.register();
  esm.register();
}
// Whoever reads the output may stop, as `… | head` does.
process.stdout.on('error', error => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit();
});
// npm runs scripts in the package's folder; paths are meant from where the person stands.
process.chdir(process.env.INIT_CWD ?? process.cwd());
const { main } = require(bundle ?? './cli.ts');
process.exitCode = await main(process.argv.slice(2));
