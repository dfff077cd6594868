import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { BrowserBench } from './browserBench';
import { linearFit, type LinearFit } from './statistics';

export interface MemoryFigures {
  readonly runs: number;
  /** MB after every run, page and workers together, collected. */
  readonly heapMb: readonly number[];
  /** MB of the page's process after every run; null: not Linux. */
  readonly residentMb: readonly number[] | null;
  /** Line through the heap after the second run on; the slope is MB per run. */
  readonly growth: LinearFit;
  /** Most resident memory of the page's process during one run over what it held before, MB; null: not Linux. */
  readonly peakExtraMb: number | null;
}

const MB = 2 ** 20;

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize: number;
  readonly backingStorageSize: number;
}

/** Reads the heaps of a page and of its workers through Chromium's debugger, after a collection. */
class HeapReader {
  private readonly workers: string[] = [];
  private readonly answers = new Map<number, (result: unknown) => void>();
  private lastId = 0;

  private constructor(private readonly session: CDPSession) {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') {
        this.workers.push(sessionId);
      }
    });
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message);
      this.answers.get(id)?.(result);
      this.answers.delete(id);
    });
  }

  static async of(page: Page): Promise<HeapReader> {
    const reader = new HeapReader(await page.context().newCDPSession(page));
    const options = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await reader.session.send('Target.setAutoAttach', options);
    return reader;
  }

  /** MB of objects and array buffers; ONNX Runtime's own memory is part of the process, not of these. */
  async megabytes(): Promise<number> {
    const { session, workers } = this;
    await session.send('HeapProfiler.collectGarbage');
    const heaps: HeapUsage[] = [await session.send('Runtime.getHeapUsage')];
    for (const worker of workers) {
      await this.ask(worker, 'HeapProfiler.collectGarbage');
      heaps.push((await this.ask(worker, 'Runtime.getHeapUsage')) as HeapUsage);
    }
    const bytes = heaps.reduce(
      (sum, heap) => sum + heap.usedSize + heap.embedderHeapUsedSize + heap.backingStorageSize,
      0
    );
    return bytes / MB;
  }

  private ask(sessionId: string, method: string): Promise<unknown> {
    const id = ++this.lastId;
    const answer = new Promise<unknown>(resolve => this.answers.set(id, resolve));
    const message = JSON.stringify({ id, method });
    return this.session
      .send('Target.sendMessageToTarget', { sessionId, message })
      .then(() => answer);
  }
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
 * @param browser one that shows nothing but this page
 */
export async function repeatedRuns(
  browser: Browser,
  bench: BrowserBench,
  runs: number
): Promise<MemoryFigures> {
  const analyze = () => bench.pipeline.run();
  const reader = await HeapReader.of(bench.page);
  const renderer = process.platform === 'linux' ? await rendererOf(browser) : null;
  const peakExtraMb = renderer === null ? null : await peakExtra(renderer, analyze);
  const heapMb: number[] = [];
  const residentMb: number[] = [];
  for (let run = 0; run < runs; run++) {
    await analyze();
    heapMb.push(await reader.megabytes());
    if (renderer !== null) {
      residentMb.push((statusKb(renderer, 'VmRSS') * 1024) / MB);
    }
  }
  const growth = linearFit(heapMb.slice(1).map((mb, i) => [i, mb] as const));
  return {
    runs,
    heapMb,
    residentMb: renderer === null ? null : residentMb,
    growth,
    peakExtraMb,
  };
}
