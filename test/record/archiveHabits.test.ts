import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api } from 'dicomweb-client';
import { JSDOM } from 'jsdom';
import { storeResult } from '../../cli/batch/runStudy';
import { storedReport } from '../../cli/batch/storedReport';
import { encodePart10 } from '../../cli/dicom/naturalized';
import { DicomWebArchive } from '../../cli/dicomweb/archive';
import { readInput, type Input } from '../../cli/input';
import { FURTHER_OBJECTS } from '../../extension/src/record/furtherObjects';
import { uidFrom } from '../../extension/src/findings';
import { omit } from '../../extension/src/imaging/omit';
import {
  buildSegmentation,
  readStructuredReport,
  sourceHeader,
  type AnalysisRecord,
  type NaturalizedDataset,
  type RecordJob,
} from '../../extension/src/record';
import { fromPart10 } from '../../extension/src/record/part10/part10';
import type { DicomWebClient, Runtime } from '../../extension/src/viewer/host/ohif';
import { recordFiles } from '../../extension/src/viewer/storage/recordFiles';
import { needs } from '../needs';
import { HABITS, HabitServer, refusal } from './habits';
import { fromDicomJson } from './naturalize';
import { sourceImages, wideStudy, writeObject, type Study } from './objects';
import { GRADER, NOW, uidSequence } from './phantom';
import { ARCHIVES, type RunningArchive } from './runningArchives';

const mockInstances: NaturalizedDataset[] = [];
jest.mock(
  '@ohif/core',
  () => ({
    DicomMetadataStore: {
      addInstances: () => undefined,
      getStudy: () => ({ series: [{ instances: mockInstances }] }),
    },
  }),
  { virtual: true }
);
import { storeRecord } from '../../extension/src/viewer/storage/stored';
import { StoredReports } from '../../extension/src/viewer/storage/storedReports';

jest.setTimeout(300_000);

/**
 * The same cases for every archive, as it is and with the habits of others in front of it: what the command and the
 * viewer's part store is all there, once, and comes back whole.
 */

interface Prepared {
  readonly study: Study;
  readonly uid: string;
  readonly input: Input;
  readonly images: readonly NaturalizedDataset[];
}

const BY_MODEL = { kind: 'model', model: GRADER } as const;

/** As an analysis leaves it: nobody has decided on anything. */
function unreviewed({ source, analysis }: Study): Study {
  const levels = analysis.levels.map(level => ({
    ...level,
    findings: level.findings.map(finding => ({
      ...omit(finding, 'reviewer', 'remark', 'modelGrade'),
      status: 'suggested' as const,
      source: finding.source.kind === 'person' ? BY_MODEL : finding.source,
    })),
  }));
  const warnings = analysis.warnings.filter(({ code }) => code !== 'levels-renumbered');
  return { source, analysis: { ...analysis, levels, warnings } };
}

const ALL = 'DOC 1, KO 1, OT 1, SEG 1, SR 1';

