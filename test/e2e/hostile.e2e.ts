import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { uidFrom } from '../../extension/src/findings';
import { SmallStudies } from '../queue/smallStudies';
import { until } from '../until';
import { FrontServer, type Answer, type Asked } from './frontServer';
import { openRecorded } from './recorded';
import { screenshot, type Case, type TestContext } from './suite';
import type { ViewerPage } from './viewerPage';

/**
 * Text that tries to become a part of the page: an element that nobody else makes, a script by way of a
 * picture that cannot be loaded, and what the translation would replace. 64 characters at most (DICOM LO).
 */
const hostile = (where: string) => `${where}"><hit-x><img src=x onerror=hit()>{{t}}$t(run)$&`;
/** Person names know "=" and "^" as separators. */
const hostileName = (where: string) => `${where}"><hit-x><script>hit()</script>`;

interface Hits {
  hits: string[];
  hit: () => void;
}

/** Before anything else runs: whatever hostile text makes is noted, however short it lives. */
async function watchForHits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watched = window as unknown as Hits;
    watched.hits = [];
    watched.hit = () => watched.hits.push('a script ran');
    new MutationObserver(changes => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          const made =
            node instanceof Element &&
            (node.matches('hit-x, [onerror]') ? node : node.querySelector('hit-x, [onerror]'));
          if (made) {
            watched.hits.push(made.outerHTML.slice(0, 200));
          }
        }
      }
    }).observe(document, { childList: true, subtree: true });
  });
}

async function assertNoHits({ page }: ViewerPage): Promise<void> {
  const hits = await page.evaluate(() => (window as unknown as Hits).hits);
  assert.deepEqual(hits, [], 'text became a part of the page');
}

const panelText = (viewer: ViewerPage): Promise<string> => viewer.hook('panel').innerText();

async function assertShown(viewer: ViewerPage, ...texts: readonly string[]): Promise<void> {
  const shown = (await panelText(viewer)).replace(/\s+/g, ' ');
  texts.forEach(text => assert.ok(shown.includes(text), `${text} is shown as it is in: ${shown}`));
}

/** A study that is analyzed in seconds, hostile in every text of its headers. */
async function storeHostile(
  { archive }: TestContext['demo'],
  name: string,
  count?: number
): Promise<string> {
  const { uid, files } = (await SmallStudies.load()).study(`e2e hostile ${name}`, count, {
    SpecificCharacterSet: 'ISO_IR 192',
    PatientName: hostileName('PN'),
    PatientID: hostile('ID'),
    StudyDescription: hostile('SD'),
    SeriesDescription: hostile('T2'),
    ProtocolName: hostile('PR'),
    InstitutionName: hostile('IN'),
    Manufacturer: hostile('MA'),
    ManufacturerModelName: hostile('MM'),
    ReferringPhysicianName: hostileName('RP'),
    AccessionNumber: '"><hit-x>',
    StudyID: '"><hit-x>',
    RepetitionTime: 4000,
    EchoTime: 100,
  });
  for (const file of files) {
    await archive.store.add(Buffer.from(file));
  }
  return uid;
}

/** The manifest with hostile names; the weights stay what they are. */
function hostileManifest(answer: Answer, { path }: Asked): Answer {
  if (!path.endsWith('/models/manifest.json') || answer.status !== 200) {
    return answer;
  }
  const manifest = JSON.parse(answer.body.toString('utf8')) as { models: object[] };
  const models = manifest.models.map((model, i) => ({
    ...model,
    name: hostile(`MN${i}`),
    version: `${i}"><hit-x>`,
    intendedUse: hostile('IU'),
    licence: hostile('LI'),
  }));
  return { ...answer, body: Buffer.from(JSON.stringify({ ...manifest, models })) };
}

/** Signs a person in, as a site's own sign-in does. */
async function signIn({ page }: ViewerPage, name: string): Promise<void> {
  const user = `{ profile: { name: ${JSON.stringify(name)} } }`;
  await page.evaluate(`window.services.userAuthenticationService.setServiceImplementation({
    getUser: () => (${user}),
    getAuthorizationHeader: () => ({}),
  })`);
}

async function saveAndReload(viewer: ViewerPage): Promise<void> {
  await viewer.hook('save').click();
  await viewer.page.locator('[data-save="saved"]').waitFor();
  await assertNoHits(viewer);
  await viewer.reload();
  await viewer.page.locator('[data-save="saved"]').waitFor();
  await assertNoHits(viewer);
}

