import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { ImageSeries } from '../../extension/src/imaging/types';
import { readStudy } from '../../models/node/dicom/readStudy';
import { scanDicom } from '../../models/node/dicom/scan';
import {
  BASELINE_JPEG,
  encodeHtj2k,
  encodeJpeg2000,
  encodeJpegLossless,
  encodeJpegLs,
  type Picture,
} from './encoders';
import { encodeRle, mrElements, part10, type TestElement, type TestFile } from './part10';

const ROWS = 9;
const COLUMNS = 14;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deepspine-dicom-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function readSeries(...files: (TestFile | Buffer)[]): Promise<ImageSeries> {
  const paths = files.map((_, i) => path.join(folder, `${i}.dcm`));
  await Promise.all(
    files.map((file, i) => writeFile(paths[i]!, Buffer.isBuffer(file) ? file : part10(file)))
  );
  const { studies, problems } = await scanDicom(paths.map(p => ({ path: p, named: true })));
  if (problems[0]) {
    throw problems[0].error;
  }
  const read = await readStudy(studies[0]!);
  if (read.problems[0]) {
    throw read.problems[0].error;
  }
  return read.study.series[0]!;
}

/** A picture with flat parts, ramps and noise, so that every coder's branches are met. */
function values(bits: number, signed: boolean): number[] {
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const range = 2 ** bits;
  let seed = 7;
  return Array.from({ length: ROWS * COLUMNS }, (_, i) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const part = Math.floor(i / 24) % 3;
    const level =
      part === 0 ? range - 1 : part === 1 ? (i * range) / (ROWS * COLUMNS) : seed % range;
    return low + Math.floor(level);
  });
}

function words(samples: readonly number[], bytesPerSample: 1 | 2): Buffer {
  const buffer = Buffer.alloc(samples.length * bytesPerSample);
  samples.forEach((value, i) =>
    bytesPerSample === 1
      ? buffer.writeUInt8(value & 0xff, i)
      : buffer.writeUInt16LE(value & 0xffff, 2 * i)
  );
  return buffer;
}

interface Depth {
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly signed: boolean;
}

const DEPTHS: readonly Depth[] = [
  { bitsAllocated: 8, bitsStored: 8, signed: false },
  { bitsAllocated: 16, bitsStored: 12, signed: false },
  { bitsAllocated: 16, bitsStored: 16, signed: false },
  { bitsAllocated: 16, bitsStored: 16, signed: true },
];

function image(depth: Depth, more: readonly TestElement[] = []): TestElement[] {
  return mrElements({ rows: ROWS, columns: COLUMNS, ...depth }, more);
}

function pixelData(bytes: Uint8Array, vr = 'OW'): TestElement {
  return { tag: 0x7fe00010, vr, value: bytes };
}

describe.each(DEPTHS)('$bitsStored of $bitsAllocated bits, signed: $signed', depth => {
  const { bitsAllocated, bitsStored, signed } = depth;
  const bytesPerSample = bitsAllocated === 8 ? 1 : 2;
  const samples = values(bitsStored, signed);
  // What stands above Bits Stored is not part of the value.
  const bytes = words(
    samples.map(v => (bitsStored < bitsAllocated ? v & (2 ** bitsStored - 1) : v)),
    bytesPerSample
  );
  const picture: Picture = { rows: ROWS, columns: COLUMNS, bits: bitsStored, signed, bytes };

  test.each([
    ['implicit little endian', '1.2.840.10008.1.2'],
    ['explicit little endian', '1.2.840.10008.1.2.1'],
    ['deflated', '1.2.840.10008.1.2.1.99'],
  ])('%s', async (_name, transferSyntax) => {
    const elements = [...image(depth), pixelData(bytes)];
    const { slices } = await readSeries({ transferSyntax, elements });
    expect([...slices[0]!.pixels]).toEqual(samples);
  });

  test('explicit big endian', async () => {
    const swapped = bytesPerSample === 2 ? Buffer.from(bytes).swap16() : bytes;
    const elements = [...image(depth), pixelData(swapped, bytesPerSample === 2 ? 'OW' : 'OB')];
    const { slices } = await readSeries({ transferSyntax: '1.2.840.10008.1.2.2', elements });
    expect([...slices[0]!.pixels]).toEqual(samples);
    expect(slices[0]!.position).toEqual([-4, -50, 80]);
  });

  const lossless: [string, string, (p: Picture) => Uint8Array | Promise<Uint8Array>][] = [
    ['RLE', '1.2.840.10008.1.2.5', p => encodeRle(p.bytes, bytesPerSample)],
    ['deflated frames', '1.2.840.10008.1.2.8.1', p => deflateRawSync(p.bytes)],
    ['JPEG lossless', '1.2.840.10008.1.2.4.70', encodeJpegLossless],
    ['JPEG-LS', '1.2.840.10008.1.2.4.80', encodeJpegLs],
    ['JPEG 2000', '1.2.840.10008.1.2.4.90', encodeJpeg2000],
    ['HTJ2K', '1.2.840.10008.1.2.4.201', encodeHtj2k],
  ];
  test.each(lossless)('%s', async (_name, transferSyntax, encode) => {
    const frame = await encode(picture);
    const { slices } = await readSeries({
      transferSyntax,
      elements: image(depth),
      frames: [[frame]],
    });
    expect([...slices[0]!.pixels]).toEqual(samples);
  });
});

