import { ORT_RUNTIMES } from '../../extension/src/inference/ort/ortFiles';
import { inEveryWorker } from './page';
import { pageForEachTest } from './pageForEachTest';

jest.setTimeout(900_000);

/** Chromium then offers WebGPU on its software adapter: right, but slower than WebAssembly. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu'];

const stage = pageForEachTest(SOFTWARE_WEBGPU);

beforeEach(() => {
  stage.site.requests.length = 0;
});

const runtimesAskedFor = () => stage.site.requests.filter(one => one.endsWith('.wasm'));

it('a software adapter counts as none', async () => {
  expect(
    await stage.open.page.evaluate(async () => Boolean(await navigator.gpu.requestAdapter()))
  ).toBe(true);
  const outcome = await stage.open.page.evaluate(async () => {
    const client = new harness.AnalysisClient();
    const prepared = await harness.outcome(client.prepare());
    client.dispose();
    return prepared;
  });
  expect(outcome).toMatchObject({
    value: { backend: 'wasm', reason: { text: expect.stringContaining('software adapter') } },
  });
  expect(runtimesAskedFor()).toEqual([`/deepspine/${ORT_RUNTIMES.wasm.file}`]);
});

it('every model gives the same answer on WebGPU, and a lost device costs only time', async () => {
  // Puts the worker's device within the test's reach.
  await inEveryWorker(
    stage.open.page,
    `const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...args) {
      return (globalThis.device = await request.apply(this, args));
    };`
  );
  const proven = await stage.open.page.evaluate(async () => {
    const client = new harness.AnalysisClient({ backend: 'webgpu', stallMs: 300_000 });
    globalThis.client = client;
    return harness.outcome(client.prepare());
  });
  expect(proven).toMatchObject({
    value: {
      backend: 'webgpu',
      reason: { text: expect.stringContaining('right answers') },
      threads: 1,
    },
  });

  const [worker] = stage.open.page.workers();
  await worker!.evaluate('device.destroy()');
  const after = await stage.open.page.evaluate(async () => {
    const study = await harness.fetchStudy('/few-slices.bin');
    const outcome = await harness.outcome(globalThis.client!.analyze(study));
    return { outcome, workers: harness.workers.length };
  });
  expect(after.outcome).toMatchObject({
    value: {
      backend: {
        backend: 'wasm',
        reason: { text: expect.stringContaining('graphics device was lost') },
      },
    },
  });
  expect(after.workers).toBe(2);
  expect(runtimesAskedFor()).toEqual(
    [ORT_RUNTIMES.jspi, ORT_RUNTIMES.wasm].map(({ file }) => `/deepspine/${file}`)
  );
});

it('an adapter that is slower than WebAssembly costs no other runtime, now or later', async () => {
  const prepare = async () => {
    stage.site.requests.length = 0;
    await inEveryWorker(
      stage.open.page,
      `Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });`
    );
    const { study, levels } = await stage.open.page.evaluate(async () => {
      const client = new harness.AnalysisClient({ stallMs: 300_000 });
      const outcome = await harness.outcome(client.prepare());
      const done = await client.analyze(await harness.fetchStudy('/few-slices.bin'));
      client.dispose();
      return { study: outcome, levels: done.result.levels.map(({ level }) => level) };
    });
    expect(study).toMatchObject({
      value: {
        backend: 'wasm',
        reason: { text: expect.stringContaining('it was faster than WebGPU') },
      },
    });
    expect(levels.length).toBeGreaterThan(0);
    return runtimesAskedFor();
  };
  const jspi = `/deepspine/${ORT_RUNTIMES.jspi.file}`;
  expect(await prepare()).toEqual([jspi]);
  await stage.open.page.reload();
  expect(await prepare()).toEqual([]);
});

it('a graphics memory that is full in mid-run costs only time, and is never an answer', async () => {
  // The device really has no more: beside every buffer another one of the largest size is asked for, which is
  // more than the software adapter has. The runtime looks for invalid calls only, and never hears of it.
  await inEveryWorker(
    stage.open.page,
    `const create = GPUDevice.prototype.createBuffer;
    GPUDevice.prototype.createBuffer = function (given) {
      if (globalThis.full) {
        create.call(this, { size: this.limits.maxBufferSize, usage: GPUBufferUsage.STORAGE });
      }
      return create.call(this, given);
    };`
  );
  const proven = await stage.open.page.evaluate(async () => {
    const client = new harness.AnalysisClient({ backend: 'webgpu', stallMs: 300_000 });
    globalThis.client = client;
    return harness.outcome(client.prepare());
  });
  expect(proven).toMatchObject({ value: { backend: 'webgpu' } });
  await stage.open.page.workers()[0]!.evaluate('globalThis.full = true');
  const after = await stage.open.page.evaluate(async () => {
    const study = await harness.fetchStudy('/few-slices.bin');
    const onWasm = new harness.AnalysisClient({ backend: 'wasm' });
    const outcome = await harness.outcome(globalThis.client!.analyze(study));
    const expected = await harness.outcome(onWasm.analyze(study));
    const levels = [outcome, expected].map(one => one.value?.result.levels);
    return { outcome: { ...outcome, value: outcome.value?.backend }, levels };
  });
  expect(after.outcome).toMatchObject({
    value: {
      backend: 'wasm',
      reason: { text: expect.stringContaining('refused a part of the work') },
    },
  });
  expect(after.levels[0]).toHaveProperty('length');
  expect(after.levels[0]).toEqual(after.levels[1]);
});

it('a graphics process that dies in mid-run costs only time', async () => {
  const system = await stage.browser.newBrowserCDPSession();
  const begun = stage.open.page.evaluate(async () => {
    const study = await harness.fetchStudy('/few-slices.bin');
    const client = new harness.AnalysisClient({ backend: 'webgpu', stallMs: 300_000 });
    const proven = await harness.outcome(client.prepare());
    let slices = 0;
    const onProgress = ({ stage }: { stage: string }) => {
      slices += Number(stage === 'segment');
      if (slices === 3) {
        console.log('in the middle');
      }
    };
    const outcome = await harness.outcome(client.analyze(study, { onProgress }));
    const again = await harness.outcome(client.analyze(study));
    const levels = [outcome, again].map(one => one.value?.result.levels ?? one);
    client.dispose();
    return { proven, backend: outcome.value?.backend ?? outcome, levels };
  });
  await stage.open.page.waitForEvent('console', {
    predicate: one => one.text() === 'in the middle',
    timeout: 600_000,
  });
  // It never answers.
  void system.send('Browser.crashGpuProcess').catch(() => undefined);
  const { proven, backend, levels } = await begun;
  expect(proven).toMatchObject({ value: { backend: 'webgpu' } });
  expect(backend).toMatchObject({
    backend: 'wasm',
    reason: { text: expect.stringContaining('graphics device was lost') },
  });
  expect(levels[0]).toHaveProperty('length');
  expect(levels[1]).toEqual(levels[0]);
});
