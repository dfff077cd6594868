// npm run test:training: makes the virtual environment when it is missing and runs the Python tests.
// The last line is "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const environment = path.resolve(here, '../../.venv-training');
const python = path.join(environment, 'bin', 'python');
const TORCH = '2.13.0';

function fail(sentence) {
  console.error(sentence);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: here, stdio: 'inherit', ...options });
}

function install(requirements) {
  const interpreter = ['python3.13', 'python3.12', 'python3.11', 'python3'].find(
    name => spawnSync(name, ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 11)']).status === 0
  );
  if (!interpreter) {
    fail('No Python 3.11 or newer with venv was found; install one (Debian: apt-get install python3-venv).');
  }
  console.log('Making the virtual environment .venv-training (once; PyTorch is large) …');
  // What an interrupted installation has left is kept: pip goes on from there.
  const usable = spawnSync(python, ['-m', 'pip', '--version']).status === 0;
  if (!usable) {
    rmSync(environment, { recursive: true, force: true });
    if (run(interpreter, ['-m', 'venv', environment]).status !== 0) {
      fail('The virtual environment could not be made; see the message above.');
    }
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  // A CPU wheel is far smaller; where the package index has none, the ordinary one serves.
  const there = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
  const wheels = there.stdout?.startsWith(TORCH) ? [] : [`torch==${TORCH}+cpu`, `torch==${TORCH}`];
  if (wheels.length > 0 && !wheels.some(wheel => spawnSync(python, [...pip, wheel], { cwd: here }).status === 0)) {
    fail('PyTorch could not be installed; check the connection to the Python package index.');
  }
  if (run(python, [...pip, '-r', requirements]).status !== 0) {
    fail('The Python packages could not be installed; check the connection to the package index.');
  }
}

const requirements = path.join(here, 'requirements.txt');
const stamp = path.join(environment, 'deepspine-requirements.sha256');
const wanted = createHash('sha256').update(TORCH).update(readFileSync(requirements)).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  install(requirements);
  writeFileSync(stamp, wanted);
}

const lint = run(path.join(environment, 'bin', 'ruff'), ['check', '.']).status === 0;
const report = path.join(environment, 'junit.xml');
rmSync(report, { force: true });
const tests = run(python, ['-m', 'pytest', '-q', 'tests', `--junitxml=${report}`, ...process.argv.slice(2)]);
if (!existsSync(report)) {
  fail('The Python tests did not run; see the message above.');
}
const [, attributes] = /<testsuite ([^>]*)>/.exec(readFileSync(report, 'utf8')) ?? [];
const count = name => Number(new RegExp(`${name}="(\\d+)"`).exec(attributes)?.[1] ?? 0);
const skipped = count('skipped');
// As in test/needs.ts: on a machine that is meant to have everything nothing may be skipped.
const strict = process.env.STRICT === '1' ? skipped : 0;
const failed = count('failures') + count('errors') + strict + (lint ? 0 : 1);
const passed = count('tests') - count('failures') - count('errors') - skipped + (lint ? 1 : 0);
if (skipped > 0) {
  console.log(`${skipped} skipped, each saying above what it lacks`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(tests.status === 0 && failed === 0 && passed > 0 ? 0 : 1);