test('baseline JPEG, near enough for a lossy coder', async () => {
  const { slices } = await readSeries({
    transferSyntax: '1.2.840.10008.1.2.4.50',
    elements: image(DEPTHS[0]!),
    frames: [[BASELINE_JPEG]],
  });
  const errors = [...slices[0]!.pixels].map((value, i) =>
    Math.abs(value - (40 + 8 * (i % COLUMNS) + Math.floor(i / COLUMNS)))
  );
  expect(Math.max(...errors)).toBeLessThanOrEqual(2);
});

test('12-bit signed samples are sign-extended whatever stands above them', async () => {
  const depth: Depth = { bitsAllocated: 16, bitsStored: 12, signed: true };
  const samples = values(12, true);
  const bytes = words(
    samples.map(v => (v & 0x0fff) | 0x5000),
    2
  );
  const elements = [...image(depth), pixelData(bytes)];
  const { slices } = await readSeries({ transferSyntax: '1.2.840.10008.1.2.1', elements });
  expect([...slices[0]!.pixels]).toEqual(samples);
});

test('a high bit above Bits Stored - 1 is shifted down', async () => {
  const samples = values(12, false);
  const elements = [
    ...image({ bitsAllocated: 16, bitsStored: 12, signed: false }, [
      { tag: 0x00280102, vr: 'US', value: 15 },
    ]),
    pixelData(
      words(
        samples.map(v => v << 4),
        2
      )
    ),
  ];
  const { slices } = await readSeries({ transferSyntax: '1.2.840.10008.1.2.1', elements });
  expect([...slices[0]!.pixels]).toEqual(samples);
});

test('MONOCHROME1 is turned round, rescaling is applied', async () => {
  const depth = { bitsAllocated: 8, bitsStored: 8, signed: false } as const;
  const samples = values(8, false);
  const elements = [
    ...mrElements({ rows: ROWS, columns: COLUMNS, photometric: 'MONOCHROME1', ...depth }, [
      { tag: 0x00281052, vr: 'DS', value: '-10' },
      { tag: 0x00281053, vr: 'DS', value: '0.5' },
    ]),
    pixelData(Uint8Array.from(samples), 'OB'),
  ];
  const { slices } = await readSeries({ transferSyntax: '1.2.840.10008.1.2.1', elements });
  expect([...slices[0]!.pixels]).toEqual(samples.map(v => (255 - v) * 0.5 - 10));
});

describe('multi-frame', () => {
  const depth: Depth = { bitsAllocated: 16, bitsStored: 12, signed: false };
  const pictures = [0, 1, 2].map(k => values(12, false).map(v => (v + 100 * k) % 4096));
  const macro = (k: number): TestElement[] => [
    {
      tag: 0x00209113,
      vr: 'SQ',
      value: [[{ tag: 0x00200032, vr: 'DS', value: `${4 * k}\\-50\\80` }]],
    },
    {
      tag: 0x00289145,
      vr: 'SQ',
      value: [
        [
          { tag: 0x00281052, vr: 'DS', value: `${k}` },
          { tag: 0x00281053, vr: 'DS', value: '2' },
        ],
      ],
    },
  ];
  const shared: TestElement[] = [
    {
      tag: 0x00209116,
      vr: 'SQ',
      value: [[{ tag: 0x00200037, vr: 'DS', value: '0\\1\\0\\0\\0\\-1' }]],
    },
    {
      tag: 0x00289110,
      vr: 'SQ',
      value: [
        [
          { tag: 0x00280030, vr: 'DS', value: '0.5\\0.6' },
          { tag: 0x00180050, vr: 'DS', value: '3.5' },
        ],
      ],
    },
    { tag: 0x00189112, vr: 'SQ', value: [[{ tag: 0x00180080, vr: 'DS', value: '3000' }]] },
    { tag: 0x00189114, vr: 'SQ', value: [[{ tag: 0x00189082, vr: 'FD', value: 96.5 }]] },
  ];
  const enhanced = image(depth, [
    { tag: 0x00280008, vr: 'IS', value: '3' },
    { tag: 0x52009229, vr: 'SQ', value: [shared] },
    { tag: 0x52009230, vr: 'SQ', value: pictures.map((_, k) => macro(k)) },
  ]).filter(({ tag }) => ![0x00200032, 0x00200037, 0x00280030].includes(tag));

  function expectFrames(series: ImageSeries): void {
    expect(series).toMatchObject({ repetitionTime: 3000, echoTime: 96.5 });
    expect(series.slices).toHaveLength(3);
    series.slices.forEach((slice, k) => {
      expect([...slice.pixels]).toEqual(pictures[k]!.map(v => 2 * v + k));
      expect(slice).toMatchObject({
        frameNumber: k + 1,
        position: [4 * k, -50, 80],
        rowDirection: [0, 1, 0],
        columnDirection: [0, 0, -1],
        rowSpacing: 0.5,
        columnSpacing: 0.6,
        sliceThickness: 3.5,
      });
    });
  }

  test.each(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99'])(
    'enhanced MR, native, %s',
    async transferSyntax => {
      const bytes = Buffer.concat(pictures.map(samples => words(samples, 2)));
      const elements = [...enhanced, pixelData(bytes)];
      expectFrames(await readSeries({ transferSyntax, elements }));
    }
  );

  test.each(['basic', 'none'] as const)('one fragment per frame, offset table: %s', async table => {
    const frames = pictures.map(samples => [encodeRle(words(samples, 2), 2)]);
    const transferSyntax = '1.2.840.10008.1.2.5';
    const file = { transferSyntax, elements: enhanced, frames, offsetTable: table };
    expectFrames(await readSeries(file));
  });

  test.each(['basic', 'none'] as const)(
    'several fragments per frame, offset table: %s',
    async table => {
      const encoded = await Promise.all(
        pictures.map(samples =>
          encodeJpegLs({ rows: ROWS, columns: COLUMNS, bits: 12, bytes: words(samples, 2) })
        )
      );
      const frames = encoded.map(bytes => [bytes.subarray(0, 40), bytes.subarray(40)]);
      const transferSyntax = '1.2.840.10008.1.2.4.80';
      const file = { transferSyntax, elements: enhanced, frames, offsetTable: table };
      expectFrames(await readSeries(file));
    }
  );
});

