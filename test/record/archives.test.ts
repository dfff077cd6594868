import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import {
  buildStructuredReport,
  newestReport,
  type NaturalizedDataset,
  readStructuredReport,
} from '../../extension/src/record';
import { deflatedPart10 } from '../../extension/src/record/part10/deflated';
import { fromPart10, toPart10 } from '../../extension/src/record/part10/part10';
import { encodePart10 } from '../../cli/dicom/naturalized';
import { Archive } from '../../demo/archive/archive';
import { listen, siteHandler } from '../../demo/server/server';
import { DicomWeb } from './dicomWeb';
import { fromDicomJson, readPart10 } from './naturalize';
import { recordObjects, sourceImages, wideStudy } from './objects';
import { Orthanc } from './orthanc';
import { analysis, NOW, source, STUDY_UID, uidSequence } from './phantom';
import { needs } from '../needs';

jest.setTimeout(120_000);

/** A real archive keeps what we store: every attribute, every voxel, every finding. */

const { sr, seg } = recordObjects();
const uid = (dataset: NaturalizedDataset, keyword: string) => String(dataset[keyword]);

/** An archive that runs on loopback until it is stopped. */
interface Running {
  readonly web: DicomWeb;
  stop(): Promise<void>;
}

async function startEmbedded(folder: string): Promise<Running> {
  const archive = new Archive({ dir: join(folder, 'archive') });
  const handler = siteHandler({ archive, mounts: [], viewerDist: folder, isolated: false });
  const server = await listen(handler, 0);
  const web = new DicomWeb(`http://localhost:${server.port}/dicom-web`);
  return { web, stop: () => server.close() };
}

describe('the embedded archive', () => archiveTests(startEmbedded));
needs('Orthanc').describe('Orthanc', () => archiveTests(Orthanc.start));

/** What a report and a segmentation meet in any archive. */
function archiveTests(start: (folder: string) => Promise<Running>): void {
  let running: Running | undefined;
  let archive: DicomWeb;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deepspine-archive-'));
    running = await start(folder);
    archive = running.web;
    const stored = await archive.store([...sourceImages(), sr, seg].map(encodePart10));
    expect(stored.status).toBe(200);
  }, 180_000);

  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const metadataOf = async (series: string) =>
    (await archive.metadata(STUDY_UID, series)).map(fromDicomJson);

  it('returns the report and the segmentation byte for byte', async () => {
    for (const object of [sr, seg]) {
      const back = await archive.instance(
        STUDY_UID,
        uid(object, 'SeriesInstanceUID'),
        uid(object, 'SOPInstanceUID')
      );
      const [sent, returned] = [readPart10(encodePart10(object)), readPart10(back)];
      expect(JSON.parse(JSON.stringify(returned))).toEqual(JSON.parse(JSON.stringify(sent)));
    }
    const back = readPart10(
      await archive.instance(STUDY_UID, uid(seg, 'SeriesInstanceUID'), uid(seg, 'SOPInstanceUID'))
    );
    const [voxels] = back.PixelData as ArrayBuffer[];
    expect(new Uint8Array(voxels!)).toEqual(new Uint8Array(seg.PixelData as ArrayBuffer));
  });

  it('takes a deflated segmentation, and gives it back whole to a viewer that asks for nothing in particular', async () => {
    const { seg: wide } = recordObjects(wideStudy('deflated'));
    const deflated = await deflatedPart10(toPart10(wide), promisify(deflateRaw));
    expect((await archive.store([new Uint8Array(deflated)])).status).toBe(200);
    const at = [wide.StudyInstanceUID, wide.SeriesInstanceUID, wide.SOPInstanceUID] as string[];
    for (const accept of [undefined, 'multipart/related; type="application/dicom"']) {
      const back = await archive.instance(at[0]!, at[1]!, at[2]!, accept);
      const [voxels] = fromPart10(new Uint8Array(back).buffer).PixelData as ArrayBuffer[];
      expect(new Uint8Array(voxels!)).toEqual(new Uint8Array(wide.PixelData as ArrayBuffer));
    }
  });

  it('restores every finding from the metadata that a viewer gets', async () => {
    const [metadata] = await metadataOf(uid(sr, 'SeriesInstanceUID'));
    const restored = readStructuredReport(metadata!)!;
    expect(restored.record).toEqual(readStructuredReport(sr)!.record);
    const grades = restored.record.levels.flatMap(({ findings }) => findings.map(f => f.grade));
    expect(grades).toEqual(
      analysis().levels.flatMap(({ findings }) => findings.map(({ grade }) => grade))
    );
  });

  it('keeps a report and the one that replaces it, and tells which is which', async () => {
    const first = readStructuredReport(sr)!;
    const second = buildStructuredReport(first.record, source(), {
      now: new Date(NOW.getTime() + 60_000),
      uid: uidSequence('second save'),
      predecessor: first.document,
    });
    expect((await archive.store([encodePart10(second)])).status).toBe(200);
    const both = await metadataOf(uid(sr, 'SeriesInstanceUID'));
    expect(both).toHaveLength(2);
    expect(newestReport(both)!.SOPInstanceUID).toBe(second.SOPInstanceUID);
  });

  it('links the segmentation to the series it was made from, and the report to it', async () => {
    const [report] = await metadataOf(uid(sr, 'SeriesInstanceUID'));
    expect(readStructuredReport(report!)!.segmentation).toMatchObject({
      seriesInstanceUID: uid(seg, 'SeriesInstanceUID'),
      sopInstanceUID: uid(seg, 'SOPInstanceUID'),
    });
    const [metadata] = await metadataOf(uid(seg, 'SeriesInstanceUID'));
    expect(metadata!.FrameOfReferenceUID).toBe(source().sagittal.frameOfReferenceUID);
    expect(metadata!.Modality).toBe('SEG');
  });
}
