import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import { CONDITIONS } from '../../extension/src/findings';
import { analyzeResult, type AnalyzeResult } from '../../cli/analyzeResult';
import { launchBrowser } from './launch';
import { openPage, SERVED, startSite } from './page';
import { SAMPLE_FOLDER, sampleStudy } from './sampleStudy';
import { packStudy } from './studyPack';

jest.setTimeout(900_000);

const COMMAND = path.join(__dirname, '../../cli/bin.mjs');

let inBrowser: AnalyzeResult;
let inNode: AnalyzeResult;

beforeAll(async () => {
  inNode = await analyzeInNode();
  inBrowser = analyzeResult(await analyzeInBrowser(), 'onnxruntime-web wasm', [], {});
});

/** The sample study through the command line, with the models that the site serves. */
async function analyzeInNode(): Promise<AnalyzeResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'deepspine-agreement-'));
  try {
    const out = path.join(folder, 'result.json');
    const models = path.join(SERVED, 'models');
    await promisify(execFile)(process.execPath, [
      ...[COMMAND, 'analyze', SAMPLE_FOLDER],
      ...['--models', models, '--out', out],
    ]);
    return JSON.parse(await readFile(out, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same study in the worker of a page. */
async function analyzeInBrowser(): Promise<AnalysisResult> {
  const browser = await launchBrowser();
  const site = await startSite({ '/study.bin': packStudy(await sampleStudy()) });
  try {
    const { page } = await openPage(browser, site.url);
    return await page.evaluate(async () => {
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const { result } = await client.analyze(await harness.fetchStudy('/study.bin'));
      client.dispose();
      return result;
    });
  } finally {
    await browser.close();
    await site.close();
  }
}

it('both run the same models on the same series and name the same discs', () => {
  expect(inBrowser.study).toBe(inNode.study);
  expect(inBrowser.series).toEqual(inNode.series);
  expect(inBrowser.models).toEqual(inNode.models);
  expect(inBrowser.warnings).toEqual(inNode.warnings);
  const names = inNode.levels.map(({ level }) => level);
  expect(names).toEqual(expect.arrayContaining(['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']));
  expect(inBrowser.levels.map(({ level }) => level)).toEqual(names);
});

it('discs lie at the same place, and measure the same, within 0.1 mm', () => {
  inNode.levels.forEach(({ center, measurements }, i) => {
    const other = inBrowser.levels[i]!;
    center.forEach((mm, axis) => expect(Math.abs(other.center[axis]! - mm)).toBeLessThan(0.1));
    const { canalApMm } = measurements;
    if (canalApMm === null) {
      expect(other.measurements.canalApMm).toBeNull();
    } else {
      expect(Math.abs(other.measurements.canalApMm! - canalApMm)).toBeLessThan(0.1);
    }
  });
});

it('grades are equal and probabilities within 1e-3', () => {
  let compared = 0;
  inNode.levels.forEach(({ findings }, i) => {
    for (const condition of CONDITIONS) {
      const { grade, probabilities = {} } = findings[condition];
      const other = inBrowser.levels[i]!.findings[condition];
      expect(other.grade).toBe(grade);
      const others: Readonly<Record<string, number>> = { ...other.probabilities };
      expect(Object.keys(others)).toEqual(Object.keys(probabilities));
      for (const [name, probability] of Object.entries(probabilities)) {
        expect(Math.abs(others[name]! - probability)).toBeLessThan(1e-3);
        compared++;
      }
    }
  });
  expect(compared).toBeGreaterThan(0);
});
