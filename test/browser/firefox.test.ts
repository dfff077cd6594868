import type { Browser, Page } from 'puppeteer-core';
import type { AnalysisResult } from '../../extension/src/analysis/types';
import type { BackendInfo } from '../../extension/src/inference';
import { firefoxLacks, launchFirefox } from './firefox';
import { startSite } from './page';
import { sampleStudy } from './sampleStudy';
import type { SiteServer } from './siteServer';
import { packStudy } from './studyPack';

jest.setTimeout(1_800_000);

/** Enough of the sample study's middle for every level to be found. */
const SLICES = 6;
/** Share of pixels whose label may differ: those on an edge, where two classes are about equally likely. */
const MOST_OTHER_LABELS = 1e-3;

interface Analysis {
  readonly backend: BackendInfo;
  readonly result: AnalysisResult;
  /** Labels of all slices, one after the other. */
  readonly labels: readonly number[];
}

const lacks = firefoxLacks();
if (lacks) {
  console.log(`Skipped: the whole analysis on WebGPU. ${lacks}`);
}

(lacks ? describe.skip : describe)('the whole analysis on WebGPU in Firefox', () => {
  let browser: Browser;
  let site: SiteServer;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchFirefox();
    site = await startSite({ '/study.bin': packStudy(await sampleStudy(SLICES)) });
    page = await browser.newPage();
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('console', message => {
      if (['error', 'warn'].includes(message.type())) {
        complaints.push(message.text());
      }
    });
    await page.goto(`${site.url}/page.html`);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function analyse(backend: 'webgpu' | 'wasm'): Promise<Analysis> {
    const json = await page.evaluate(async wanted => {
      const client = new harness.AnalysisClient({ backend: wanted, stallMs: 600_000 });
      const done = await client.analyze(await harness.fetchStudy('/study.bin'));
      client.dispose();
      const labels = done.result.segmentation.slices.flatMap(slice => [...slice.labels]);
      return JSON.stringify({ ...done, labels });
    }, backend);
    return JSON.parse(json) as Analysis;
  }

  it('gives the levels, grades, probabilities and labels that WebAssembly gives', async () => {
    const onGpu = await analyse('webgpu');
    const onWasm = await analyse('wasm');
    // Firefox names no adapter; the driver's own is the only one it was given.
    expect(onGpu.backend).toMatchObject({
      backend: 'webgpu',
      adapter: expect.any(String),
      reason: expect.stringContaining('right answers'),
    });
    expect(onWasm.backend).toMatchObject({ backend: 'wasm' });

    const names = ({ result }: Analysis) => result.levels.map(({ level }) => level);
    expect(names(onWasm)).toEqual(expect.arrayContaining(['L3-L4', 'L4-L5', 'L5-S1']));
    expect(names(onGpu)).toEqual(names(onWasm));

    const figures = compare(onGpu, onWasm);
    console.log(`     WebGPU and WebAssembly: ${JSON.stringify(figures)}`);
    expect(figures.compared).toBeGreaterThan(0);
    expect(figures.otherGrades).toEqual([]);
    expect(figures.probability).toBeLessThan(0.01);
    expect(figures.labels).toBeLessThan(MOST_OTHER_LABELS);
    expect(complaints).toEqual([]);
  });
});

/** What two analyses of the same study differ in; equal levels are taken for granted. */
function compare(actual: Analysis, expected: Analysis) {
  const otherGrades: string[] = [];
  let compared = 0;
  let probability = 0;
  expected.result.levels.forEach(({ level, findings }, i) => {
    findings.forEach(({ condition, grade, modelGrade }, k) => {
      const other = actual.result.levels[i]!.findings[k]!;
      if (other.grade !== grade) {
        otherGrades.push(`${level} ${condition}: ${other.grade} for ${grade}`);
      }
      const others: Readonly<Record<string, number>> = { ...other.modelGrade?.probabilities };
      for (const [name, value] of Object.entries(modelGrade?.probabilities ?? {})) {
        probability = Math.max(probability, Math.abs((others[name] ?? NaN) - value));
        compared++;
      }
    });
  });
  const differing = expected.labels.filter((label, i) => label !== actual.labels[i]).length;
  return { compared, otherGrades, probability, labels: differing / expected.labels.length };
}
