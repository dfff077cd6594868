/** @jest-environment ./test/ortEnvironment.js */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { writeResult } from '../../cli/batch/writeResult';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { DEFAULT_MODELS_DIR, loadModels } from '../../cli/models';
import { deepspine } from './command';
import { holdings } from './holdings';
import { LoopbackArchive } from './loopbackArchive';
import { RedisServer } from './redis';
import { SmallStudies } from './smallStudies';
import { needs } from '../needs';

/** `deepspine work --results`: findings as files, and an archive that is only read. */

const { it: given } = needs('redis-server');

const SCHEMA = join(__dirname, '../../models/schema/analyze-result.schema.json');

const findingsOf = (json: string) => (JSON.parse(json) as { levels: unknown }).levels;

given(
  "writes each study's findings, once, and stores nothing",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deepspine-results-'));
    const redis = await RedisServer.start(join(folder, 'redis'));
    const archive = await LoopbackArchive.start();
    try {
      const { uid, files } = (await SmallStudies.load()).study('results');
      await archive.store(files);
      const address = ['--redis', redis.url, '--queue', 'trial'];
      const where = ['--dicomweb', archive.root, '--study', uid];
      expect((await deepspine('enqueue', ...where, ...address)).code).toBe(0);
      const results = join(folder, 'new', 'results');
      const options = ['--results', results, '--until-empty', '--json', '--threads', '1'];
      const { code, stdout } = await deepspine('work', ...options, ...address);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        event: 'written',
        study: uid,
        instancesStored: 0,
      });
      expect(readdirSync(results)).toEqual([`${uid}.json`]);
      const written = readFileSync(join(results, `${uid}.json`), 'utf8');
      const validate = new Ajv().compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
      expect([validate(JSON.parse(written)), validate.errors]).toEqual([true, null]);
      expect(await holdings(archive.root, uid)).toEqual({ SR: [], SEG: [] });

      const models = await loadModels(DEFAULT_MODELS_DIR, { threads: 1 });
      const web = new DicomWebArchive(archive.root);
      const again = () => writeResult(web, uid, models, results);
      try {
        expect(await again()).toMatchObject({ outcome: 'already-there' });
        expect(readFileSync(join(results, `${uid}.json`), 'utf8')).toBe(written);
        // Half a file, of a machine that went down.
        writeFileSync(join(results, `${uid}.json`), written.slice(0, 100));
        expect(await again()).toMatchObject({ outcome: 'written' });
        const anew = readFileSync(join(results, `${uid}.json`), 'utf8');
        expect(findingsOf(anew)).toEqual(findingsOf(written));
        await expect(writeResult(web, '../1.2', models, results)).rejects.toMatchObject({
          code: 'bad-arguments',
        });
      } finally {
        await models.release();
      }
    } finally {
      await archive.stop();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  1_800_000
);
