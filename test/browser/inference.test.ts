import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import type { AnalysisClientOptions, ModelProgress } from '../../extension/src/inference';
import { ORT_RUNTIMES } from '../../extension/src/inference/ortFiles';
import { launchBrowser } from './launch';
import { inEveryWorker, openPage, SERVED, startSite, type OpenPage } from './page';
import { sampleStudy } from './sampleStudy';
import type { Fault, SiteServer } from './siteServer';
import { packStudy } from './studyPack';

jest.setTimeout(600_000);

const MODEL_PATHS = readdirSync(path.join(SERVED, 'models')).map(
  name => `/deepspine/models/${name}`
);
const SEGMENTATION = '/deepspine/models/spine-segmentation.onnx';
const WASM = `/deepspine/${ORT_RUNTIMES.wasm.file}`;

/** Not loopback by name, so browsers do not take it for a secure context over plain http. */
const PLAIN_HOST = 'hospital.example';

let browser: Browser;
let site: SiteServer;
let open: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser([`--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`]);
  site = await startSite({
    '/study.bin': packStudy(await sampleStudy()),
    '/few-slices.bin': packStudy(await sampleStudy(8)),
  });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  open = await openPage(browser, site.url);
});
afterEach(() => open.context.close());

const askedFor = (paths: readonly string[]) => site.requests.filter(one => paths.includes(one));

/** Loads and tries out the models on a new client, as the first analysis would. */
function prepare(options: AnalysisClientOptions = {}) {
  return open.page.evaluate(async settings => {
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

    site.requests.length = 0;
    [...MODEL_PATHS, WASM].forEach(one => site.setFault(one, 'missing'));
    await open.page.reload();
    const second = await prepare();
    [...MODEL_PATHS, WASM].forEach(one => site.setFault(one, null));
    expect(second).toMatchObject({
      value: { notes: [expect.stringContaining('kept in this browser')] },
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
      site.setFault(SEGMENTATION, fault);
      const refused = await prepare();
      site.setFault(SEGMENTATION, null);
      expect(refused).toMatchObject({ code, message: expect.stringContaining(words) });
      expect(refused).toMatchObject({ message: expect.stringContaining(SEGMENTATION) });
    }
    site.requests.length = 0;
    expect(await prepare()).toMatchObject({ value: { backend: 'wasm' } });
    expect(askedFor([SEGMENTATION])).toEqual([SEGMENTATION]);
  });

  it('that never arrive are given up in a sentence', async () => {
    site.setFault(SEGMENTATION, 'silent');
    const refused = await prepare({ stallMs: 8_000 });
    site.setFault(SEGMENTATION, null);
    expect(refused).toMatchObject({
      code: 'model-download',
      message: expect.stringContaining('Nothing arrived from /deepspine/ for 8 s'),
    });
  });

  it('are downloaded each time, and the page says so, where the cache is forbidden', async () => {
    await inEveryWorker(
      open.page,
      `CacheStorage.prototype.open = () =>
        Promise.reject(new DOMException('forbidden', 'SecurityError'));`
    );
    for (let run = 0; run < 2; run++) {
      site.requests.length = 0;
      expect(await prepare()).toMatchObject({
        value: { notes: [expect.stringContaining('full or forbidden')] },
      });
      expect(askedFor([SEGMENTATION, WASM]).sort()).toEqual([SEGMENTATION, WASM].sort());
    }
  });

  it('are downloaded each time, and the page says so, where the cache is full', async () => {
    const session = await open.context.newCDPSession(open.page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.url, quotaSize: 100_000 });
    for (let run = 0; run < 2; run++) {
      site.requests.length = 0;
      expect(await prepare()).toMatchObject({
        value: { notes: [expect.stringContaining('full or forbidden')] },
      });
      expect(askedFor([SEGMENTATION, WASM]).sort()).toEqual([SEGMENTATION, WASM].sort());
    }
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.url });
    expect(await prepare()).toMatchObject({ value: { notes: [] } });
  });

  it('replace their former versions in the cache', async () => {
    await prepare();
    const keys = () =>
      open.page.evaluate(async () => {
        const cache = await caches.open('deepspine-models-v1');
        return (await cache.keys()).map(({ url }) => url);
      });
    const former = new URL(`${site.url}/deepspine/sha256/${'0'.repeat(64)}`).href;
    const other = `${site.url}/elsewhere/sha256/${'0'.repeat(64)}`;
    await open.page.evaluate(
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
    await open.page.goto(`${other.url}/page.html`);
    expect(await open.page.evaluate(() => crossOriginIsolated)).toBe(isolated);
    const cores = await open.page.evaluate(() => navigator.hardwareConcurrency);
    expect(await prepare()).toMatchObject({ value: { threads: Math.min(4, cores) } });
    await other.close();
  });
});

