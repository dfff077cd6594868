import assert from 'node:assert/strict';
import { NAMED_FUNCTIONS } from './namedFunctions';
import type { Case } from './suite';
import type { ViewerPage } from './viewerPage';

/** From this many ms on browsers call a task long: below it, nobody feels that the page was busy. */
const LONG_MS = 50;

/**
 * Each is packed for the draft in a task of its own, and gets room for the segmentation in another; the preview, which
 * may be overtaken, and the steps of arrival come on top.
 */
const SAGITTAL_SLICES = 19;
const STEPS_PER_SLICE = 2;

/** Turns of the mouse wheel without an analysis, for comparison. */
const TURNS_ALONE = 60;

/** A callback that kept the main thread, as the Long Animation Frames API tells it (at least 5 ms). */
interface Held {
  readonly url: string;
  readonly what: string;
  readonly ms: number;
}

declare global {
  interface Window {
    /** What was noted since the last call. */
    takeLongTasks?: () => Held[];
    pauses?: number;
  }
}

/** Notes from now on, in the open page, who keeps its main thread; in frames of 50 ms and more. */
async function observe(viewer: ViewerPage): Promise<void> {
  await viewer.page.evaluate(NAMED_FUNCTIONS);
  await viewer.page.evaluate(() => {
    interface Frame extends PerformanceEntry {
      readonly scripts: readonly {
        readonly sourceURL: string;
        readonly sourceFunctionName: string;
        readonly invoker: string;
        readonly duration: number;
      }[];
    }
    const held: Held[] = [];
    const notes = (entries: readonly PerformanceEntry[]) => {
      for (const { scripts } of entries as readonly Frame[]) {
        for (const { sourceURL, sourceFunctionName, invoker, duration } of scripts) {
          const what = `${invoker} ${sourceFunctionName}`.trim();
          held.push({ url: sourceURL, what, ms: duration });
        }
      }
    };
    const observer = new PerformanceObserver(list => notes(list.getEntries()));
    observer.observe({ type: 'long-animation-frame' });
    window.takeLongTasks = () => {
      notes(observer.takeRecords());
      return held.splice(0);
    };
  });
}

/** Counts from the next page on how often code gives the page a turn through a message channel of its own. */
async function countPauses(viewer: ViewerPage): Promise<void> {
  await viewer.page.addInitScript(() => {
    window.pauses = 0;
    window.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        window.pauses = (window.pauses ?? 0) + 1;
      }
    };
  });
}

const pausesSoFar = (viewer: ViewerPage): Promise<number> =>
  viewer.page.evaluate(() => window.pauses ?? 0);

/** What was noted since the last call; entries arrive when their frame is drawn. */
async function taken(viewer: ViewerPage): Promise<Held[]> {
  await viewer.untilDrawn();
  return viewer.page.evaluate(() => window.takeLongTasks?.() ?? []);
}

const longest = (held: readonly Held[]): Held | undefined =>
  held.reduce<Held | undefined>((most, one) => (one.ms > (most?.ms ?? 0) ? one : most), undefined);

const described = (held: Held | undefined): string =>
  held ? `${held.ms.toFixed(0)} ms (${held.what})` : 'none';

const isOurs = ({ url }: Held): boolean => url.includes('/plugins/');

/** Turns the wheel over the first viewport, back and forth, until told to stop; returns how often. */
async function scrollWhile(viewer: ViewerPage, goOn: (turns: number) => boolean): Promise<number> {
  let turns = 0;
  while (goOn(turns)) {
    await viewer.page.mouse.wheel(0, Math.floor(turns / 6) % 2 === 0 ? 100 : -100);
    await viewer.untilDrawn();
    turns++;
  }
  return turns;
}

export const mainThreadCases: readonly Case[] = [
  {
    name: 'main thread: while analyzing and scrolling, nothing of ours holds the page',
    alone: true,
    async run(viewer, { demo, studies }) {
      const { page } = viewer;
      await countPauses(viewer);
      await viewer.goToStudy(demo.url, studies.both);
      await observe(viewer);

      // What would be found, is found.
      await page.evaluate(
        ms =>
          new Promise<void>(resolve =>
            requestAnimationFrame(() => {
              const until = performance.now() + 3 * ms;
              while (performance.now() < until) {
                // Busy on purpose.
              }
              resolve();
            })
          ),
        LONG_MS
      );
      assert.ok((longest(await taken(viewer))?.ms ?? 0) >= LONG_MS, 'the observer observes');

      const canvas = page.locator('.cornerstone-canvas').first();
      const box = await canvas.boundingBox();
      assert.ok(box, 'a viewport is drawn');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const before = await viewer.shownImages();
      await scrollWhile(viewer, turns => turns < 3);
      assert.notDeepEqual(await viewer.shownImages(), before, 'the wheel scrolls');

      await scrollWhile(viewer, turns => turns < TURNS_ALONE);
      const alone = await taken(viewer);

      const pausesBefore = await pausesSoFar(viewer);
      await viewer.analyze();
      let ended = '';
      const end = viewer.untilEnded().then(phase => (ended = phase));
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const turns = await scrollWhile(viewer, () => ended === '');
      await end;
      assert.equal(ended, 'done', await viewer.statusText());
      const during = await taken(viewer);
      const pauses = (await pausesSoFar(viewer)) - pausesBefore;

      const ours = longest(during.filter(isOurs));
      const viewers = longest(during.filter(one => !isOurs(one)));
      console.log(
        `     ${turns} turns of the wheel; longest of ours ${described(ours)}, of the viewer ` +
          `${described(viewers)}, scrolling alone ${described(longest(alone))}; ${pauses} pauses`
      );
      // On a machine that is busy otherwise everything takes longer, the viewer's own drawing too: only the
      // ratio of both tells anything. The pauses do not depend on the machine.
      const bearable = Math.max(LONG_MS, viewers?.ms ?? 0, longest(alone)?.ms ?? 0);
      assert.ok((ours?.ms ?? 0) <= bearable, `${described(ours)} on the main thread`);
      const wanted = STEPS_PER_SLICE * SAGITTAL_SLICES;
      assert.ok(pauses >= wanted, `${pauses} pauses for the page`);
    },
  },
];
