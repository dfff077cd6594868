import { deflateRawSync } from 'node:zlib';
import type { ImageSeries } from '../../extension/src/imaging/types';
import {
  COLUMNS,
  DEPTHS,
  image,
  pixelData,
  readSeries,
  ROWS,
  values,
  words,
  type Depth,
} from './dicomImages';
import {
  BASELINE_JPEG,
  encodeHtj2k,
  encodeJpeg2000,
  encodeJpegLossless,
  encodeJpegLs,
  type Picture,
} from './encoders';
import { encodeRle, mrElements, type TestElement } from './part10';

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
