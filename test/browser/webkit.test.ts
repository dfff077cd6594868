import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AnalyzeResult } from '../../cli/analyzeResult';
import { startDemo, type Demo } from '../../demo/startDemo';
import { PATHS } from '../../tools/paths';
import { needs } from '../needs';
import { deepspine } from '../queue/command';
import { WebKit } from './webkit';

/** The whole way in WebKit: the viewer, an analysis in WebAssembly, saving, and finding it again. */

jest.setTimeout(1_800_000);

const { it: given, missing } = needs('webkit', 'build', 'viewer');

let folder: string;
let demo: Demo;
let browser: WebKit;

beforeAll(async () => {
  if (missing !== '') {
    return;
  }
  folder = mkdtempSync(path.join(tmpdir(), 'deepspine-webkit-'));
  demo = await startDemo({ port: 0, archiveDir: path.join(folder, 'archive') });
  browser = await WebKit.start();
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Level and condition of every cell, with its grade. */
const CELLS = `return Object.fromEntries(
  [...document.querySelectorAll('[data-cy^=deepspine-cell-][data-grade]')].map(cell => [
    cell.dataset.cy.slice('deepspine-cell-'.length), cell.dataset.grade]))`;
const SAVED = `return document.querySelector('[data-save="saved"]') !== null`;
const press = (name: string) => `document.querySelector('[data-cy=deepspine-${name}]').click()`;

given('a study is graded in WebKit as the command grades it, saved, and found again', async () => {
  const out = path.join(folder, 'result.json');
  const sample = path.join(PATHS.studies, 'spider-45');
  expect((await deepspine('analyze', sample, '--out', out)).code).toBe(0);
  const { study, levels } = JSON.parse(readFileSync(out, 'utf8')) as AnalyzeResult;
  const expected = Object.fromEntries(
    levels.flatMap(({ level, findings }) =>
      Object.entries(findings).map(([condition, { grade }]) => [`${level}-${condition}`, grade])
    )
  );
  const url = `${demo.url}/deepspine?StudyInstanceUIDs=${study}`;
  await browser.goTo(url);
  expect(await browser.run('return navigator.userAgent')).not.toMatch(/Chrom|Firefox/);
  await browser.until(
    `const run = document.querySelector('[data-cy=deepspine-run]'); return run && !run.disabled`,
    'the button Analyze'
  );
  await browser.run(press('run'));
  await browser.until(
    `return document.querySelector('[data-cy=deepspine-backend]')?.innerText.includes('Computed on')
       && document.querySelector('[data-cy=deepspine-save]:not([disabled])') !== null`,
    'the end of the analysis'
  );
  const backend = `return document.querySelector('[data-cy=deepspine-backend]').innerText`;
  expect(await browser.run(backend)).toMatch(/WebAssembly/);
  const cells = await browser.run<Record<string, string>>(CELLS);
  expect(cells).toEqual(expected);
  await browser.run(press('save'));
  await browser.until(SAVED, 'the report in the archive');
  await browser.goTo(url);
  await browser.until(SAVED, 'the report, restored');
  expect(await browser.run(CELLS)).toEqual(cells);
});
