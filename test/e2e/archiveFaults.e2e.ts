import assert from 'node:assert/strict';
import { FrontServer, type Asked, type Fault } from './frontServer';
import { storeQuick } from './quickStudy';
import { screenshot, type Case, type TestContext } from './suite';
import type { ViewerPage } from './viewerPage';

/** An archive that misbehaves while images are read and while findings are stored. */

/**
 * The browser writes every request that fails to the console, and so do the viewer's image loaders; its
 * handler of images that failed is broken ("handler is not a function").
 */
export const NOISE =
  /console error: {2}\(|The front server answers|Failed to load resource|request failed|net::ERR_|got status|invalid response|Couldn't decode|XMLHttpRequest|terminating boundary|Failed to fetch|network error|CORNERSTONE_IMAGE_LOAD_FAILED|IMAGE_LOAD_ERROR/;

const isFrame = ({ path }: Asked) => /\/frames\//.test(path);
const isStore = ({ method, path }: Asked) =>
  method === 'POST' && path.includes('/dicom-web/studies');

/** A store request's SOP class stands in its bytes. */
const SR = '1.2.840.10008.5.1.4.1.1.88';
const PDF = '1.2.840.10008.5.1.4.1.1.104.1';

interface Opened {
  readonly front: FrontServer;
  readonly study: string;
}

async function open(
  viewer: ViewerPage,
  demo: TestContext['demo'],
  name: string,
  faultOf?: (asked: Asked) => Fault | null
): Promise<Opened> {
  const study = await storeQuick(demo, name);
  const front = await FrontServer.start(demo.port, { faultOf });
  await viewer.goToStudy(front.url, study);
  return { front, study };
}

async function saved(viewer: ViewerPage): Promise<void> {
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="saved"]').waitFor();
}

async function refusedSave(viewer: ViewerPage, sentence: RegExp): Promise<void> {
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="failed"]').waitFor();
  const text = await viewer.hook('save-state').innerText();
  assert.match(text, sentence);
  assert.match(text, /^[^\n]+\.$/, 'one line that ends in a full stop');
}

const modalities = ({ archive }: TestContext['demo'], study: string): string[] =>
  archive.store
    .instances({ study })
    .map(({ json }) => String(json['00080060']?.Value?.[0]))
    .filter(modality => modality !== 'MR')
    .sort();

/**
 * One image fails until it is told not to; the viewport shows another one, so that the study opens. Images
 * are asked for by both the viewer and the analysis.
 */
const reading = (fault: Fault, sentence: RegExp): Case => ({
  name: `archive, reading: ${fault}: one sentence, findings stay, the next try works`,
  expected: NOISE,
  async run(viewer, { demo }) {
    let broken: Fault | null = fault;
    const frames = new Set<string>();
    const { front } = await open(viewer, demo, `reading ${fault}`, asked => {
      if (isFrame(asked)) {
        frames.add(asked.path);
      }
      // The first frame that is asked for is shown, the second one fails.
      return asked.path === [...frames][1] ? broken : null;
    });
    try {
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'failed');
      const text = await viewer.statusText();
      assert.match(text, sentence);
      assert.match(text, /^[^\n]+\.$/, 'one line that ends in a full stop');
      await screenshot(viewer, `70-reading-${fault}`);

      broken = null;
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      assert.ok((await viewer.cells()).some(({ grade }) => grade !== 'not-graded'));
    } finally {
      await front.close();
    }
  },
});

const storing = (fault: Fault, sentence: RegExp): Case => ({
  name: `archive, storing: ${fault}: one sentence, findings stay, one report in the end`,
  expected: NOISE,
  async run(viewer, { demo }) {
    const { front, study } = await open(viewer, demo, `storing ${fault}`);
    try {
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
      const before = await viewer.cells();

      // First the segmentation fails, then the report.
      front.faultOf = asked => (isStore(asked) ? fault : null);
      await refusedSave(viewer, sentence);
      assert.deepEqual(await viewer.cells(), before);
      front.faultOf = asked => (isStore(asked) && asked.body.includes(SR) ? fault : null);
      await refusedSave(viewer, sentence);
      assert.deepEqual(await viewer.cells(), before);
      await screenshot(viewer, `71-storing-${fault}`);

      front.faultOf = () => null;
      await saved(viewer);
      assert.deepEqual(modalities(demo, study), ['SEG', 'SR']);
      assert.deepEqual(await viewer.cells(), before);
      await viewer.reload();
      await viewer.page.locator('[data-save="saved"]').waitFor();
      assert.deepEqual(await viewer.cells(), before, 'the same from the archive');
    } finally {
      await front.close();
    }
  },
});

