/**
 * `npm run fuzz [inputs] [seed]`: 10,000 damaged inputs, of a new seed unless one is given. A failure prints
 * the input; what is found becomes a fixture beside the property that found it.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const [inputs = '10000', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
console.log(`${inputs} inputs of seed ${seed}`);
const { status } = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/jest/bin/jest.js'), 'test/fuzz'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FUZZ_INPUTS: inputs, FUZZ_SEED: seed } }
);
process.exit(status ?? 1);
