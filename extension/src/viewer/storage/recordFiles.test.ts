import { analysis, NOW, source } from '../../../../test/record/phantom';
import { readStructuredReport, sourceHeader, type NaturalizedDataset } from '../../record';
import { asRead, fromPart10 } from '../../record/part10/part10';
import { buildSummary } from '../../record/summary';
import { allRecordFiles, recordFiles, type RecordJob, type Summarize } from './recordFiles';

jest.setTimeout(120_000);

function job(change: Partial<RecordJob> = {}): RecordJob {
  const { segmentation, ...record } = analysis();
  const from = source();
  return {
    record,
    segmentation,
    source: { ...from, header: sourceHeader(from.header) },
    encoding: 'binary',
    now: NOW,
    uidSeed: '2.25.7',
    ...change,
  };
}

const bytes = (file: ArrayBuffer | null) => Buffer.from(file ?? new ArrayBuffer(0));

it('gives the same bytes for the same job, also for one that was sent to a worker', () => {
  const [here, there] = [recordFiles(job()), recordFiles(structuredClone(job()))];
  expect(bytes(there.reportFile).equals(bytes(here.reportFile))).toBe(true);
  expect(bytes(there.segmentationFile).equals(bytes(here.segmentationFile))).toBe(true);
  expect(bytes(here.segmentationFile).length).toBeGreaterThan(10_000);
});

it('makes other objects at each save', () => {
  const [first, second] = [recordFiles(job()), recordFiles(job({ uidSeed: '2.25.8' }))];
  expect(second.document.sopInstanceUID).not.toBe(first.document.sopInstanceUID);
  expect(second.reference?.sopInstanceUID).not.toBe(first.reference?.sopInstanceUID);
});

it('lets the report refer to the segmentation that is made with it', () => {
  const { report, reference } = recordFiles(job());
  expect(reference?.segments.length).toBeGreaterThan(5);
  expect(readStructuredReport(report)?.segmentation?.sopInstanceUID).toBe(
    reference?.sopInstanceUID
  );
});

it('refers to a segmentation that the archive has, and makes none', () => {
  const { reference } = recordFiles(job());
  const again = job({ uidSeed: '2.25.9', segmentation: null });
  const second = recordFiles({ ...again, source: { ...again.source, segmentation: reference } });
  expect(second.segmentationFile).toBeNull();
  expect(second.reference).toEqual(reference);
  expect(readStructuredReport(second.report)?.segmentation?.sopInstanceUID).toBe(
    reference?.sopInstanceUID
  );
});

it('refers to none where none is wanted', () => {
  const { reference, report, segmentationFile } = recordFiles(job({ segmentation: null }));
  expect([reference, segmentationFile]).toEqual([null, null]);
  expect(readStructuredReport(report)?.segmentation).toBeUndefined();
});

it('takes from the header of a viewer, full of proxies, all that the builders take', () => {
  const header: NaturalizedDataset = asRead({
    ...source().header,
    LossyImageCompression: '01',
    LossyImageCompressionRatio: ['7.5', '3'],
    LossyImageCompressionMethod: ['ISO_15444_1', 'ISO_10918_1'],
  });
  const from = source();
  const whole = recordFiles(job({ source: { ...from, header } }));
  const sent = job({ source: { ...from, header: sourceHeader(header) } });
  const plain = recordFiles(structuredClone(sent));
  expect(bytes(plain.reportFile).equals(bytes(whole.reportFile))).toBe(true);
  expect(bytes(plain.segmentationFile).equals(bytes(whole.segmentationFile))).toBe(true);
  expect(plain.report).toMatchObject({
    PatientName: 'Prüfling^Ångström',
    ReferencedRequestSequence: [{ RequestedProcedureID: 'RP-8' }],
  });
});

it('makes key images and summary where they are wanted, and the same report beside them', async () => {
  const summarize: Summarize = ({ record, source: from, now }, input, uid) =>
    buildSummary(record, from, input, input, { now, uid });
  const wanted = {
    keyImages: true,
    summary: { image: false, pdf: true, draft: 'L4-L5: No disc bulge.', slice: null },
  };
  const { furtherFiles, reportFile } = await allRecordFiles(
    { ...job(), further: wanted },
    summarize
  );
  expect(furtherFiles.map(({ name }) => name)).toEqual(['key-images', 'summary-pdf']);
  const pdf = fromPart10(furtherFiles[1]!.file);
  expect(pdf.MIMETypeOfEncapsulatedDocument).toBe('application/pdf');
  expect(bytes(reportFile).equals(bytes(recordFiles(job()).reportFile))).toBe(true);
  const none = await allRecordFiles(job(), () => Promise.reject(new Error('not wanted')));
  expect(none.furtherFiles).toEqual([]);
});
