import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';
import { SmallStudies } from '../queue/smallStudies';
import type { TestContext } from './suite';
import type { ViewerPage } from './viewerPage';

/** Slices of the studies; each is another patient to the viewer. The one of 4 is refused every time. */
const STUDIES = [5, 7, 9, 6, 4, 11];
const REFUSED = 4;
/** Visits with analyses after which caches are filled and code is compiled: one of each study. */
const WARM_UP = STUDIES.length;

/** What a browser holds after a visit, with garbage collected. */
export interface Held {
  readonly analyses: number;
  /** MB of the page's JavaScript heap. */
  readonly heap: number;
  readonly listeners: number;
  readonly nodes: number;
  /** Of DeepSPINE, threads included. */
  readonly workers: number;
  /** MB of memory of the renderer's process, its workers and WebAssembly included; null off Linux. */
  readonly process: number | null;
}

export interface SoakOptions {
  readonly analyses: number;
  /** Analyses per visit of a study: on one worker, whose models stay. */
  readonly perVisit: number;
  readonly log?: (line: string) => void;
}

export interface SoakReport {
  readonly analyses: number;
  readonly cancelled: number;
  readonly refused: number;
  /** One entry per visit without an analysis: what the viewer itself keeps of every study. */
  readonly alone: readonly Held[];
  /** One entry per visit with analyses. */
  readonly held: readonly Held[];
}

/**
 * Goes once through varied studies in one page, then analyses them visit after visit, with a refusal in every
 * round and a cancelled run in every visit. Throws where a study gives other findings than the first time, or anything fails.
 */
export async function soak(
  viewer: ViewerPage,
  { browser, demo }: TestContext,
  { analyses, perVisit, log = () => {} }: SoakOptions
): Promise<SoakReport> {
  const small = await SmallStudies.load();
  const studies = STUDIES.map(count => ({ count, ...small.study(`soak ${count}`, count) }));
  for (const { files } of studies) {
    for (const file of files) {
      await demo.archive.store.add(Buffer.from(file));
    }
  }
  const session = await viewer.context.newCDPSession(viewer.page);
  const system = await browser.newBrowserCDPSession();
  await session.send('Performance.enable');
  const first = new Map<string, string>();
  const [alone, held]: [Held[], Held[]] = [[], []];
  let [done, cancelled, refused] = [0, 0, 0];
  for (const { uid } of studies) {
    await (alone.length === 0 ? viewer.goToStudy(demo.url, uid) : viewer.switchToStudy(uid));
    await viewer.page.locator('[data-phase="idle"]').waitFor();
    alone.push({ analyses: 0, ...(await measure(viewer, session, system)) });
    log(JSON.stringify(alone.at(-1)));
  }
  for (let visit = 0; done < analyses; visit++) {
    const { uid, count } = studies[visit % studies.length]!;
    await viewer.switchToStudy(uid);
    await viewer.page.locator('[data-phase="idle"]').waitFor();
    if (count === REFUSED) {
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'failed');
      refused++;
    } else {
      for (let i = 0; i < perVisit && done < analyses; i++) {
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        const cells = (await viewer.cells()).map(({ cell, name }) => `${cell} ${name}`).join();
        assert.equal(cells, first.get(uid) ?? cells, `${count} slices, analysis ${done + 1}`);
        first.set(uid, cells);
        done++;
        await viewer.run('deepspine.clear');
        await viewer.page.locator('[data-phase="idle"]').waitFor();
      }
      await viewer.analyze();
      await viewer.hook('cancel').click();
      // A small study may be through before the click arrives.
      cancelled += Number((await viewer.untilEnded()) === 'cancelled');
      await viewer.run('deepspine.clear');
    }
    held.push({ analyses: done, ...(await measure(viewer, session, system)) });
    log(JSON.stringify(held.at(-1)));
  }
  return { analyses: done, cancelled, refused, alone, held };
}

/**
 * Visits with analyses may keep what visits without keep, and a little.
 * @throws AssertionError where the browser holds more and more
 */
export function assertFlat({ alone, held }: SoakReport): void {
  const settled = held.slice(WARM_UP);
  assert.ok(settled.length >= 2, 'too few analyses to compare');
  const [begin, end] = [settled[0]!, settled.at(-1)!];
  assert.ok(
    Math.max(...settled.map(({ workers }) => workers)) <= begin.workers,
    `no more workers: ${held.map(({ workers }) => workers).join(' ')}`
  );
  for (const [what, share] of ALLOWED) {
    const [from, to] = [begin[what], end[what]];
    const own = (settled.length - 1) * perVisit(alone.map(one => one[what]));
    const words = `${what}: ${[...alone, ...held].map(one => one[what]).join(' ')}`;
    assert.ok(to <= from * (1 + share) + own, `grows: ${words}`);
  }
  const lows = [held.slice(0, WARM_UP), settled].map(visits =>
    Math.min(...visits.flatMap(({ process }) => process ?? []))
  );
  // Less than a round may be all before the next collection.
  assert.ok(
    settled.length < WARM_UP || lows[1]! <= lows[0]! * (1 + PROCESS_ALLOWED),
    `grows: process ${held.map(one => one.process).join(' ')}`
  );
}

/** Growth from one visit to the next, without the first one, which loads the code. */
const perVisit = (values: readonly number[]): number =>
  Math.max(0, values.at(-1)! - values[1]!) / (values.length - 2);

/** How much more there may be at the end than after the first round, beside what the viewer itself keeps. */
const ALLOWED = [
  ['heap', 0.2],
  ['listeners', 0.2],
  ['nodes', 0.2],
] as const;
/** Of the lowest memory of a round: buffers wait for the garbage collector, more or fewer of them. */
const PROCESS_ALLOWED = 0.3;

async function measure(
  { page }: ViewerPage,
  session: CDPSession,
  system: CDPSession
): Promise<Omit<Held, 'analyses'>> {
  // Twice: what finalizers let go of is collected by the second one.
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return {
    heap: Math.round(metric('JSHeapUsedSize') / 1e6),
    listeners: metric('JSEventListeners'),
    nodes: metric('Nodes'),
    workers: page.workers().filter(worker => worker.url().includes('/deepspine/')).length,
    process: await rendererMemory(system),
  };
}

/** The largest renderer's resident memory, MB. */
async function rendererMemory(system: CDPSession): Promise<number | null> {
  if (process.platform !== 'linux') {
    return null;
  }
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const resident = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
  return Math.round(Math.max(...resident.map(Number)) / 1000);
}
