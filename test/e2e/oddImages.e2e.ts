/** Series as archives really hold them: with images that do not belong there, and with headers that lack something. */
import assert from 'node:assert/strict';
import type { OddStudies } from './studies';
import type { Case } from './suite';

/** The findings are on the sagittal images, nothing is said to stand in for itself, and they can be saved. */
const analyzed = (study: keyof OddStudies, what: string, leftOut?: RegExp): Case => ({
  name: `odd images: ${what}: analyzed, drawn where they belong, and saved`,
  async run(viewer, { demo, studies }) {
    await viewer.goToStudy(demo.url, studies[study]);
    await viewer.analyze();
    assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
    const images = await viewer.referencedImages();
    // Of a narrow stack what lies at the sides is not graded.
    assert.ok(images.length >= 2, `findings are on ${images.length} image`);
    const off = await viewer.furthestFromItsImage();
    assert.ok(off < 5, `a finding is drawn ${off} mm off its image's plane`);
    const text = await viewer.hook('panel').innerText();
    assert.doesNotMatch(text, /is no lumbar T2 that can be graded/);
    if (leftOut) {
      await viewer.page.getByText(/^Images left out: \d+$/).click();
      assert.match(await viewer.hook('left-out').innerText(), leftOut);
    }
    await viewer.hook('save').click();
    const saved = viewer.page.locator('[data-save="saved"], [data-save="failed"]').first();
    await saved.waitFor({ timeout: 300_000 });
    assert.equal(await saved.getAttribute('data-save'), 'saved', text);
  },
});

const refused = (study: keyof OddStudies, what: string): Case => ({
  name: `odd images: ${what}: refused in words, whatever the viewer makes up`,
  async run(viewer, { demo, studies }) {
    await viewer.goToStudy(demo.url, studies[study]);
    await viewer.analyze();
    assert.equal(await viewer.untilEnded(), 'failed', await viewer.statusText());
    assert.match(
      await viewer.statusText(),
      /says nothing about its position, orientation or pixel spacing/
    );
    assert.deepEqual(await viewer.cells(), []);
  },
});

const oneSplit = analyzed('splitStack', 'a stack that was split over two series');
/** … and what was saved of it comes back on the images of both series. */
const split: Case = {
  name: `${oneSplit.name}, and opened again`,
  async run(viewer, context) {
    await oneSplit.run(viewer, context);
    const cells = await viewer.cells();
    const images = await viewer.referencedImages();
    const series = new Set(images.map(id => /series\/([\d.]+)/.exec(id)?.[1]));
    assert.equal(series.size, 2, images.join('\n'));
    await viewer.reload();
    await viewer.page.locator('[data-save="saved"]').waitFor();
    await viewer.untilMeasured(labels => labels.length > 0);
    assert.deepEqual(await viewer.cells(), cells);
    assert.deepEqual((await viewer.referencedImages()).sort(), [...images].sort());
    await viewer.untilSegmentationDrawn();
    assert.doesNotMatch(await viewer.hook('panel').innerText(), /could not be drawn/);
  },
};

export const oddImageCases: readonly Case[] = [
  refused('noSpacing', 'no pixel spacing'),
  refused('noOrientation', 'no orientation'),
  refused('noPosition', 'no position'),
  split,
  analyzed('twoObjects', 'two enhanced objects in one series'),
  analyzed(
    'colorFirst',
    'a color capture in the sagittal and the axial series',
    /1 \(color images\)/
  ),
  analyzed('grayFirst', 'a gray capture with a place'),
  analyzed('oneObjectASlice', 'one enhanced object a slice'),
];