export const hostileCases: readonly Case[] = [
  {
    name: 'hostile text: headers, manifest, reader and remark, through analysis, report and reload',
    async run(viewer, { demo }) {
      const study = await storeHostile(demo, 'whole');
      const front = await FrontServer.start(demo.port, { change: hostileManifest });
      try {
        await watchForHits(viewer.page);
        await viewer.goToStudy(front.url, study);
        await signIn(viewer, hostileName('RE'));
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        await assertShown(viewer, hostile('T2'), hostile('MN0'), '1"><hit-x>');

        await viewer.hook('cell-L4-L5-SCS').click();
        await assertShown(viewer, hostile('MN1'));
        await viewer.page.keyboard.press('3');
        const label = (await viewer.measurementLabels()).find(one =>
          one.startsWith('L4-L5 spinal')
        );
        await viewer.openLabelDialog(label!);
        await viewer.page.locator('[role="dialog"] input').fill(`${label}, ${hostile('RM')}`);
        await viewer.page.locator('[data-cy="input-dialog-save-button"]').click();
        const remarked = `${label} – ${hostile('RM')}`;
        await viewer.untilLabeled(remarked);
        await screenshot(viewer, '80-hostile');
        await saveAndReload(viewer);
        await viewer.untilLabeled(remarked);
        await assertShown(viewer, hostile('MN0'), '1"><hit-x>');
        const report = demo.archive.store
          .instances({ study })
          .find(({ json }) => json['00080060']?.Value?.[0] === 'SR');
        const stored = JSON.stringify(report?.json);
        for (const text of [hostileName('RE'), hostile('RM'), hostileName('PN')]) {
          assert.ok(stored.includes(JSON.stringify(text).slice(1, -1)), `${text} is in the report`);
        }
      } finally {
        await front.close();
      }
    },
  },
  {
    name: 'hostile text: a refusal names the series as it is called',
    async run(viewer, { demo }) {
      const study = await storeHostile(demo, 'refused', 4);
      await watchForHits(viewer.page);
      await viewer.goToStudy(demo.url, study);
      await viewer.analyze();
      assert.equal(await viewer.untilEnded(), 'failed');
      assert.ok((await viewer.statusText()).includes(`“${hostile('T2')}”`));
      await assertNoHits(viewer);
    },
  },
  {
    name: 'hostile text: a report of the archive, the settings and a pasted report',
    async run(viewer, { demo }) {
      await watchForHits(viewer.page);
      await viewer.configure({
        draftTemplate: `${hostile('TE')}\n{{levels}}`,
        draftPhrases: { severe: hostile('PH') },
      });
      await openRecorded(viewer, demo, 'hostile', analysis => {
        const model = { name: hostile('MO'), version: '"><hit-x>', sha256: 'a'.repeat(64) };
        return {
          ...analysis,
          models: [model],
          warnings: [{ code: 'sequence-unusual', text: `${hostile('WA')}.` }],
          levels: analysis.levels.map(level => ({
            ...level,
            findings: level.findings.map(finding => ({
              ...finding,
              remark: hostile('RM'),
              reviewer: hostileName('RV'),
              uid: uidFrom('hostile', finding.uid),
            })),
          })),
        };
      });
      await assertShown(viewer, hostile('WA'), hostile('MO'));
      assert.ok((await viewer.measurementLabels()).every(label => label.endsWith(hostile('RM'))));
      const draft = await viewer.hook('draft').innerText();
      assert.ok(draft.includes(hostile('TE')) && draft.includes(hostile('PH')), draft);

      await viewer.page
        .locator('[data-cy="trackedMeasurements-btn"], [data-cy="panelMeasurement-btn"]')
        .first()
        .click();
      await viewer.page.getByText(hostile('RM')).first().waitFor();
      await screenshot(viewer, '81-hostile-measurements');
      await viewer.page.locator('[data-cy="deepspine-btn"]').click();
      await viewer.page.getByText('Check a report').click();
      await viewer.hook('check-text').fill(`L4-L5: mild ${hostile('RT')} spinal canal stenosis.`);
      await viewer.hook('check-summary').waitFor();
      await assertNoHits(viewer);
      // What would have been seen: the same text taken for HTML.
      await viewer.page.evaluate(text => {
        const place = document.createElement('div');
        place.innerHTML = text;
        document.body.append(place);
      }, hostile('HT'));
      await until(
        () => viewer.page.evaluate(() => (window as unknown as Hits).hits),
        hits => hits.length > 1 && hits.includes('a script ran'),
        'an element is made and a script runs'
      );
    },
  },
];
