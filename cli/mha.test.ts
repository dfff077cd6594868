import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { mhaSeries, mhaStudy, readMha } from './mha';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deepspine-mha-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER = `ObjectType = Image
NDims = 3
BinaryData = True
BinaryDataByteOrderMSB = False
CompressedData = False
TransformMatrix = 0 1 0 0 0 -1 1 0 0
Offset = -5 20 30
ElementSpacing = 0.5 0.25 2
DimSize = 3 2 4
ElementType = MET_UCHAR
ElementDataFile = LOCAL
`;
const SAMPLES = Uint8Array.from({ length: 24 }, (_, i) => i);

async function write(header: string, data: Uint8Array, name = '209_t2_SPACE.mha'): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, Buffer.concat([Buffer.from(header, 'latin1'), data]));
  return file;
}

test('slices across the coarsest axis, each at its place in patient space', async () => {
  const file = await write(HEADER, SAMPLES);
  const series = mhaSeries(await readMha(file), file);
  expect(series).toMatchObject({ modality: 'MR', description: 't2 SPACE' });
  expect(series.slices).toHaveLength(4);
  expect(series.slices[2]).toMatchObject({
    rows: 2,
    columns: 3,
    pixels: Uint8Array.from([12, 13, 14, 15, 16, 17]),
    position: [-1, 20, 30],
    rowDirection: [0, 1, 0],
    columnDirection: [0, 0, -1],
    rowSpacing: 0.25,
    columnSpacing: 0.5,
  });
});

test('a volume whose first axis runs across the slices', async () => {
  const header = HEADER.replace('0.5 0.25 2', '4 0.25 0.5').replace(
    '0 1 0 0 0 -1 1 0 0',
    '1 0 0 0 1 0 0 0 -1'
  );
  const file = await write(header, SAMPLES);
  const series = mhaSeries(await readMha(file), file);
  expect(series.slices).toHaveLength(3);
  expect(series.slices[1]).toMatchObject({
    rows: 4,
    columns: 2,
    pixels: Uint8Array.from([1, 4, 7, 10, 13, 16, 19, 22]),
    position: [-1, 20, 30],
    rowDirection: [0, 1, 0],
    columnDirection: [0, 0, -1],
    rowSpacing: 0.5,
    columnSpacing: 0.25,
  });
});

test('compressed, big-endian, 16 bits, signed', async () => {
  const values = Array.from(SAMPLES, v => 1000 - 100 * v);
  const bytes = Buffer.alloc(48);
  values.forEach((value, i) => bytes.writeInt16BE(value, 2 * i));
  const header = HEADER.replace('CompressedData = False', 'CompressedData = True')
    .replace('MSB = False', 'MSB = True')
    .replace('MET_UCHAR', 'MET_SHORT');
  const { data } = await readMha(await write(header, deflateSync(bytes)));
  expect([...data]).toEqual(values);
});

test.each([
  ['no MetaImage', 'hello', 'unsupported-file', /not a MetaImage/],
  ['samples elsewhere', HEADER.replace('LOCAL', 'a.raw'), 'unsupported-file', /another file/],
  ['unknown type', HEADER.replace('UCHAR', 'STRING'), 'unsupported-file', /MET_STRING/],
  ['two dimensions', HEADER.replace('3 2 4', '3 2'), 'unsupported-file', /DimSize/],
  ['cut off', HEADER.replace('3 2 4', '3 2 5'), 'corrupt-file', /24 of 30 bytes/],
  ['bad zlib', HEADER.replace('Data = False', 'Data = True'), 'corrupt-file', /header/],
])('%s is one sentence that names the file', async (_name, header, code, message) => {
  const file = await write(header, SAMPLES);
  const error = await readMha(file).catch((e: unknown) => e);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect((error as Error).message.startsWith(file)).toBe(true);
});

test("the study is the patient's number in SPIDER's file names", () => {
  expect(mhaStudy('/data/images/209_t2_SPACE.mha')).toBe('209');
  expect(mhaStudy('phantom.mha')).toBe('phantom');
});