describe('broken and foreign files', () => {
  const depth = DEPTHS[1]!;
  const bytes = words(values(12, false), 2);
  const whole = part10({
    transferSyntax: '1.2.840.10008.1.2.1',
    elements: [...image(depth), pixelData(bytes)],
  });
  const compressed = async (): Promise<Buffer> =>
    part10({
      transferSyntax: '1.2.840.10008.1.2.4.80',
      elements: image(depth),
      frames: [[await encodeJpegLs({ rows: ROWS, columns: COLUMNS, bits: 12, bytes })]],
    });

  test('cut off in the header, in the pixels, in a fragment', async () => {
    for (const file of [whole.subarray(0, 300), whole.subarray(0, -20)]) {
      await expect(readSeries(file)).rejects.toMatchObject({
        code: 'corrupt-file',
        message: expect.stringMatching(/0\.dcm is cut off/),
      });
    }
    const jpegLs = await compressed();
    for (const cut of [4, 8, 30, 100]) {
      await expect(readSeries(jpegLs.subarray(0, -cut))).rejects.toMatchObject({
        code: 'corrupt-file',
      });
    }
  });

  test.each(['80', '90', '201', '70', '50'])('garbage in a frame of 1.2…4.%s', async syntax => {
    const garbage = Uint8Array.from({ length: 200 }, (_, i) => (i * 37 + 11) % 256);
    const file: TestFile = {
      transferSyntax: `1.2.840.10008.1.2.4.${syntax}`,
      elements: image(DEPTHS[0]!),
      frames: [[garbage]],
    };
    await expect(readSeries(file)).rejects.toMatchObject({ code: 'corrupt-file' });
  });

  test.each<[string, TestElement, string, RegExp]>([
    ['colour', { tag: 0x00280004, vr: 'CS', value: 'RGB' }, 'unsupported-file', /colour/],
    ['32 bits', { tag: 0x00280100, vr: 'US', value: 32 }, 'unsupported-file', /32 bits/],
    ['no position', { tag: 0x00200032, vr: 'DS', value: '' }, 'bad-geometry', /Image Position/],
    ['no spacing', { tag: 0x00280030, vr: 'DS', value: '0\\0' }, 'bad-geometry', /spacing of 0/],
    [
      'no direction',
      { tag: 0x00200037, vr: 'DS', value: '0\\0\\0\\0\\0\\0' },
      'bad-geometry',
      /no d/,
    ],
    ['no series', { tag: 0x0020000e, vr: 'UI', value: '' }, 'corrupt-file', /series/],
    ['impossible bits', { tag: 0x00280101, vr: 'US', value: 17 }, 'corrupt-file', /contradicts/],
  ])('%s', async (_name, element, code, message) => {
    const file: TestFile = {
      transferSyntax: '1.2.840.10008.1.2.1',
      elements: [...image(depth, [element]), pixelData(bytes)],
    };
    await expect(readSeries(file)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('a video transfer syntax, a file without preamble, text', async () => {
    const video = part10({
      transferSyntax: '1.2.840.10008.1.2.4.102',
      elements: image(depth),
      frames: [[bytes]],
    });
    for (const file of [video, whole.subarray(132), Buffer.from('study_id,level\n1,2\n')]) {
      await expect(readSeries(file)).rejects.toMatchObject({
        code: 'unsupported-file',
        message: expect.stringMatching(/0\.dcm is /),
      });
    }
  });

  test('the same image in two files', async () => {
    await expect(readSeries(whole, whole)).rejects.toMatchObject({ code: 'duplicate-slices' });
  });
});
