import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import type { Manifest } from '../../extension/src/analysis/modelSpec';
import type { AnalysisResult } from '../../extension/src/analysis/result';
import type { BackendInfo, BackendPreference } from '../../extension/src/inference';
import { ORT_RUNTIMES } from '../../extension/src/inference/ort/ortFiles';
import { bundleHarness } from './bundleHarness';
import { launchFirefox } from './firefox';
import { SERVED, startSite } from './page';
import { sampleStudy } from './sampleStudy';
import type { SiteServer } from './siteServer';
import { packStudy } from './studyPack';
import { needs } from '../needs';

jest.setTimeout(1_800_000);
// On a busy machine Firefox at times never answers a worker whose predecessor was terminated; the watchdog then
// goes on in WebAssembly, as it should. Such a test is run again, and says so.
jest.retryTimes(2, { logErrorsBeforeRetry: true });
/** ms without a sign of life; a run takes seconds. */
const STALL_MS = 150_000;

/** Share of pixels whose label may differ: those on an edge, where two classes are about equally likely. */
const MOST_OTHER_LABELS = { fp32: 1e-4, fp16: 1e-3 };

interface Analysis {
  readonly backend: BackendInfo;
  readonly result: AnalysisResult;
  /** Labels of all slices, one after the other. */
  readonly labels: readonly number[];
  /** Compute pipelines that had been made when the models were ready, and in the end. */
  readonly shaders: readonly [ready: number, end: number];
}

declare global {
  /** How many devices the workers of a page have asked for, and how many shaders they have compiled. */
  var webgpuCalls: () => Promise<{ readonly device: number; readonly shader: number }>;
}

const MANIFEST: Manifest = JSON.parse(
  readFileSync(path.join(SERVED, 'models/manifest.json'), 'utf8')
);
/** The same models at a site that has no half files. */
const WITHOUT_VARIANTS = {
  ...MANIFEST,
  models: MANIFEST.models.map(model => ({ ...model, variants: undefined })),
};

/** The localisation is left to the processor. */
const ON_GPU = MANIFEST.models.filter(({ task }) => task !== 'localisation');

/** Where models are found that a GPU computes; precisions in the order of the manifest, the last for the others. */
const placedOnGpu = (...precisions: string[]) =>
  MANIFEST.models.map(spec => {
    const at = ON_GPU.indexOf(spec);
    return at < 0
      ? { name: spec.name, backend: 'wasm', precision: 'fp32' }
      : { name: spec.name, backend: 'webgpu', precision: precisions[at] ?? precisions.at(-1) };
  });

/** ONNX: ArgMax over the second axis of x [1, 4, 8], then Cast to float32 as y; WebGPU has no Cast from int64. */
const ARGMAX_CAST =
  'CAgSADp4CiwKAXgSAWsiBkFyZ01heCoLCgRheGlzGAGgAQIqDwoIa2VlcGRpbXMYAKABAgoXCgFrEgF5IgRDYXN0KgkKAnRv' +
  'GAGgAQISAWdaFwoBeBISChAIARIMCgIIAQoCCAQKAggIYhMKAXkSDgoMCAESCAoCCAEKAggIQgQKABAR';

/** Makes the one adapter, which computes on the processor, look like a graphics card. */
const TAKEN_FOR_A_CARD = `
  Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });`;

/** Spoils what a worker reads back first, as a driver that errs in half precision would. */
const FIRST_ANSWER_WRONG = `
  const map = GPUBuffer.prototype.getMappedRange;
  let right = false;
  GPUBuffer.prototype.getMappedRange = function (...args) {
    const range = map.apply(this, args);
    if (!right && this.usage & GPUBufferUsage.MAP_READ) {
      right = true;
      new Uint8Array(range).fill(0);
    }
    return range;
  };`;

