import assert from 'node:assert/strict';
import { until } from '../until';
import { FrontServer, type Answer } from './frontServer';
import { strictPolicy, violationsOf, withPolicy, REPORTS, type Violation } from './policy';
import { storeQuick } from './quickStudy';
import { type Case, type TestContext } from './suite';
import { ViewerPage, withSettings } from './viewerPage';
import { WatchingProxy } from './watchingProxy';

/** What the browser may load and whom it may talk to. */

const pageOf = async ({ url }: TestContext['demo']): Promise<string> =>
  (await fetch(`${url}/`, { headers: { Accept: 'text/html' } })).text();

async function analyzeAndSave(viewer: ViewerPage): Promise<void> {
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="saved"]').waitFor();
}

/** What the prebuilt viewer does against the policy, with or without DeepSPINE. */
const VIEWERS_OWN: readonly { readonly what: Partial<Violation>; readonly why: string }[] = [];

const isViewersOwn = (violation: Violation) =>
  VIEWERS_OWN.some(({ what }) =>
    Object.entries(what).every(([key, value]) => violation[key as keyof Violation] === value)
  );

/** Answers that pages of other origins may use, isolated ones as well. */
const forOtherOrigins = (answer: Answer): Answer => ({
  ...answer,
  headers: {
    ...answer.headers,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  },
});

export const privacyCases: readonly Case[] = [
  {
    name: 'policy: analyze and save under the Content-Security-Policy of the site guide',
    async run(viewer, { demo }) {
      const study = await storeQuick(demo, 'policy');
      const front = await FrontServer.start(demo.port, {
        change: withPolicy(strictPolicy(await pageOf(demo))),
        faultOf: ({ path }) => (path === REPORTS ? 204 : null),
      });
      try {
        await viewer.goToStudy(front.url, study);
        await analyzeAndSave(viewer);
        await viewer.hook('cell-L4-L5-SCS').click();
        await viewer.hook('detail').waitFor();
        assert.deepEqual(
          violationsOf(front.asked).filter(violation => !isViewersOwn(violation)),
          []
        );
        // The policy is in force, and its breach is seen.
        await viewer.page.evaluate(() => {
          const script = document.createElement('script');
          script.textContent = 'window.inline = true';
          document.head.append(script);
        });
        await until(
          () => violationsOf(front.asked),
          violations => violations.some(({ blocked }) => blocked === 'inline'),
          'an inline script is refused and reported'
        );
        assert.equal(await viewer.page.evaluate(() => 'inline' in window), false);
      } finally {
        await front.close();
      }
    },
    expected: /inline script/,
  },
  {
    name: 'privacy: every request of the browser goes to the viewer, the archive or the models',
    expected: /ERR_|Failed to load/,
    async run(_viewer, { browser, demo }) {
      const study = await storeQuick(demo, 'watched');
      const page = await pageOf(demo);
      const models = await FrontServer.start(demo.port, { change: forOtherOrigins });
      const policy = withPolicy(strictPolicy(page, models.url));
      const settings = { baseUrl: `${models.url}/deepspine/` };
      const front = await FrontServer.start(demo.port, {
        change: (answer, { path }) => {
          const allowed = policy(answer);
          return path === '/app-config.js'
            ? { ...allowed, body: Buffer.from(withSettings(String(answer.body), settings)) }
            : allowed;
        },
      });
      const proxy = await WatchingProxy.start();
      const viewer = await ViewerPage.open(browser, undefined, undefined, {
        proxy: { server: proxy.url, bypass: '<-loopback>' },
      });
      try {
        await viewer.goToStudy(front.url, study);
        await analyzeAndSave(viewer);
        await viewer.reload();
        await viewer.page.locator('[data-save="saved"]').waitFor();
        assert.deepEqual(viewer.problems, []);

        const seen = proxy.watched.map(({ method, url }) => ({ method, url }));
        const to = (origin: string) => seen.filter(({ url }) => url.origin === origin);
        assert.deepEqual(
          seen.filter(({ url }) => ![front.url, models.url].includes(url.origin)),
          [],
          'nobody else is asked for anything'
        );
        assert.ok(to(models.url).some(({ url }) => url.pathname.endsWith('.onnx')));
        assert.deepEqual(
          to(models.url).filter(
            ({ method, url }) => method !== 'GET' || !url.pathname.startsWith('/deepspine/')
          ),
          [],
          'models are only read, below the configured address'
        );
        const sent = proxy.watched.filter(
          ({ method, url, bodyBytes }) =>
            url.pathname !== REPORTS && (method !== 'GET' || bodyBytes > 0)
        );
        assert.deepEqual(
          sent.map(({ method, url }) => `${method} ${url.origin}${url.pathname}`),
          [...Array(2)].map(() => `POST ${front.url}/dicom-web/studies`),
          'all that leaves the browser is the segmentation and the report, to the archive'
        );
        assert.ok(sent.every(({ bodyBytes }) => bodyBytes > 0));
        const told = proxy.watched.filter(({ url }) => url.origin === models.url);
        assert.ok(
          told.every(one => !JSON.stringify([one.url.href, one.headers]).includes(study)),
          'who serves the models does not learn which study is open'
        );

        // Requests to others would have been seen: from a page and from a worker.
        const other = await viewer.context.newPage();
        await other.goto('about:blank');
        await other.evaluate(async () => {
          await fetch('http://page.example/', { mode: 'no-cors' }).catch(() => {});
          const script =
            "fetch('http://worker.example/', { mode: 'no-cors' }).finally(() => postMessage(0))";
          const worker = new Worker(URL.createObjectURL(new Blob([script])));
          await new Promise(resolve => (worker.onmessage = resolve));
        });
        const hosts = proxy.watched.map(({ url }) => url.hostname);
        assert.ok(hosts.includes('page.example') && hosts.includes('worker.example'));
      } finally {
        await viewer.close();
        await proxy.close();
        await front.close();
        await models.close();
      }
    },
  },
];
