import os from 'node:os';
import { letPass, until, type Period } from '../until';
import { inEveryWorker } from './page';
import { pageForEachTest } from './pageForEachTest';

jest.setTimeout(600_000);

const stage = pageForEachTest();

const FROZEN: Period = {
  ms: 20_000,
  because: 'it is the time that a worker says nothing, longer than the watchdog has patience',
};

describe('an analysis', () => {
  it('leaves the page its pixels, and nothing on the console or the network', async () => {
    const run = await stage.open.page.evaluate(async () => {
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
    expect(stage.open.complaints).toEqual([]);
  });

  it('finds the same in one thread and in several', async () => {
    const found = await stage.open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/study.bin');
      const threads: number[] = [];
      const results: unknown[] = [];
      for (const maxThreads of [1, 4]) {
        const client = new harness.AnalysisClient({ backend: 'wasm', maxThreads });
        const { result, backend } = await client.analyze(study);
        client.dispose();
        threads.push(backend.threads);
        results.push([
          result.levels,
          result.warnings,
          result.segmentation.slices.map(({ labels }) => labels.join('')),
        ]);
      }
      const [one, several] = results.map(one => JSON.stringify(one));
      return { threads, same: one === several, levels: several!.match(/"level":"L/g)?.length };
    });
    expect(found.threads[0]).toBe(1);
    expect(found.threads[1]).toBe(Math.min(4, os.availableParallelism()));
    expect(found.same).toBe(true);
    expect(found.levels).toBeGreaterThanOrEqual(5);
  });

  it('tells slices, the located spine and levels before its end, and all anew after a lost worker', async () => {
    const run = await stage.open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const told: string[] = [];
      const seen: { located?: object; levels: object[]; expected: string[] } = {
        levels: [],
        expected: [],
      };
      let labeled = 0;
      let lost = false;
      const { result } = await client.analyze(study, {
        onPreview: slice => {
          told.push('slice');
          labeled += Number(slice.labels.some(label => label > 0));
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
        labeled,
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
    expect(run.labeled).toBeGreaterThan(slices);
    expect([run.sameLevels, run.sameSegmentation]).toEqual([true, true]);
    expect(run.pixels).toHaveLength(slices);
    expect(run.pixels.every(length => length > 0)).toBe(true);
    expect(run.untold).toEqual(run.pixels);
  });

  it('can be cancelled, and the same worker then serves the next one', async () => {
    const run = await stage.open.page.evaluate(async () => {
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
    const run = await stage.open.page.evaluate(async wanted => {
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
    const session = await stage.open.context.newCDPSession(stage.open.page);
    const begun = stage.open.page.evaluate(async () => {
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
    await stage.open.page.waitForEvent('console', one => one.text() === 'segment');
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await letPass(FROZEN);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    const { outcome, workers } = await begun;
    expect(outcome).toMatchObject({ value: { backend: { backend: 'wasm' } } });
    expect(workers).toBe(1);
  });

  it('that runs out of WebAssembly memory is done again in a new worker, with the same findings', async () => {
    await stage.open.page.evaluate(() => {
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
    const run = await stage.open.page.evaluate(async () => {
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
    const run = await stage.open.page.evaluate(async () => {
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
      const begun = stage.open.page.evaluate(async kill => {
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
        await stage.open.page.waitForEvent('console', one => one.text() === 'segmenting');
        const worker = stage.open.page.workers().find(one => one.url().endsWith('/worker.js'));
        // Never answers, since the worker is terminated in the loop.
        void worker?.evaluate('for (;;);').catch(() => undefined);
      }
      const { outcome, workers } = await begun;
      expect(outcome).toMatchObject({
        value: {
          backend: {
            backend: 'wasm',
            reason: { text: expect.stringContaining('no sign of life') },
          },
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
          if (message.some(({ news }) => news?.progress?.fraction > 0)) {
            this.terminate();
          }
          post.call(self, message, ...more);
        };
      }`,
      'no sign of life',
    ],
  ])('goes on in one thread when a worker for the models %s', async (_, change, reason) => {
    await inEveryWorker(
      stage.open.page,
      `const RealWorker = globalThis.Worker;
      globalThis.Worker = class extends RealWorker { ${change} };`
    );
    const run = await stage.open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm', stallMs: 30_000 });
      const { value, ...outcome } = await harness.outcome(client.analyze(study));
      client.dispose();
      const levels = value?.result.levels.length;
      return { ...outcome, levels, backend: value?.backend, workers: harness.workers.length };
    });
    expect(run).toMatchObject({
      levels: expect.any(Number),
      backend: { backend: 'wasm', threads: 1, reason: { text: expect.stringContaining(reason) } },
      workers: 2,
    });
  });

  it('ends as cancelled when the client is disposed of, and its worker is gone', async () => {
    const run = await stage.open.page.evaluate(async () => {
      const study = await harness.fetchStudy('/few-slices.bin');
      const client = new harness.AnalysisClient({ backend: 'wasm' });
      const onProgress = () => client.dispose();
      const outcome = await harness.outcome(client.analyze(study, { onProgress }));
      const again = await harness.outcome(client.analyze(study));
      return { outcome, again };
    });
    expect(run).toMatchObject({ outcome: { code: 'cancelled' }, again: { code: 'cancelled' } });
    const { page } = stage.open;
    await until(
      () => page.workers().length,
      count => count === 0,
      'its worker is gone'
    );
  });
});