needs('firefox with WebGPU').describe('WebGPU in Firefox', () => {
  let browser: Browser;
  let site: SiteServer;
  let single: SiteServer;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchFirefox();
    const study = packStudy(await sampleStudy());
    const models = await bundleHarness(path.join(__dirname, 'modelHarness.ts'));
    site = await startSite({
      '/study.bin': study,
      '/models.html': '<!doctype html><script type="module" src="/models.js"></script>',
      '/models.js': models,
    });
    single = await startSite({
      '/study.bin': study,
      '/deepspine/models/manifest.json': JSON.stringify(WITHOUT_VARIANTS),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await single?.close();
  });
  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage();
    page.on('pageerror', error => complaints.push(String(error)));
    page.on('console', message => {
      if (['error', 'warn'].includes(message.type())) {
        complaints.push(message.text());
      }
    });
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  /** Opens the page at a site; its workers first run a script, and then tell what they ask of WebGPU. */
  async function goTo(at: SiteServer, first = ''): Promise<void> {
    await page.goto(`${at.url}/page.html`);
    await page.evaluate(script => {
      const calls = { device: 0, shader: 0 };
      let working = 0;
      let unheard = 0;
      let allHeard = () => {};
      const channel = new BroadcastChannel('webgpu');
      channel.onmessage = ({ data }: MessageEvent<keyof typeof calls | 'heard'>) => {
        if (data !== 'heard') {
          calls[data]++;
        } else if (--unheard === 0) {
          allHeard();
        }
      };
      globalThis.webgpuCalls = async () => {
        // The answer of a worker comes after all that it told before.
        unheard = working;
        const heard = new Promise<void>(resolve => (allHeard = resolve));
        channel.postMessage('answer');
        await (working > 0 && heard);
        return { ...calls };
      };
      const RealWorker = globalThis.Worker;
      globalThis.Worker = class extends RealWorker {
        override terminate(): void {
          working--;
          super.terminate();
        }

        constructor(url: string | URL, options?: WorkerOptions) {
          const source = `${script}
            const calls = new BroadcastChannel('webgpu');
            calls.onmessage = ({ data }) => data === 'answer' && calls.postMessage('heard');
            for (const [owner, name, what] of [
              [GPUAdapter, 'requestDevice', 'device'],
              [GPUDevice, 'createComputePipeline', 'shader'],
              [GPUDevice, 'createComputePipelineAsync', 'shader'],
            ]) {
              const original = owner.prototype[name];
              owner.prototype[name] = function (...args) {
                calls.postMessage(what);
                return original.apply(this, args);
              };
            }
            await import(${JSON.stringify(String(url))});`;
          super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options);
          working++;
        }
      };
    }, first);
  }

  async function analyze(at: SiteServer, backend: BackendPreference): Promise<Analysis> {
    await goTo(at);
    const json = await page.evaluate(
      async (wanted, stallMs) => {
        const client = new harness.AnalysisClient({ backend: wanted, stallMs });
        await client.prepare();
        const ready = await webgpuCalls();
        const done = await client.analyze(await harness.fetchStudy('/study.bin'));
        const end = await webgpuCalls();
        client.dispose();
        const labels = done.result.segmentation.slices.flatMap(slice => [...slice.labels]);
        return JSON.stringify({ ...done, labels, shaders: [ready.shader, end.shader] });
      },
      backend,
      STALL_MS
    );
    return JSON.parse(json) as Analysis;
  }

  /** Starts the models without a study, and says what was asked of WebGPU and of the server meanwhile. */
  async function prepare(at: SiteServer, backend: BackendPreference, first = '') {
    await goTo(at, first);
    at.requests.length = 0;
    const json = await page.evaluate(
      async (wanted, stallMs) => {
        const client = new harness.AnalysisClient({ backend: wanted, stallMs });
        const info = await client.prepare();
        const { device: devices } = await webgpuCalls();
        client.dispose();
        return JSON.stringify({ info, devices });
      },
      backend,
      STALL_MS
    );
    const started: { readonly info: BackendInfo; readonly devices: number } = JSON.parse(json);
    return { ...started, heavy: at.requests.filter(one => /\.(onnx|wasm)$/.test(one)) };
  }

  describe('gives the levels, grades, probabilities and labels that WebAssembly gives', () => {
    let onWasm: Analysis;
    beforeAll(async () => {
      page = await browser.newPage();
      onWasm = await analyze(site, 'wasm');
      await page.close();
      expect(onWasm.backend).toMatchObject({ backend: 'wasm' });
      expect(onWasm.result.levels.map(({ level }) => level)).toEqual(
        expect.arrayContaining(['L3-L4', 'L4-L5', 'L5-S1'])
      );
    });

    it.each(['fp32', 'fp16'] as const)('in %s', async precision => {
      const onGpu = await analyze(precision === 'fp16' ? site : single, 'webgpu');
      // Firefox names no adapter; the driver's own is the only one it was given.
      expect(onGpu.backend).toMatchObject({
        backend: 'webgpu',
        threads: 1,
        adapter: expect.any(String),
        reason: { text: expect.stringContaining('right answers') },
        models: placedOnGpu(precision),
        warmUpMs: expect.any(Number),
      });
      expect(onGpu.backend.reason.text.includes('in half precision')).toBe(precision === 'fp16');

      const names = ({ result }: Analysis) => result.levels.map(({ level }) => level);
      expect(names(onGpu)).toEqual(names(onWasm));
      // What is not compiled ahead holds up the first slices, and counts as theirs: the few that a single slice
      // needs beside those of a batch.
      const [ready, end] = onGpu.shaders;
      expect(ready).toBeGreaterThan(10);
      expect(end - ready).toBeLessThanOrEqual(ready / 8);

      const figures = compare(onGpu, onWasm);
      console.log(`${precision} on WebGPU and WebAssembly: ${JSON.stringify(figures)}`);
      expect(figures.compared).toBeGreaterThan(0);
      expect(figures.otherGrades).toEqual([]);
      expect(figures.probability).toBeLessThan(0.01);
      expect(figures.labels).toBeLessThan(MOST_OTHER_LABELS[precision]);
    });
  });

  describe('at the first start', () => {
    /** The verdicts that the browser keeps; with `change`, an expression of them, they are replaced. */
    async function verdicts(change = 'kept'): Promise<Kept> {
      const json = await page.evaluate(async expression => {
        const cache = await caches.open('deepspine-models-v1');
        const url = `${location.origin}/deepspine/verdicts.json`;
        const kept = await (await cache.match(url))!.json();
        const changed = new Function('kept', `return ${expression};`)(kept);
        await cache.put(url, new Response(JSON.stringify(changed)));
        return JSON.stringify(changed);
      }, change);
      return JSON.parse(json) as Kept;
    }
    interface Kept {
      readonly models: Readonly<
        Record<string, { times?: object; precision: string; answers: object }>
      >;
    }
    const everyVerdict = (change: string) =>
      `(Object.values(kept.models).forEach(model => { ${change} }), kept)`;

    beforeEach(async () => {
      await page.goto(`${site.url}/page.html`);
      await page.evaluate(() => caches.delete('deepspine-models-v1'));
    });

    it('an adapter is measured, and later ones go straight to what is faster', async () => {
      const first = await prepare(site, 'auto', TAKEN_FOR_A_CARD);
      // lavapipe takes many times as long as WebAssembly on the same processor.
      expect(first.info).toMatchObject({
        backend: 'wasm',
        reason: { text: expect.stringContaining('it was faster than WebGPU on') },
        warmUpMs: expect.any(Number),
      });
      expect(first.devices).toBe(1);

      const second = await prepare(site, 'auto', TAKEN_FOR_A_CARD);
      // Nothing had to be warmed up.
      expect(second.info).toEqual({ ...first.info, warmUpMs: undefined });
      expect(second.devices).toBe(0);
      expect(second.heavy).toEqual([]);

      // As if it had been the other way round. The answers are altered a little: whoever asks WebAssembly again
      // puts them right.
      const altered = await verdicts(
        everyVerdict(`model.times = { webgpu: 1, wasm: 2 };
          Object.values(model.answers).forEach(({ data }) => (data[0] *= 1.001));`)
      );
      const third = await prepare(site, 'auto', TAKEN_FOR_A_CARD);
      expect(third.info).toMatchObject({ backend: 'webgpu', models: placedOnGpu('fp16') });
      expect(third.heavy).toEqual([]);
      expect(await verdicts()).toEqual(altered);

      const spoilt = await verdicts(
        everyVerdict('Object.values(model.answers).forEach(({ data }) => data.fill(0));')
      );
      const fourth = await prepare(site, 'auto', TAKEN_FOR_A_CARD);
      expect(fourth.info).toEqual({ ...third.info, warmUpMs: expect.any(Number) });
      expect(await verdicts()).not.toEqual(spoilt);
    });

    it.each([
      ['in a browser that can suspend WebAssembly', 'jspi', ''],
      ['in one that cannot', 'asyncify', 'delete WebAssembly.Suspending;'],
    ] as const)(
      'a GPU that is demanded is not measured, and the half files are all that it needs, %s',
      async (_, runtime, script) => {
        const { info, heavy } = await prepare(site, 'webgpu', script);
        // Why not, if not.
        expect(info.reason.text).toContain('in half precision, which gave the right answers');
        expect(info).toMatchObject({ backend: 'webgpu', models: placedOnGpu('fp16') });
        expect(heavy.sort()).toEqual(
          [
            `/deepspine/${ORT_RUNTIMES[runtime].file}`,
            ...MANIFEST.models.map(
              ({ variants: [half] = [], file }) => `/deepspine/models/${half?.file ?? file}`
            ),
          ].sort()
        );
        const kept = Object.values((await verdicts()).models);
        expect(kept.map(({ times }) => times)).toEqual(ON_GPU.map(() => undefined));
      }
    );

    it('half precision that gives wrong answers is replaced by single precision for good', async () => {
      const first = await prepare(site, 'webgpu', FIRST_ANSWER_WRONG);
      expect(first.info).toMatchObject({
        backend: 'webgpu',
        models: placedOnGpu('fp32', 'fp16'),
        reason: {
          text: expect.stringMatching(/\(not in half precision: spine-segmentation gives wrong/),
        },
      });
      const second = await prepare(site, 'webgpu');
      expect(second.info).toMatchObject({ backend: 'webgpu', models: placedOnGpu('fp32', 'fp16') });
      expect(second.heavy).toEqual([]);
    });
  });

  it('runs that are asked for at once are each answered as they are alone', async () => {
    await page.goto(`${site.url}/models.html`);
    const { between, others } = await page.evaluate(() => onGpu.allAtOnce());
    expect(others).toBeGreaterThan(0.01);
    expect(between).toBeLessThan(1e-5);
  });

  it('a graph of which a part would run on the processor is refused', async () => {
    const spec = {
      ...MANIFEST.models[0]!,
      file: 'argmax.onnx',
      inputs: [{ ...MANIFEST.models[0]!.inputs[0]!, name: 'x', shape: [1, 4, 8] }],
      outputs: [{ name: 'y', shape: [1, 8], classes: [] }],
    };
    await page.goto(`${site.url}/models.html`);
    const said = await page.evaluate((...args) => onGpu.refusal(...args), ARGMAX_CAST, spec);
    expect(said).toMatch(/argmax\.onnx could not be started: .*fallback/);
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