for (const { name, needs: needed, hasMetadata, takesDeflated, start } of ARCHIVES) {
  needs(...needed).describe(name, () => {
    let folder: string;
    let archive: RunningArchive;
    let server: HabitServer;
    let command: DicomWebArchive;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'deepspine-habits-'));
      archive = await start(folder);
    }, 120_000);

    afterAll(async () => {
      await archive?.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    // The client of the viewer speaks to the console of each 409.
    beforeEach(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
    afterEach(() => {
      jest.restoreAllMocks();
      server?.stop();
    });

    /** A study of its own, its images in the archive. */
    async function prepared(habit: (typeof HABITS)[number], title: string): Promise<Prepared> {
      server = await HabitServer.start(archive.root, habit);
      command = new DicomWebArchive(server.root);
      const study = unreviewed(wideStudy(`${title} ${habit.name}`));
      const images = sourceImages(study);
      const files = join(folder, study.analysis.studyInstanceUID);
      images.forEach((image, i) => writeObject(files, String(i), image));
      const uid = study.analysis.studyInstanceUID;
      await command.store(images.map(encodePart10), uid);
      return { study, uid, images, input: await readInput([files]) };
    }

    /** The files that the archive has of a study besides images, by modality. */
    async function held(uid: string): Promise<Record<string, Buffer[]>> {
      const found: Record<string, Buffer[]> = {};
      for (const { uid: series, modality } of await command.series(uid)) {
        if (modality !== 'MR') {
          for await (const file of command.instances(uid, series)) {
            (found[modality] ??= []).push(file);
          }
        }
      }
      return found;
    }

    /** "SEG 1, SR 1" */
    const counted = (files: Awaited<ReturnType<typeof held>>): string =>
      Object.entries(files)
        .map(([modality, { length }]) => `${modality} ${length}`)
        .sort()
        .join(', ');
    const opened = ([file]: readonly Buffer[] = []) =>
      fromPart10(new Uint8Array(file ?? Buffer.alloc(0)).buffer);
    const pixels = ({ PixelData }: NaturalizedDataset): Buffer => {
      const [bytes] = [PixelData].flat() as ArrayBuffer[];
      return Buffer.from(bytes!);
    };

    it.each(HABITS.filter(({ ofMetadata }) => !ofMetadata))(
      '$name: the command stores everything once and reads it back',
      async habit => {
        const { uid, study, images, input } = await prepared(habit, `command ${name}`);
        const found: string[] = [];
        for await (const one of command.studies(new URLSearchParams({ StudyInstanceUID: uid }))) {
          found.push(one.uid);
        }
        expect(found).toEqual([uid]);
        const stored = await storeResult(command, study.analysis, input, { also: FURTHER_OBJECTS });
        expect(stored).toMatchObject({ outcome: 'stored', instancesStored: 5 });
        expect(stored.refused).toBeUndefined();

        const files = await held(uid);
        expect(counted(files)).toBe(ALL);
        const seg = opened(files.SEG);
        const options = { now: NOW, uid: uidSequence('seg') };
        const masks = buildSegmentation(study.analysis, study.source, options);
        // Not toEqual, which looks at every byte.
        expect(pixels(seg).equals(pixels(masks))).toBe(true);
        const report = await storedReport(command, uid);
        expect(report?.document.sopInstanceUID).toBe(stored.report);
        expect(report?.segmentation?.sopInstanceUID).toBe(seg.SOPInstanceUID);
        const grades = ({ levels }: Pick<AnalysisRecord, 'levels'>) =>
          levels.flatMap(({ findings }) => findings.map(({ grade }) => grade));
        expect(grades(report!.record)).toEqual(grades(study.analysis));

        for (const image of images) {
          const series = String(image.SeriesInstanceUID);
          expect(await command.has(uid, series, String(image.SOPInstanceUID))).toBe(true);
        }
        expect(await command.has(uid, '1.2.3', '1.2.3.4')).toBe(false);
        expect(await storeResult(command, study.analysis, input)).toMatchObject({
          ...{ outcome: 'already-there', report: stored.report, instancesStored: 0 },
        });
        // Sent once more, as by a worker that had no answer; archives that take nothing twice say so each in their way.
        await command.store([encodePart10(seg)], uid).catch(() => undefined);
        expect(counted(await held(uid))).toBe(ALL);
      }
    );

    if (hasMetadata) {
      it.each(HABITS)(
        "$name: the viewer's part stores a report and finds it whole",
        async habit => {
          const { uid, study } = await prepared(habit, `viewer ${name}`);
          const { segmentation, ...record } = study.analysis;
          const source = { ...study.source, header: sourceHeader(study.source.header) };
          const context = {
            encoding: 'binary' as const,
            now: NOW,
            uidSeed: uidFrom('viewer', uid),
          };
          const job: RecordJob = { record, segmentation, source, ...context };
          const files = recordFiles(job);
          const { runtime, client } = viewerOf(server.root);
          const options = { withoutSegmentation: false, archive: null, compress: true };
          await storeRecord(runtime, files, { ...options, onSegmentation: () => undefined });
          const inArchive = await held(uid);
          expect(counted(inArchive)).toBe('SEG 1, SR 1');

          mockInstances.length = 0;
          const metadata = await client.retrieveSeriesMetadata({
            studyInstanceUID: uid,
            seriesInstanceUID: String(files.report.SeriesInstanceUID),
          });
          mockInstances.push(...metadata.map(fromDicomJson));
          const reports = new StoredReports(runtime, () => false);
          await reports.complete(uid);
          const { stored, whole, unread } = reports.find(uid);
          expect({ whole, unread }).toEqual({ whole: true, unread: null });
          expect(stored?.record).toEqual(readStructuredReport(opened(inArchive.SR))!.record);
          expect(stored?.record).toEqual(readStructuredReport(files.report)!.record);
        }
      );
    } else {
      it('gives no metadata, so that no viewer opens its studies', async () => {
        const { uid, images } = await prepared(HABITS[0]!, `no metadata ${name}`);
        const series = String(images[0]!.SeriesInstanceUID);
        await expect(command.metadata(uid, series)).rejects.toThrow('HTTP 404');
      });
    }

    const [asItIs] = HABITS;

    it.each(['SR', 'SEG'])(
      'does not take the %s at this moment: what is missing is stored the next time, once',
      async modality => {
        const { uid, study, input } = await prepared(asItIs!, `busy ${modality} ${name}`);
        server.refuse = (instances, body) =>
          isOf(body, modality) ? refusal(instances, 0xa700) : null;
        const store = () => storeResult(command, study.analysis, input, { also: ['key-images'] });
        await expect(store()).rejects.toMatchObject({ code: 'archive-unreachable' });
        expect(counted(await held(uid))).not.toContain('SR');
        server.refuse = () => null;
        expect(await store()).toMatchObject({ outcome: 'stored' });
        expect(counted(await held(uid))).toBe('KO 1, SEG 1, SR 1');
      }
    );

    it('knows no PDF: the findings are stored, and it is said what was not', async () => {
      const { uid, study, input } = await prepared(asItIs!, `no PDF ${name}`);
      server.refuse = (instances, body) => (isOf(body, 'DOC') ? refusal(instances, 0x0122) : null);
      const also = ['key-images', 'summary-pdf'] as const;
      expect(await storeResult(command, study.analysis, input, { also })).toMatchObject({
        ...{ outcome: 'stored', instancesStored: 3, refused: ['summary-pdf'] },
      });
      expect(counted(await held(uid))).toBe('KO 1, SEG 1, SR 1');
    });

    it('is asked about the segmentation deflated first, and holds it whole', async () => {
      const { uid, study, input } = await prepared(asItIs!, `deflated ${name}`);
      const sizes: number[] = [];
      server.refuse = (_, body) => {
        if (isOf(body, 'SEG')) {
          sizes.push(body.length);
        }
        return null;
      };
      await storeResult(command, study.analysis, input);
      expect(sizes).toHaveLength(takesDeflated ? 1 : 2);
      const { SEG } = await held(uid);
      const masks = buildSegmentation(study.analysis, study.source, {
        ...{ now: NOW, uid: uidSequence('seg') },
      });
      expect(pixels(opened(SEG)).equals(pixels(masks))).toBe(true);
      expect(sizes[0]! * 10).toBeLessThan(pixels(masks).length);
    });
  });
}

