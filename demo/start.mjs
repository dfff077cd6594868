/**
 * `npm start`. Needs nothing but Node and npm: installs what is missing, then hands over to cli.ts.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeIsTooOld, OLDEST_NODE } from '../tools/packaging/nodeVersion.mjs';
import { ensureInstalled } from '../tools/build/install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (nodeIsTooOld()) {
  fail(`Node ${process.versions.node} is too old; install Node ${OLDEST_NODE} or newer.`);
}
if (!ensureInstalled(root, console.log)) {
  fail('npm could not install the packages; check the network connection and start again.');
}

const require = createRequire(import.meta.url);
require('tsx/cjs/api').register();
await require('./cli.ts').main();
