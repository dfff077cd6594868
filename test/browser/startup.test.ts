import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AnalysisClientOptions, ModelProgress } from '../../extension/src/inference';
import { ORT_RUNTIMES } from '../../extension/src/inference/ort/ortFiles';
import { inEveryWorker, openPage, SERVED, startSite } from './page';
import { PLAIN_HOST, pageForEachTest } from './pageForEachTest';
import type { Fault } from './siteServer';

jest.setTimeout(600_000);

const MODEL_PATHS = readdirSync(path.join(SERVED, 'models')).map(
  name => `/deepspine/models/${name}`
);
const SEGMENTATION = '/deepspine/models/spine-segmentation.onnx';
const WASM = `/deepspine/${ORT_RUNTIMES.wasm.file}`;

const stage = pageForEachTest();

const askedFor = (paths: readonly string[]) =>
  stage.site.requests.filter(one => paths.includes(one));

/** Loads and tries out the models on a new client, as the first analysis would. */
function prepare(options: AnalysisClientOptions = {}) {
  return stage.open.page.evaluate(async settings => {
    const client = new harness.AnalysisClient({ backend: 'wasm', ...settings });
    const progress: ModelProgress[] = [];
    const onModelProgress = (step: ModelProgress) => progress.push(step);
    const outcome = await harness.outcome(client.prepare({ onModelProgress }));
    client.dispose();
    return { ...outcome, progress };
  }, options);
}

describe('models', () => {
  it('come with progress once, then from the cache without the network', async () => {
    const first = await prepare();
    expect(first).toMatchObject({ value: { backend: 'wasm', notes: [] } });
    const totalBytes = first.progress[0]!.totalBytes;
    expect(first.progress.length).toBeGreaterThan(10);
    expect(first.progress.at(-1)).toEqual({ phase: 'start', loadedBytes: totalBytes, totalBytes });

    stage.site.requests.length = 0;
    [...MODEL_PATHS, WASM].forEach(one => stage.site.setFault(one, 'missing'));
    await stage.open.page.reload();
    const second = await prepare();
    [...MODEL_PATHS, WASM].forEach(one => stage.site.setFault(one, null));
    expect(second).toMatchObject({
      value: { notes: [{ text: expect.stringContaining('kept in this browser') }] },
    });
    expect(askedFor([...MODEL_PATHS, WASM])).toEqual(['/deepspine/models/manifest.json']);
  });

  it('that do not arrive whole are refused in a sentence, and never kept', async () => {
    const faults: [Fault, string, string][] = [
      ['missing', 'model-download', 'the server answered 404'],
      ['cut', 'model-download', 'broke off after'],
      ['corrupt', 'model-hash', 'damaged or of another version'],
    ];
    for (const [fault, code, words] of faults) {
      stage.site.setFault(SEGMENTATION, fault);
      const refused = await prepare();
      stage.site.setFault(SEGMENTATION, null);
      expect(refused).toMatchObject({ code, message: expect.stringContaining(words) });
      expect(refused).toMatchObject({ message: expect.stringContaining(SEGMENTATION) });
    }
    stage.site.requests.length = 0;
    expect(await prepare()).toMatchObject({ value: { backend: 'wasm' } });
    expect(askedFor([SEGMENTATION])).toEqual([SEGMENTATION]);
  });

  it('that never arrive are given up in a sentence', async () => {
    stage.site.setFault(SEGMENTATION, 'silent');
    const refused = await prepare({ stallMs: 8_000 });
    stage.site.setFault(SEGMENTATION, null);
    expect(refused).toMatchObject({
      code: 'model-download',
      message: expect.stringContaining('Nothing arrived from /deepspine/ for 8 s'),
    });
  });

  it('are downloaded each time, and the page says so, where the cache is forbidden', async () => {
    await inEveryWorker(
      stage.open.page,
      `CacheStorage.prototype.open = () =>
        Promise.reject(new DOMException('forbidden', 'SecurityError'));`
    );
    for (let run = 0; run < 2; run++) {
      stage.site.requests.length = 0;
      expect(await prepare()).toMatchObject({
        value: { notes: [{ text: expect.stringContaining('full or forbidden') }] },
      });
      expect(askedFor([SEGMENTATION, WASM]).sort()).toEqual([SEGMENTATION, WASM].sort());
    }
  });

  it('are downloaded each time, and the page says so, where the cache is full', async () => {
    const session = await stage.open.context.newCDPSession(stage.open.page);
    await session.send('Storage.overrideQuotaForOrigin', {
      origin: stage.site.url,
      quotaSize: 100_000,
    });
    for (let run = 0; run < 2; run++) {
      stage.site.requests.length = 0;
      expect(await prepare()).toMatchObject({
        value: { notes: [{ text: expect.stringContaining('full or forbidden') }] },
      });
      expect(askedFor([SEGMENTATION, WASM]).sort()).toEqual([SEGMENTATION, WASM].sort());
    }
    await session.send('Storage.overrideQuotaForOrigin', { origin: stage.site.url });
    expect(await prepare()).toMatchObject({ value: { notes: [] } });
  });

  it('replace their former versions in the cache', async () => {
    await prepare();
    const keys = () =>
      stage.open.page.evaluate(async () => {
        const cache = await caches.open('deepspine-models-v1');
        return (await cache.keys()).map(({ url }) => url);
      });
    const former = new URL(`${stage.site.url}/deepspine/sha256/${'0'.repeat(64)}`).href;
    const other = `${stage.site.url}/elsewhere/sha256/${'0'.repeat(64)}`;
    await stage.open.page.evaluate(
      async urls => {
        const cache = await caches.open('deepspine-models-v1');
        await Promise.all(urls.map(url => cache.put(url, new Response('old'))));
      },
      [former, other]
    );
    await prepare();
    expect(await keys()).not.toContain(former);
    expect(await keys()).toContain(other);
  });
});

