import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');

/** A copy of what the command is made of, so that nothing of this checkout is touched. */
let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'deepspine-bundle-'));
  for (const part of ['cli', 'extension/src', 'extension/package.json', 'tools/packaging']) {
    cpSync(path.join(ROOT, part), path.join(copy, part), {
      recursive: true,
      filter: file => !file.includes('.bundle.cjs'),
    });
  }
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(path.join(ROOT, file), path.join(copy, file));
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const bundle = () => path.join(copy, 'cli/deepspine.bundle.cjs');
const made = () => statSync(bundle(), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function help(): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(copy, 'cli/bin.mjs'), '--help'],
    { encoding: 'utf8' }
  );
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

it('is built at the first start, kept, and built anew when a source is newer', () => {
  expect(made()).toBe(0);
  expect(help()).toMatch(/^Usage: deepspine/);
  const first = made();
  expect(first).toBeGreaterThan(0);
  help();
  expect(made()).toBe(first);
  const source = path.join(copy, 'extension/src/findings/vocabulary.ts');
  const now = new Date();
  utimesSync(source, now, now);
  help();
  expect(made()).toBeGreaterThan(first);
}, 300_000);

it('loads no compiler once it is built', () => {
  help();
  const script = `
    process.argv = ['node', 'deepspine', '--help'];
    process.on('exit', () => {
      const loaded = Object.keys(require.cache).filter(file => /tsx|esbuild|typescript/.test(file));
      process.stderr.write(JSON.stringify(loaded));
    });
    import(${JSON.stringify(path.join(copy, 'cli/bin.mjs'))});`;
  const { stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  expect(stderr).toBe('[]');
}, 300_000);
