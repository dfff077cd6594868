import { NOW, analysis, source, uidSequence } from '../../../../test/record/phantom';
import { sourceHeader, type SegmentationReference } from '../../record';
import { fromPart10 } from '../../record/part10/part10';
import type { DataSource, Runtime } from '../host/ohif';
import { recordFiles } from './recordFiles';

jest.mock('@ohif/core', () => ({ DicomMetadataStore: { addInstances: () => {} } }), {
  virtual: true,
});
import { storeRecord } from './stored';

jest.setTimeout(120_000);

const DEFLATED = '1.2.840.10008.1.2.1.99';
const from = source();
const files = recordFiles({
  record: analysis(),
  segmentation: analysis().segmentation,
  source: { ...from, header: sourceHeader(from.header) },
  encoding: 'binary',
  now: NOW,
  uidSeed: uidSequence('store')(),
});

/** A browser's request as far as storing looks at it. */
class Request {
  static readonly UNSENT = 0;
  readyState = Request.UNSENT;
  status = 0;
  responseType = '';
  responseText = '';
  abort(): void {}
}

/** An archive that answers to each file as told. */
function archive(answer: (isDeflated: boolean, bytes: ArrayBuffer) => number) {
  const sent: { readonly isDeflated: boolean; readonly bytes: ArrayBuffer }[] = [];
  const dicom = (bytes: ArrayBuffer, request: Request): Promise<void> => {
    const isDeflated = Buffer.from(bytes).subarray(0, 400).includes(DEFLATED);
    sent.push({ isDeflated, bytes });
    request.readyState = 4;
    request.status = answer(isDeflated, bytes);
    return request.status >= 200 && request.status < 300
      ? Promise.resolve()
      : Promise.reject(new Error('request failed'));
  };
  const runtime = { dataSource: () => ({ store: { dicom } }) as unknown as DataSource };
  return { sent, runtime: runtime as unknown as Runtime };
}

const store = async (runtime: Runtime, compress: boolean) => {
  const stored: SegmentationReference[] = [];
  const onSegmentation = (reference: SegmentationReference) => stored.push(reference);
  const options = { onSegmentation, withoutSegmentation: false, archive: null, compress };
  await storeRecord(runtime, files, options);
  return stored;
};

beforeAll(() => Object.assign(globalThis, { XMLHttpRequest: Request }));
afterAll(() => Object.assign(globalThis, { XMLHttpRequest: undefined }));

it('sends a segmentation deflated where that is wanted, the report as it is', async () => {
  const { sent, runtime } = archive(() => 200);
  expect(await store(runtime, true)).toHaveLength(1);
  expect(sent.map(({ isDeflated }) => isDeflated)).toEqual([true, false]);
  expect(sent[0]!.bytes.byteLength).toBeLessThan(files.segmentationFile!.byteLength / 10);
  expect(fromPart10(sent[0]!.bytes).PixelData).toEqual(
    fromPart10(files.segmentationFile!).PixelData
  );
});

it('sends it as it is where the archive refuses it deflated', async () => {
  const { sent, runtime } = archive(isDeflated => (isDeflated ? 415 : 200));
  expect(await store(runtime, true)).toHaveLength(1);
  expect(sent.map(({ isDeflated }) => isDeflated)).toEqual([true, false, false]);
  expect(sent[1]!.bytes).toBe(files.segmentationFile);
});

it('does not send it twice to an archive that does not answer', async () => {
  const { sent, runtime } = archive(() => 0);
  await expect(store(runtime, true)).rejects.toMatchObject({ code: 'archive-unreachable' });
  expect(sent).toHaveLength(1);
});

it('stores the findings where the archive does not take what was wanted besides, and says what that is', async () => {
  const { sent, runtime } = archive((_, bytes) =>
    Buffer.from(bytes).includes('a PDF') ? 409 : 200
  );
  const file = (text: string) => new Uint8Array(Buffer.from(text)).buffer;
  const furtherFiles = [
    { name: 'summary-pdf', file: file('a PDF') },
    { name: 'key-images', file: file('key images') },
  ] as const;
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const refused = await storeRecord(
    runtime,
    { ...files, furtherFiles },
    {
      ...{ onSegmentation: () => undefined, withoutSegmentation: false, archive: null },
      compress: false,
    }
  );
  expect(refused).toEqual(['summary-pdf']);
  expect(sent).toHaveLength(4);
  expect(sent.at(-1)?.bytes).toBe(files.reportFile);
});

it('sends it as it is where a site has not asked for less', async () => {
  const { sent, runtime } = archive(() => 200);
  await store(runtime, false);
  expect(sent.map(({ isDeflated }) => isDeflated)).toEqual([false, false]);
});