export const archiveFaultCases: readonly Case[] = [
  reading(401, /sign-in required, HTTP 401/),
  reading(409, /did not give image .* HTTP 409/),
  reading(500, /internal server error, HTTP 500/),
  reading('cut', /could not be reached for image .* broke off/),
  reading('half', /could not be loaded or decoded/),
  reading('hang', /sent nothing more of .* for 60 seconds/),
  storing(401, /sign-in required, HTTP 401/),
  storing(409, /HTTP 409/),
  storing(500, /internal server error, HTTP 500/),
  storing('hang', /did not answer within 60 seconds/),
  storing('cut', /could not be reached/),
  storing('unanswered', /could not be reached/),
  {
    name: 'archive, storing: no answer, then another decision: both versions, the later one names the first',
    expected: NOISE,
    async run(viewer, { demo }) {
      const { front, study } = await open(viewer, demo, 'storing twice');
      try {
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        front.faultOf = asked => (isStore(asked) && asked.body.includes(SR) ? 'unanswered' : null);
        await refusedSave(viewer, /could not be reached/);
        await viewer.hook('cell-L4-L5-SCS').click();
        await viewer.page.keyboard.press('2');
        front.faultOf = () => null;
        await saved(viewer);
        assert.deepEqual(modalities(demo, study), ['SEG', 'SR', 'SR']);
        const reports = demo.archive.store
          .instances({ study })
          .filter(({ json }) => json['00080060']?.Value?.[0] === 'SR');
        // Predecessor Documents Sequence (0040,A360).
        const [later, ...others] = reports.filter(({ json }) => json['0040A360']);
        const first = reports.find(report => report !== later);
        assert.ok(later && first && others.length === 0, 'one of them replaces the other');
        assert.ok(JSON.stringify(later.json['0040A360']).includes(first.instance));
      } finally {
        await front.close();
      }
    },
  },
  {
    name: 'archive, storing: no PDFs are taken: the findings are saved, and the panel names what was refused',
    expected: NOISE,
    async run(viewer, { demo }) {
      await viewer.configure({ storeSummary: 'pdf', storeKeyImages: true });
      const { front, study } = await open(viewer, demo, 'storing no PDF');
      try {
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        front.faultOf = asked => (isStore(asked) && asked.body.includes(PDF) ? 409 : null);
        await saved(viewer);
        const text = await viewer.hook('save-refused').innerText();
        assert.match(text, /does not take: summary as a PDF\. The findings are saved\.$/);
        assert.deepEqual(modalities(demo, study), ['KO', 'SEG', 'SR']);
        await screenshot(viewer, '72-storing-no-pdf');

        // What is decided next is saved with a page of its own, and nothing is refused any more.
        front.faultOf = () => null;
        await viewer.hook('cell-L4-L5-SCS').click();
        await viewer.page.keyboard.press('2');
        await saved(viewer);
        assert.equal(await viewer.hook('save-refused').count(), 0);
        assert.deepEqual(modalities(demo, study), ['DOC', 'KO', 'KO', 'SEG', 'SR', 'SR']);
      } finally {
        await front.close();
      }
    },
  },
  {
    name: 'archive, slow: everything still arrives, and a cancel is heeded at once',
    expected: NOISE,
    async run(viewer, { demo }) {
      const { front, study } = await open(viewer, demo, 'slow', asked =>
        isFrame(asked) ? 'slow' : null
      );
      try {
        await viewer.analyze();
        await viewer.hook('cancel').click();
        assert.equal(await viewer.untilEnded(), 'cancelled');
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        front.faultOf = asked => (isStore(asked) ? 'slow' : null);
        await saved(viewer);
        assert.deepEqual(modalities(demo, study), ['SEG', 'SR']);
      } finally {
        await front.close();
      }
    },
  },
];
