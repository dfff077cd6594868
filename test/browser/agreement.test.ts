import path from 'node:path';
import { analyze } from '../../extension/src/analysis/analyze';
import type { AnalysisResult } from '../../extension/src/analysis/types';
import { CONDITIONS } from '../../extension/src/findings';
import { loadModels } from '../../models/node/models';
import { launchBrowser } from './launch';
import { openPage, SERVED, startSite } from './page';
import { sampleStudy } from './sampleStudy';
import { packStudy } from './studyPack';

jest.setTimeout(900_000);

let inBrowser: AnalysisResult;
let inNode: AnalysisResult;

beforeAll(async () => {
  const study = await sampleStudy();
  const models = await loadModels(path.join(SERVED, 'models'));
  inNode = await analyze(study, models);
  await models.release();

  const browser = await launchBrowser();
  const site = await startSite({ '/study.bin': packStudy(study) });
  try {
    const { page } = await openPage(browser, site.url);
    inBrowser = await page.evaluate(async () => {
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const { result } = await client.analyze(await harness.fetchStudy('/study.bin'));
      client.dispose();
      return result;
    });
  } finally {
    await browser.close();
    await site.close();
  }
});

it('the sample study has its lumbar discs on both sides', () => {
  const names = inNode.levels.map(({ level }) => level);
  expect(names).toEqual(expect.arrayContaining(['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']));
  expect(inBrowser.levels.map(({ level }) => level)).toEqual(names);
  expect(inBrowser.models).toEqual(inNode.models);
  expect(inBrowser.warnings).toEqual(inNode.warnings);
});

it('discs lie at the same place within 0.1 mm', () => {
  inNode.levels.forEach(({ frame }, i) => {
    const other = inBrowser.levels[i]!.frame;
    frame.center.forEach((mm, axis) => {
      expect(Math.abs(other.center[axis]! - mm)).toBeLessThan(0.1);
    });
  });
});

it('grades are equal and probabilities within 1e-3', () => {
  const findings = inNode.levels.flatMap(level => level.findings);
  const others = inBrowser.levels.flatMap(level => level.findings);
  expect(findings).toHaveLength(inNode.levels.length * CONDITIONS.length);
  findings.forEach((finding, i) => {
    const other = others[i]!;
    const { level, condition, grade } = finding;
    expect(other).toMatchObject({ level, condition, grade });
    const probabilities = Object.entries(finding.modelGrade?.probabilities ?? {});
    const otherProbabilities = { ...other.modelGrade?.probabilities } as Record<string, number>;
    expect(Object.keys(otherProbabilities)).toHaveLength(probabilities.length);
    for (const [name, probability] of probabilities) {
      expect(Math.abs(otherProbabilities[name]! - probability)).toBeLessThan(1e-3);
    }
  });
});

it('the segmentation differs in at most one pixel of 10,000', () => {
  let different = 0;
  let all = 0;
  inNode.segmentation.slices.forEach(({ labels }, i) => {
    const other = inBrowser.segmentation.slices[i]!.labels;
    expect(other).toHaveLength(labels.length);
    labels.forEach((label, k) => (different += Number(label !== other[k])));
    all += labels.length;
  });
  expect(inBrowser.segmentation.segments).toEqual(inNode.segmentation.segments);
  expect(different / all).toBeLessThanOrEqual(1e-4);
});