const CLASSES: Readonly<Record<string, string>> = {
  SR: '1.2.840.10008.5.1.4.1.1.88.34',
  KO: '1.2.840.10008.5.1.4.1.1.88.59',
  SEG: '1.2.840.10008.5.1.4.1.1.66.4',
  DOC: '1.2.840.10008.5.1.4.1.1.104.1',
};
/** Whether a store request holds an object of a kind: the file meta information names the class first. */
const isOf = (body: Buffer, modality: string): boolean =>
  new RegExp(`UI..${CLASSES[modality]}[^.\\d]`, 's').test(body.toString('latin1', 0, 1000));

/** The viewer's own client of archives, in a page of the archive's origin. */
function viewerOf(root: string): { runtime: Runtime; client: DicomWebClient } {
  const { window } = new JSDOM('', { url: root });
  Object.assign(globalThis, { XMLHttpRequest: window.XMLHttpRequest as unknown });
  const client = new api.DICOMwebClient({ url: root, singlepart: false });
  // As OHIF's data source of DICOMweb archives does.
  const dicom = (file: ArrayBuffer, request: XMLHttpRequest) =>
    client.storeInstances({ datasets: [file], request });
  const dataSource = {
    store: { dicom },
    retrieve: { getWadoDicomWebClient: () => client },
  };
  const services = { userAuthenticationService: { getAuthorizationHeader: () => ({}) } };
  const runtime = { dataSource: () => dataSource, services } as unknown as Runtime;
  return { runtime, client: client as unknown as DicomWebClient };
}