it('does without WebGPU where there is no adapter, and says so', async () => {
  expect(await prepare({ backend: 'auto' })).toMatchObject({
    value: { backend: 'wasm', reason: expect.stringMatching(/because .*WebGPU/) },
  });
});

it('works on plain http, without WebCrypto, cache and WebGPU, and says so', async () => {
  await open.context.close();
  open = await openPage(browser, site.url.replace('127.0.0.1', PLAIN_HOST));
  expect(await open.page.evaluate(() => [isSecureContext, 'caches' in globalThis])).toEqual([
    false,
    false,
  ]);
  expect(await prepare({ backend: 'auto' })).toMatchObject({
    value: {
      backend: 'wasm',
      reason: expect.stringContaining('HTTPS'),
      notes: [expect.stringContaining('not served over HTTPS')],
    },
  });
});

describe('an analysis', () => {
  it('leaves the page its pixels, and nothing on the console or the network', async () => {
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/study.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const fractions: number[] = [];
      const onProgress = ({ fraction }: { fraction: number }) => fractions.push(fraction);
      const outcome = await harness.outcome(client.analyze(study, { onProgress }));
      client.dispose();
      const pixels = study.series[0]?.slices[0]?.pixels.length;
      return { outcome, fractions, pixels };
    });
    expect(run.outcome).toMatchObject({ value: { backend: { backend: 'wasm' } } });
    expect(run.fractions.length).toBeGreaterThan(10);
    expect(run.pixels).toBeGreaterThan(0);
    expect(open.complaints).toEqual([]);
  });

  it('tells slices, the located spine and levels before its end, and all anew after a lost worker', async () => {
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const told: string[] = [];
      const seen: { located?: object; levels: object[]; expected: string[] } = {
        levels: [],
        expected: [],
      };
      let labelled = 0;
      let lost = false;
      const { result } = await client.analyze(study, {
        onPreview: slice => {
          told.push('slice');
          labelled += Number(slice.labels.some(label => label > 0));
        },
        onSegmentation: ({ segmentation, levels }) => {
          told.push('spine');
          seen.located = segmentation;
          seen.expected = [...levels];
        },
        onLevel: level => {
          told.push('level');
          seen.levels.push(level);
          if (!lost) {
            lost = true;
            harness.workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'on purpose' }));
          }
        },
        onRestart: () => {
          told.push('restart');
          seen.levels = [];
        },
      });
      const untold = await client.analyze(study);
      client.dispose();
      return {
        told,
        labelled,
        slices: study.series[0]!.slices.length,
        expected: seen.expected,
        names: result.levels.map(({ level }) => level),
        sameLevels: JSON.stringify(seen.levels) === JSON.stringify(result.levels),
        sameSegmentation: seen.located === result.segmentation,
        pixels: result.segmentation.slices.map(({ labels }) => labels.length),
        untold: untold.result.segmentation.slices.map(({ labels }) => labels.length),
      };
    });
    const { told, slices, names, expected } = run;
    const again = told.slice(told.indexOf('restart') + 1);
    const whole = [...Array(slices).fill('slice'), 'spine', ...names.map(() => 'level')];
    expect(told.slice(0, slices + 3)).toEqual([...whole.slice(0, slices + 2), 'restart']);
    expect(again).toEqual(whole);
    expect(expected).toEqual(names);
    expect(run.labelled).toBeGreaterThan(slices);
    expect([run.sameLevels, run.sameSegmentation]).toEqual([true, true]);
    expect(run.pixels).toHaveLength(slices);
    expect(run.pixels.every(length => length > 0)).toBe(true);
    expect(run.untold).toEqual(run.pixels);
  });

  it('can be cancelled, and the same worker then serves the next one', async () => {
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm', cancelGraceMs: 120_000 });
      const abort = new AbortController();
      let after = 0;
      const cancelled = await harness.outcome(
        client.analyze(study, {
          signal: abort.signal,
          onProgress: ({ stage }) => {
            after += Number(abort.signal.aborted);
            if (stage === 'segment') {
              abort.abort();
            }
          },
        })
      );
      const next = await harness.outcome(client.prepare());
      client.dispose();
      return { cancelled, after, next, workers: harness.workers.length };
    });
    expect(run.cancelled).toMatchObject({ code: 'cancelled' });
    expect(run.after).toBe(0);
    expect(run.next).toMatchObject({ value: { backend: 'wasm' } });
    expect(run.workers).toBe(1);
  });

  it('can be cancelled at every stage, and the next one gives what an undisturbed one does', async () => {
    const stages = ['download', 'segment', 'locate', 'measure', 'grade'] as const;
    const run = await open.page.evaluate(async wanted => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const undisturbed = new harness.AnalysisClient({ backend: 'wasm' });
      const before = await harness.outcome(undisturbed.analyze(study));
      undisturbed.dispose();
      // Without a cache the models are downloaded once more.
      await caches.delete('deepspine-models-v1');
      const client = new harness.AnalysisClient({ backend: 'wasm', cancelGraceMs: 120_000 });
      const outcomes: Record<string, string> = {};
      for (const stage of wanted) {
        const abort = new AbortController();
        const at = (reached: string) => reached === stage && abort.abort();
        const outcome = await harness.outcome(
          client.analyze(study, {
            signal: abort.signal,
            onModelProgress: ({ phase }) => at(phase),
            onProgress: progress => at(progress.stage),
          })
        );
        outcomes[stage] = outcome.code ?? 'done';
      }
      const after = await harness.outcome(client.analyze(study));
      client.dispose();
      const [first, last] = [before, after].map(one => one.value?.result.levels ?? one);
      return { outcomes, first, last, workers: harness.workers.length };
    }, stages);
    expect(run.outcomes).toEqual(Object.fromEntries(stages.map(stage => [stage, 'cancelled'])));
    expect(run.first).toHaveProperty('length');
    expect(run.last).toEqual(run.first);
    // The first of the two served the undisturbed run.
    expect(run.workers).toBe(2);
  });

  it('goes on where it was after the tab was frozen, without taking that for a hang', async () => {
    const session = await open.context.newCDPSession(open.page);
    const begun = open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm', stallMs: 8_000 });
      const seen = new Set<string>();
      const outcome = await harness.outcome(
        client.analyze(study, {
          onProgress: ({ stage }) => {
            if (!seen.has(stage)) {
              seen.add(stage);
              console.log(stage);
            }
          },
        })
      );
      client.dispose();
      return { outcome, workers: harness.workers.length };
    });
    await open.page.waitForEvent('console', one => one.text() === 'segment');
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await new Promise(resolve => setTimeout(resolve, 20_000));
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    const { outcome, workers } = await begun;
    expect(outcome).toMatchObject({ value: { backend: { backend: 'wasm' } } });
    expect(workers).toBe(1);
  });

  it('that runs out of WebAssembly memory is done again in a new worker, with the same findings', async () => {
    await open.page.evaluate(() => {
      // The first worker's memory never grows, as where the system has no more to give.
      const full = `WebAssembly.Memory.prototype.grow = () => {
        throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
      };`;
      const RealWorker = globalThis.Worker;
      let started = 0;
      globalThis.Worker = class extends RealWorker {
        constructor(url: string | URL, options?: WorkerOptions) {
          const source = `${started++ === 0 ? full : ''}\nawait import(${JSON.stringify(String(url))});`;
          super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options);
        }
      };
    });
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'auto', maxThreads: 2 });
      const outcome = await harness.outcome(client.analyze(study));
      const again = await harness.outcome(client.analyze(study));
      client.dispose();
      const levels = [outcome, again].map(one => one.value?.result.levels ?? one);
      return {
        backend: outcome.value?.backend ?? outcome,
        levels,
        workers: harness.workers.length,
      };
    });
    expect(run.backend).toMatchObject({ backend: 'wasm' });
    expect(run.levels[0]).toHaveProperty('length');
    expect(run.levels[1]).toEqual(run.levels[0]);
    expect(run.workers).toBe(2);
  });

  it('asked for twice at once gives both the same findings, one after the other', async () => {
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      let running = 0;
      let most = 0;
      const begun = async () => {
        let first = true;
        const onProgress = () => {
          running += Number(first);
          first = false;
          most = Math.max(most, running);
        };
        const outcome = await harness.outcome(client.analyze(study, { onProgress }));
        running--;
        return outcome;
      };
      const outcomes = await Promise.all([begun(), begun()]);
      client.dispose();
      const levels = outcomes.map(one => one.value?.result.levels ?? one);
      return { levels, most, workers: harness.workers.length };
    });
    expect(run.levels[0]).toHaveProperty('length');
    expect(run.levels[1]).toEqual(run.levels[0]);
    expect([run.most, run.workers]).toEqual([1, 1]);
  });

  it.each(['killed', 'hung'] as const)(
    'goes on in a new worker when the worker is %s',
    async how => {
      // A hang is a real one: an endless loop on the worker's thread.
      const begun = open.page.evaluate(async kill => {
        const study = await harness.fetchStudy('/few-slices.bin');
        const client = new harness.AnalysisClient({ backend: 'wasm', stallMs: 30_000 });
        let hit = false;
        const outcome = await harness.outcome(
          client.analyze(study, {
            onProgress: ({ stage }) => {
              if (stage === 'segment' && !hit) {
                hit = true;
                if (kill) {
                  harness.workers[0]?.terminate();
                } else {
                  console.log('segmenting');
                }
              }
            },
          })
        );
        client.dispose();
        return { outcome, workers: harness.workers.length };
      }, how === 'killed');
      if (how === 'hung') {
        await open.page.waitForEvent('console', one => one.text() === 'segmenting');
        const worker = open.page.workers().find(one => one.url().endsWith('/worker.js'));
        // Never answers, since the worker is terminated in the loop.
        void worker?.evaluate('for (;;);').catch(() => undefined);
      }
      const { outcome, workers } = await begun;
      expect(outcome).toMatchObject({
        value: {
          backend: { backend: 'wasm', reason: expect.stringContaining('no sign of life') },
        },
      });
      expect(workers).toBe(2);
    }
  );

  it.each([
    [
      'cannot be started',
      `constructor(url, options) {
        super(String(url).replace('worker.js', 'absent.js'), options);
      }`,
      'a worker for the models could not be started',
    ],
    [
      'is killed',
      `constructor(url, options) {
        super(url, options);
        // In the middle of the analysis, whose progress the page is told of.
        const post = self.postMessage;
        self.postMessage = (message, ...more) => {
          if (message.progress?.fraction > 0) {
            this.terminate();
          }
          post.call(self, message, ...more);
        };
      }`,
      'no sign of life',
    ],
  ])('goes on in one thread when a worker for the models %s', async (_, change, reason) => {
    await inEveryWorker(
      open.page,
      `const RealWorker = globalThis.Worker;
      globalThis.Worker = class extends RealWorker { ${change} };`
    );
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm', stallMs: 30_000 });
      const { value, ...outcome } = await harness.outcome(client.analyze(study));
      client.dispose();
      const levels = value?.result.levels.length;
      return { ...outcome, levels, backend: value?.backend, workers: harness.workers.length };
    });
    expect(run).toMatchObject({
      levels: expect.any(Number),
      backend: { backend: 'wasm', threads: 1, reason: expect.stringContaining(reason) },
      workers: 2,
    });
  });

  it('ends as cancelled when the client is disposed of, and its worker is gone', async () => {
    const run = await open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const onProgress = () => client.dispose();
      const outcome = await harness.outcome(client.analyze(study, { onProgress }));
      const again = await harness.outcome(client.analyze(study));
      return { outcome, again };
    });
    expect(run).toMatchObject({ outcome: { code: 'cancelled' }, again: { code: 'cancelled' } });
    while (open.page.workers().length > 0) {
      await open.page.waitForTimeout(100);
    }
  });
});

it('is served with the runtimes that the code expects', () => {
  for (const { file, bytes } of Object.values(ORT_RUNTIMES)) {
    expect(readFileSync(path.join(SERVED, file)).length).toBe(bytes);
  }
});