it('says which file is missing where nothing is served', async () => {
  expect(await prepare({ baseUrl: '/nothing-here' })).toMatchObject({
    code: 'model-download',
    message: expect.stringContaining('/nothing-here/worker.js'),
  });
});

it('works from another origin', async () => {
  const other = await startSite({}, { cors: true });
  expect(await prepare({ baseUrl: `${other.url}/deepspine` })).toMatchObject({
    value: { backend: 'wasm' },
  });
  await other.close();
});

describe('threads', () => {
  it.each([true, false])('are as many as the processor has, isolated: %s', async isolated => {
    const other = await startSite({}, { isolated });
    await stage.open.page.goto(`${other.url}/page.html`);
    expect(await stage.open.page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    const cores = await stage.open.page.evaluate(() => navigator.hardwareConcurrency);
    expect(await prepare()).toMatchObject({ value: { threads: Math.min(4, cores) } });
    await other.close();
  });
});

it('does without WebGPU where there is no adapter, and says so', async () => {
  expect(await prepare({ backend: 'auto' })).toMatchObject({
    value: { backend: 'wasm', reason: { text: expect.stringMatching(/because .*WebGPU/) } },
  });
});

it('works on plain http, without WebCrypto, cache and WebGPU, and says so', async () => {
  await stage.open.context.close();
  stage.open = await openPage(stage.browser, stage.site.url.replace('127.0.0.1', PLAIN_HOST));
  expect(await stage.open.page.evaluate(() => [isSecureContext, 'caches' in globalThis])).toEqual([
    false,
    false,
  ]);
  expect(await prepare({ backend: 'auto' })).toMatchObject({
    value: {
      backend: 'wasm',
      reason: { text: expect.stringContaining('HTTPS') },
      notes: [{ text: expect.stringContaining('not served over HTTPS') }],
    },
  });
});

it('is served with the runtimes that the code expects', () => {
  for (const { file, bytes } of Object.values(ORT_RUNTIMES)) {
    expect(readFileSync(path.join(SERVED, file)).length).toBe(bytes);
  }
});
