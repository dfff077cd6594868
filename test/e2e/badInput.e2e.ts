import assert from 'node:assert/strict';
import { screenshot, type Case } from './suite';
import type { TestStudies } from './studies';
import type { ViewerPage } from './viewerPage';

/** The panel says one sentence, shows no finding and can be tried again. */
async function refuses(viewer: ViewerPage, sentence: RegExp, name: string): Promise<void> {
  await viewer.analyze();
  assert.equal(await viewer.untilEnded(), 'failed', await viewer.statusText());
  const text = await viewer.statusText();
  assert.match(text, sentence);
  assert.match(text, /^[^\n]+\.$/, 'one line that ends in a full stop');
  assert.deepEqual(await viewer.cells(), []);
  await viewer.hook('run').waitFor();
  await screenshot(viewer, name);
}

const wrongStudy = (study: keyof TestStudies, sentence: RegExp): Case => ({
  name: `wrong input is refused in words: ${study}`,
  async run(viewer, { demo, studies }) {
    await viewer.goToStudy(demo.url, studies[study]);
    await refuses(viewer, sentence, `20-${study}`);
  },
});

export const badInputCases: readonly Case[] = [
  wrongStudy('ct', /only MR can be graded/),
  wrongStudy('axialOnly', /only axial images/),
  wrongStudy('fourSlices', /only 4 sagittal slices/),
  wrongStudy('localiser', /only a localiser/),
  {
    name: 'a model file that is not the promised one is refused',
    async run(viewer, { demo }) {
      await viewer.context.route(/disc-grading.*\.onnx$/, async route => {
        const answer = await route.fetch();
        const body = await answer.body();
        body[body.length - 1]! ^= 1;
        await route.fulfill({ response: answer, body });
      });
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await refuses(viewer, /disc-grading/, '21-model-hash');
    },
  },
  {
    name: 'no network for the models is said in words',
    expected: /Failed to load resource|ERR_/,
    async run(viewer, { demo }) {
      await viewer.context.route(/\.onnx$/, route => route.abort('internetdisconnected'));
      await viewer.goToStudy(demo.url, demo.studies[0]!);
      await refuses(viewer, /\.onnx/, '22-model-offline');
    },
  },
];
