import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { until } from '../until';
import { FrontServer } from './frontServer';
import { storeQuick } from './quickStudy';
import type { Case } from './suite';
import { withSettings } from './viewerPage';

/** What the browser has to load because of DeepSPINE, counted in bytes on the wire; no time is asserted. */

const kB = 1e3;
const MB = 1e6;

interface Download {
  readonly path: string;
  readonly status: number;
  /** As it came; files that the site guide has compressed are counted as gzip makes them. */
  readonly bytes: number;
}

/** What the site guide has web servers compress. */
const COMPRESSED = /\.(js|mjs|wasm|json)$/;

const sum = (downloads: readonly Download[]): number =>
  downloads.reduce((total, { bytes }) => total + bytes, 0);

/** A server in front that notes what of ours is asked for, and what it weighs. */
async function startCounting(
  port: number,
  settings: object = {}
): Promise<{ front: FrontServer; take: () => readonly Download[] }> {
  let downloads: Download[] = [];
  const front = await FrontServer.start(port, {
    change: (answer, asked) => {
      const path = asked.path.split('?')[0]!;
      if (path === '/app-config.js') {
        // Not by the browser's own means, which would switch its cache off.
        const body = Buffer.from(withSettings(String(answer.body), settings));
        return { ...answer, headers: { ...answer.headers, 'content-length': body.length }, body };
      }
      if (/^\/(plugins|deepspine)\/./.test(path)) {
        const body = COMPRESSED.test(path) ? gzipSync(answer.body) : answer.body;
        const bytes = answer.body.length === 0 ? 0 : body.length;
        downloads.push({ path, status: answer.status, bytes });
      }
      return answer;
    },
  });
  const take = () => {
    const taken = downloads;
    downloads = [];
    return taken;
  };
  return { front, take };
}

const isServed = ({ path }: Download): boolean => path.startsWith('/deepspine/');
const isHeavy = ({ path }: Download): boolean => /\.(onnx|wasm)$/.test(path);

export const downloadCases: readonly Case[] = [
  {
    name: 'downloads: where nothing is preloaded little before Analyze, models and runtime once, none of them again',
    // The list of models is asked for in vain on purpose.
    expected: /503/,
    async run(viewer, { demo }) {
      const { front, take } = await startCounting(demo.port, { preload: false });
      const analyze = async () => {
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      };
      try {
        await viewer.goToStudy(front.url, await storeQuick(demo, 'downloads'));
        const before = take();
        assert.deepEqual(
          before.filter(isServed),
          [],
          'nothing to compute with before it is wanted'
        );
        const bundles = before.filter(({ path }) => path.endsWith('/index.umd.js'));
        assert.equal(bundles.length, 2, 'the extension and the mode');
        assert.ok(sum(bundles) > 0 && sum(bundles) <= 300 * kB, `${sum(bundles)} bytes of bundles`);

        await analyze();
        const first = take();
        // Every thread asks whether the runtime's script is still the same.
        const paths = first.filter(({ bytes }) => bytes > 0).map(({ path }) => path);
        assert.deepEqual(paths, [...new Set(paths)], 'each file comes once');
        const models = first.filter(({ path }) => path.startsWith('/deepspine/models/'));
        assert.ok(models.filter(isHeavy).length >= 2, paths.join());
        assert.ok(sum(models) > 1 * MB && sum(models) <= 20 * MB, `${sum(models)} bytes of models`);
        assert.ok(sum(first) <= 20 * MB, `${sum(first)} bytes with runtime and worker`);
        console.log(
          `     ${Math.round(sum(bundles) / kB)} kB of bundles; ${(sum(models) / MB).toFixed(1)} MB ` +
            `of models, ${(sum(first) / MB).toFixed(1)} MB with runtime and worker, at the first run`
        );

        await analyze();
        assert.deepEqual(take(), [], 'the next run of a visit asks for nothing');

        await viewer.reload();
        take();
        await analyze();
        const next = take();
        assert.deepEqual(next.filter(isHeavy), [], 'the next visit has models and runtime already');
        assert.ok(sum(next) <= 100 * kB, `${sum(next)} bytes: what has changed is asked, no more`);

        front.faultOf = ({ path }) => (path.startsWith('/deepspine/') ? 503 : null);
        await analyze();
      } finally {
        await front.close();
      }
    },
  },
  {
    name: 'downloads: models start while a study opens; opening it again transfers nothing of ours',
    async run(viewer, { demo, studies }) {
      const { front, take } = await startCounting(demo.port);
      const [first, second] = [
        await storeQuick(demo, 'preload first'),
        await storeQuick(demo, 'preload second'),
      ];
      /** Until workers for the models have started; where they have not, Analyze finds out. */
      const untilWorkers = (are: (count: number) => boolean, what: string) =>
        until(() => viewer.ourWorkers(), are, what);
      const untilStarted = () => untilWorkers(count => count > 0, 'a worker of ours has started');
      try {
        await viewer.goToStudy(front.url, first);
        await untilStarted();
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        assert.ok(take().some(isHeavy), 'the first visit loads the models');

        await viewer.goToStudy(front.url, second);
        await untilStarted();
        const again = take();
        assert.deepEqual(again.filter(isHeavy), [], 'the next one has them');
        assert.equal(sum(again), 0, JSON.stringify(again.filter(({ bytes }) => bytes > 0)));

        // Memory is given back with the mode, and nothing starts where nothing can be analyzed.
        await viewer.page.locator('[data-cy="return-to-work-list"]').click();
        await viewer.hook('panel').waitFor({ state: 'detached' });
        await untilWorkers(count => count === 0, 'no worker of ours is left');
        const decided = viewer.untilPriorAsked('E2E-Localiser');
        await viewer.goToStudy(front.url, studies.localiser);
        await decided;
        assert.equal(viewer.ourWorkers(), 0, 'nothing starts for a study that cannot be analyzed');
      } finally {
        await front.close();
      }
    },
  },
];
