/**
 * `npm test`: installs what is missing, builds, and runs every check that needs Node and a browser.
 * Its last line is `N passed, N failed`; it exits with 1 when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeIsTooOld, OLDEST_NODE } from '../tools/packaging/nodeVersion.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'deepspine-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Runs a program in the repository with its output shown; returns whether it exited with 0. */
function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error) {
    console.log(`${program} could not be started: ${error.message}`);
  }
  return status === 0;
}

function count(passed, failed, skipped = 0) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
}

/** One check that is right or wrong as a whole. */
function check(name, passed) {
  console.log(`${passed ? 'passed' : 'FAILED'}: ${name}`);
  count(passed ? 1 : 0, passed ? 0 : 1);
  if (!passed) {
    failures.push(name);
  }
  return passed;
}

function title(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`);
}

function finish() {
  rmSync(scratch, { recursive: true, force: true });
  title('result');
  failures.forEach(failure => console.log(`failed: ${failure}`));
  if (totals.skipped > 0) {
    console.log(`${totals.skipped} skipped, each saying above what it lacks`);
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 ? 0 : 1);
}

/** npm leaves a lockfile of what it installed in node_modules; optional packages may be missing there. */
function packagesInstalled() {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) {
    return false;
  }
  const packagesOf = file => JSON.parse(readFileSync(file, 'utf8')).packages;
  const present = packagesOf(installed);
  return Object.entries(packagesOf(path.join(root, 'package-lock.json'))).every(
    ([name, { version, optional, link }]) =>
      !name.startsWith('node_modules/') ||
      link ||
      (present[name] ? present[name].version === version : optional === true)
  );
}

function installPackages() {
  return packagesInstalled() || run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Finds a browser, or installs Debian's where that is allowed. */
function haveBrowser() {
  const { register } = createRequire(path.join(root, 'package.json'))('tsx/cjs/api');
  register();
  const { findBrowser } = createRequire(import.meta.url)('./browser/launch.ts');
  if (findBrowser()) {
    return true;
  }
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], env);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], env);
  }
  if (!findBrowser()) {
    console.log(
      'No Chrome or Chromium was found, and it could not be installed here: install one ' +
        '(Debian: apt-get install chromium) or name its path in CHROME_PATH.'
    );
  }
  return findBrowser() !== null;
}

/**
 * Programs of others that judge our DICOM objects, the archive, the queue and the web server that the tests use, and
 * the browser that has WebGPU without a graphics card; tests that need them skip, and say so, where they are missing.
 */
function installJudges() {
  const programs = [
    'strace',
    'dciodvfy',
    'dsrdump',
    'Orthanc',
    'redis-server',
    'nginx',
    'firefox-esr',
    'java',
    'WebKitWebDriver',
    'Xvfb',
    'openssl',
  ];
  const missing = programs.filter(
    name => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0
  );
  const { findLavapipe } = createRequire(import.meta.url)('./browser/firefox.ts');
  if (
    (missing.length > 0 || !existsSync('/usr/share/java/pixelmed.jar') || !findLavapipe()) &&
    process.getuid?.() === 0 &&
    existsSync('/usr/bin/apt-get')
  ) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const packages = [
      'python3-venv',
      'strace',
      'dicom3tools',
      'dcmtk',
      'orthanc',
      'orthanc-dicomweb',
      'redis-server',
      'nginx-light',
      'firefox-esr',
      'webkit2gtk-driver',
      'xvfb',
      'openssl',
      'mesa-vulkan-drivers',
      'default-jre-headless',
      'libpixelmed-java',
    ];
    run('apt-get', ['update', '-qq'], env);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env);
  }
}

/** What tests need of Python, in an environment of its own; tests that need it skip, and say so, where it is missing. */
function installPython() {
  const requirements = path.join(root, 'test/requirements.txt');
  const environment = path.join(root, '.venv-test');
  const python = path.join(environment, 'bin/python');
  const stamp = path.join(environment, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements];
  if (run('python3', ['-m', 'venv', environment]) && run(python, pip)) {
    writeFileSync(stamp, wanted);
  }
}

function runJest() {
  const file = path.join(scratch, 'jest.json');
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const ended = run(process.execPath, [jest, '--maxWorkers=2', '--json', `--outputFile=${file}`]);
  if (!existsSync(file)) {
    check('jest wrote its result', false);
    return;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  // A suite that cannot even be loaded holds no tests, and must not count as none failed.
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = result;
  count(numPassedTests, numFailedTests + numRuntimeErrorTestSuites, numPendingTests);
  for (const suite of result.testResults) {
    const name = path.relative(root, suite.name);
    const failed = suite.assertionResults.filter(({ status }) => status === 'failed');
    failed.forEach(({ fullName }) => failures.push(`${name}: ${fullName}`));
    if (suite.status === 'failed' && failed.length === 0) {
      failures.push(`${name} could not run`);
    }
  }
  const noneFailed = numFailedTests + numRuntimeErrorTestSuites === 0;
  if (noneFailed && (!ended || numPassedTests === 0)) {
    check('jest ended well', false);
  }
}

/** The script writes { passed, failed, skipped, failures } to the file it is given. */
function runEndToEnd() {
  mkdirSync(path.join(root, 'test/artefacts'), { recursive: true });
  const file = path.join(scratch, 'e2e.json');
  const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs');
  const ended = run(process.execPath, [tsx, 'test/e2e/run.ts', file]);
  if (!existsSync(file)) {
    check('end to end in the viewer', false);
    return;
  }
  const { passed, failed, skipped, failures: names } = JSON.parse(readFileSync(file, 'utf8'));
  count(passed, failed, skipped);
  names.forEach(name => failures.push(`end to end: ${name}`));
  if (failed === 0 && (!ended || passed === 0)) {
    check('the end-to-end run ended well', false);
  }
}

if (nodeIsTooOld()) {
  check(`Node ${OLDEST_NODE} or newer (this is ${process.version})`, false);
  finish();
}
title('packages and browser');
if (!check('packages are installed', installPackages())) {
  console.log('npm ci failed; check the network, then run npm test again.');
  finish();
}
const browser = check('a Chrome or Chromium is there', haveBrowser());
title('build');
const built = check(
  'the extension, the mode and the worker build',
  run('npm', ['run', '-s', 'build'])
);
title('types and style');
check('types', run('npm', ['run', '-s', 'typecheck']));
check('lint and format', run('npm', ['run', '-s', 'lint']));
title('unit and integration tests');
installJudges();
installPython();
runJest();
title('end to end in the viewer');
if (browser && built) {
  runEndToEnd();
} else {
  check('end to end in the viewer (needs the browser and the build)', false);
}
finish();
