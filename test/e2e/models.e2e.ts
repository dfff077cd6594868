import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../tools/paths';
import { FrontServer } from './frontServer';
import { storeQuick } from './quickStudy';
import { screenshot, type Case } from './suite';

/** Which models a site lets its viewers use. */

const MANIFEST = join(PATHS.served, 'models/manifest.json');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export const modelCases: readonly Case[] = [
  {
    name: 'manifestSha256: the pinned list of models is used, and what has changed since is refused',
    async run(viewer, { demo }) {
      const study = await storeQuick(demo, 'pin');
      let changed = true;
      const front = await FrontServer.start(demo.port, {
        // A list that is as good as the pinned one, but for a blank.
        change: (answer, { path }) =>
          changed && path.endsWith('/models/manifest.json')
            ? { ...answer, body: Buffer.concat([answer.body, Buffer.from('\n')]) }
            : answer,
      });
      try {
        await viewer.configure({ manifestSha256: sha256(readFileSync(MANIFEST)) });
        await viewer.goToStudy(front.url, study);
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'failed');
        const text = await viewer.statusText();
        assert.match(text, /manifest\.json is not the one this viewer is configured for .*pin\.$/);
        assert.deepEqual(await viewer.cells(), []);
        await screenshot(viewer, '90-pin');
        assert.deepEqual(
          front.asked.filter(({ path }) => path.endsWith('.onnx')),
          [],
          'no model of a list that is refused is loaded'
        );

        changed = false;
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        assert.ok((await viewer.cells()).some(({ grade }) => grade !== 'not-graded'));
      } finally {
        await front.close();
      }
    },
  },
  {
    name: 'a list of models that is not one is said in words, and the former findings stay',
    async run(viewer, { demo }) {
      const study = await storeQuick(demo, 'bad manifest');
      let broken = false;
      const front = await FrontServer.start(demo.port, {
        change: (answer, { path }) =>
          broken && path.endsWith('/models/manifest.json')
            ? { ...answer, status: 200, body: Buffer.from('{"schema":"deepspine-manifest/1"}') }
            : answer,
      });
      try {
        await viewer.goToStudy(front.url, study);
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'done', await viewer.statusText());
        const before = await viewer.cells();
        broken = true;
        // The worker keeps its models while the mode is open; a new visit asks anew.
        await viewer.reload();
        assert.deepEqual(await viewer.cells(), before, 'unsaved findings are there again');
        await viewer.analyze();
        assert.equal(await viewer.untilEnded(), 'failed');
        assert.match(await viewer.statusText(), /manifest is not usable: models is not a list/);
        assert.deepEqual(await viewer.cells(), before);
      } finally {
        await front.close();
      }
    },
  },
];
