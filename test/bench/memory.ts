import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { BrowserBench } from './browserBench';
import { linearFit, type LinearFit } from './statistics';

/** Flags under which Chromium answers measureUserAgentSpecificMemory at once, after a collection. */
export const MEMORY_FLAGS = ['--enable-blink-features=ForceEagerMeasureMemory'];

export interface MemoryFigures {
  readonly runs: number;
  /** MB after every run, page and worker together, collected. */
  readonly heapMb: readonly number[];
  /** Line through the heap after the second run on; the slope is MB per run. */
  readonly growth: LinearFit;
  /** Most resident memory of the page's process during one run over what it held before, MB; null: not Linux. */
  readonly peakExtraMb: number | null;
}

const MB = 2 ** 20;

/** MB of the page and its workers (performance.measureUserAgentSpecificMemory). */
async function heapMb({ page }: BrowserBench): Promise<number> {
  return page.evaluate(async () => {
    const measured = performance as Performance & {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measured.measureUserAgentSpecificMemory()).bytes / 2 ** 20;
  });
}

/** kB that a process's status file states under a name (VmRSS, VmHWM). */
function statusKb(pid: number, name: string): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`));
  return Number(line?.[1] ?? 0);
}

/** The process that holds the page: the largest renderer. */
async function rendererOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return renderers.sort((a, b) => statusKb(b, 'VmRSS') - statusKb(a, 'VmRSS'))[0]!;
}

/** Peak of resident memory during `run` over what was resident before, MB. */
async function peakExtra(pid: number, run: () => Promise<unknown>): Promise<number> {
  const before = statusKb(pid, 'VmRSS');
  // 5 resets the peak (proc(5), clear_refs).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  await run();
  return ((statusKb(pid, 'VmHWM') - before) * 1024) / MB;
}

/**
 * Repeats an analysis in one page.
 *
 * @param browser one that was started with MEMORY_FLAGS and shows nothing but this page
 * @param bench of an isolated page: others may not measure memory
 */
export async function repeatedRuns(
  browser: Browser,
  bench: BrowserBench,
  runs: number
): Promise<MemoryFigures> {
  const analyze = () => bench.pipeline.run();
  const peakExtraMb =
    process.platform === 'linux' ? await peakExtra(await rendererOf(browser), analyze) : null;
  const heap: number[] = [];
  for (let run = 0; run < runs; run++) {
    await analyze();
    heap.push(await heapMb(bench));
  }
  const growth = linearFit(heap.slice(1).map((mb, i) => [i, mb] as const));
  return { runs, heapMb: heap, growth, peakExtraMb };
}
