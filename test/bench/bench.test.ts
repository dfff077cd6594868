import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readFileSync } from 'node:fs';
import { parseManifest } from '../../extension/src/analysis/models/manifest';
import { ORT_RUNTIMES } from '../../extension/src/inference/ort/ortFiles';
import { SERVED } from '../browser/page';
import type { BenchReport } from './report';
import { shortStudy } from './studies';

jest.setTimeout(900_000);

const ROOT = path.join(__dirname, '../..');

let report: BenchReport;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'deepspine-bench-test-'));
  const out = path.join(folder, 'bench.json');
  const args = ['--import', 'tsx', 'test/bench/run.ts', '--repetitions', '1', '--runs', '3'];
  const parts = ['--studies', 'short', '--only', 'browser', 'memory', '--out', out];
  try {
    await promisify(execFile)(process.execPath, [...args, ...parts], { cwd: ROOT });
    report = JSON.parse(await readFile(out, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('compares the analysis with the models alone in Node and in the browser', () => {
  const [{ rows, backends }] = report.studies as [BenchReport['studies'][number]];
  expect(rows.map(({ name }) => name)).toEqual([
    'models alone, native',
    'large product, native',
    'Node, decoded pixels',
    'Node, from files',
    'browser (wasm, isolated)',
    'models alone, wasm, isolated',
    'large product, wasm, isolated',
    'browser (wasm, not isolated)',
    'models alone, wasm, not isolated',
    'large product, wasm, not isolated',
  ]);
  const pipelines = rows.filter(({ name }) => /^(Node|browser)/.test(name));
  for (const {
    name,
    overOwnModels,
    ofPeak,
    notModel,
    firstFinding,
    firstSegmentation,
  } of pipelines) {
    expect(overOwnModels!.median).toBeGreaterThan(0);
    expect(ofPeak!.median).toBeGreaterThan(0);
    expect(notModel!.median).toBeGreaterThan(0);
    expect(notModel!.median).toBeLessThan(1);
    expect(firstFinding!.median).toBeLessThan(1);
    if (name.startsWith('browser')) {
      expect(firstSegmentation!.median).toBeLessThan(firstFinding!.median);
    }
  }
  const several = report.machine.threads > 1;
  expect(backends.map(({ threads }) => threads > 1)).toEqual([several, several]);
});

it('runs a session once to find the spine, once per slice and twice per level', async () => {
  const { study } = await shortStudy();
  const slices = study.series[0]!.slices.length;
  const { cost, levels } = report.memory!;
  expect(levels).toBeGreaterThanOrEqual(5);
  const runs = 1 + slices + 2 * levels;
  expect(report.studies[0]!.sessionRuns).toBe(runs);
  expect(cost.sessionRuns).toBe(runs);
});

it('copies every pixel once, moves it, and bothers the page with few messages', async () => {
  const { study } = await shortStudy();
  const slices = study.series[0]!.slices.length;
  const { cost, levels } = report.memory!;
  const pixelBytes = study.series
    .flatMap(series => series.slices)
    .reduce((sum, { pixels }) => sum + pixels.byteLength, 0);
  expect(cost.copiedBytes).toBe(pixelBytes);
  // Every slice and level, and the located spine, each with how far that is; where segmenting and grading begin; the result.
  expect(cost.messages).toBe(slices + levels + 1 + 2 + 1);
});

it('asks the network for nothing once the models are there, and for little before', () => {
  const { downloadedAgainBytes, downloaded } = report.memory!;
  expect(downloadedAgainBytes).toBe(0);
  const manifestFile = path.join(SERVED, 'models/manifest.json');
  const { models } = parseManifest(JSON.parse(readFileSync(manifestFile, 'utf8')));
  const weights = models.map(({ file }) => `/deepspine/models/${file}`);
  expect(downloaded.filter(one => one.endsWith('.onnx')).sort()).toEqual(weights.sort());
  const runtimes = downloaded.filter(one => one.endsWith('.wasm'));
  expect(runtimes).toEqual([`/deepspine/${ORT_RUNTIMES.wasm.file}`]);
  expect(models.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(20e6);
});
