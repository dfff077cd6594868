/**
 * Damaged DICOM files through the reader of the `deepspine` command: each is read or refused in a sentence
 * that the reader foresaw, and what is read is whole.
 */
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import type { DeepSpineError } from '../../extension/src/findings';
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
} from '../node/dicomImages';
import {
  BASELINE_JPEG,
  encodeHtj2k,
  encodeJpeg2000,
  encodeJpegLossless,
  encodeJpegLs,
} from '../node/encoders';
import { encodeRle, part10, type TestElement, type TestFile } from '../node/part10';
import { budget } from './budget';
import { guardedAsync } from './hangAlarm';
import { byteEdits, damaged } from './mutations';
import { expectRefusal } from './refusals';

jest.setTimeout(3_600_000);

const DEPTH = DEPTHS[1]!;
const SAMPLES = values(DEPTH.bitsStored, false);
const BYTES = words(SAMPLES, 2);
const PICTURE = { rows: ROWS, columns: COLUMNS, bits: DEPTH.bitsStored, bytes: BYTES };
/** The file meta information and what comes before it name the file a DICOM one; damage starts after "DICM". */
const AFTER_PREFIX = 132;

const sequence = (tag: number, ...items: TestElement[][]): TestElement => ({
  tag,
  vr: 'SQ',
  value: items,
});
const enhanced: TestElement[] = image(DEPTH, [
  { tag: 0x00280008, vr: 'IS', value: '2' },
  sequence(0x52009229, [
    sequence(0x00209116, [{ tag: 0x00200037, vr: 'DS', value: '0\\1\\0\\0\\0\\-1' }]),
    sequence(0x00289110, [{ tag: 0x00280030, vr: 'DS', value: '0.5\\0.6' }]),
  ]),
  sequence(
    0x52009230,
    ...[0, 4].map(x => [
      sequence(0x00209113, [{ tag: 0x00200032, vr: 'DS', value: `${x}\\-50\\80` }]),
    ])
  ),
]).filter(({ tag }) => ![0x00200032, 0x00200037, 0x00280030].includes(tag));

const native = (transferSyntax: string, elements: TestElement[], bytes: Uint8Array = BYTES) =>
  part10({ transferSyntax, elements: [...elements, pixelData(bytes)] });
const NATIVE: readonly Buffer[] = [
  native('1.2.840.10008.1.2', image(DEPTH)),
  native('1.2.840.10008.1.2.1', image(DEPTH)),
  native('1.2.840.10008.1.2.1.99', image(DEPTH)),
  native('1.2.840.10008.1.2.2', image(DEPTH), Buffer.from(BYTES).swap16()),
  native('1.2.840.10008.1.2.1', enhanced, Buffer.concat([BYTES, BYTES])),
];

async function compressedFiles(): Promise<Buffer[]> {
  const frames: [string, Uint8Array, TestElement[]][] = [
    ['1.2.840.10008.1.2.5', encodeRle(BYTES, 2), image(DEPTH)],
    ['1.2.840.10008.1.2.8.1', deflateRawSync(BYTES), image(DEPTH)],
    ['1.2.840.10008.1.2.4.70', encodeJpegLossless(PICTURE), image(DEPTH)],
    ['1.2.840.10008.1.2.4.80', await encodeJpegLs(PICTURE), image(DEPTH)],
    ['1.2.840.10008.1.2.4.90', await encodeJpeg2000(PICTURE), image(DEPTH)],
    ['1.2.840.10008.1.2.4.201', await encodeHtj2k(PICTURE), image(DEPTH)],
    ['1.2.840.10008.1.2.4.50', BASELINE_JPEG, image(DEPTHS[0]!)],
  ];
  return frames.map(([transferSyntax, frame, elements]) =>
    part10({ transferSyntax, elements, frames: [[frame]] })
  );
}

/** Reads a file; a refusal that comes from an exception nobody foresaw fails the property. */
async function read(file: TestFile | Buffer): Promise<ImageSeries | DeepSpineError> {
  try {
    return await readSeries(file);
  } catch (error) {
    const refusal = expectRefusal(error);
    expectRefusal(withFullStop(refusal.cause));
    return refusal;
  }
}

/** Errors within the reader are ends of sentences; the file's name and the full stop come later. */
function withFullStop(cause: unknown): unknown {
  if (cause instanceof Error) {
    cause.message = `${cause.message}.`;
  }
  return cause;
}

function expectWhole(series: ImageSeries): void {
  expect(series.slices.length).toBeGreaterThan(0);
  for (const slice of series.slices) {
    const { rows, columns, pixels, position, rowDirection, columnDirection } = slice;
    expect(pixels).toHaveLength(rows * columns);
    expect(pixels.every(Number.isFinite)).toBe(true);
    const geometry = [
      ...position,
      ...rowDirection,
      ...columnDirection,
      slice.rowSpacing,
      slice.columnSpacing,
    ];
    expect(geometry).toHaveLength(11);
    expect(geometry.every(Number.isFinite)).toBe(true);
    expect(Math.min(slice.rowSpacing, slice.columnSpacing)).toBeGreaterThan(0);
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe.each([
  ['dicom file, native', () => Promise.resolve(NATIVE)],
  ['dicom file, compressed', compressedFiles],
] as const)('%s', (name, files) => {
  test('damaged anywhere after its prefix, is whole or refused', async () => {
    const whole = await files();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), byteEdits, async (which, edits) => {
        const file = damaged(whole[which]!, edits, AFTER_PREFIX);
        const result = await guardedAsync(hex(file), () => read(file));
        if ('slices' in result) {
          expectWhole(result);
        }
        // What the damage did to a decoder must not reach the next image.
        expect(await read(whole[which]!)).toHaveProperty('slices');
      }),
      budget(name)
    );
  });
});

/** What the header states as numbers, and how many. */
const GEOMETRY = {
  position: { tag: 0x00200032, count: 3 },
  orientation: { tag: 0x00200037, count: 6 },
  spacing: { tag: 0x00280030, count: 2 },
} as const;

/** A decimal string as PS3.5, 6.2 has it, and what is none. */
const decimal = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.double({ min: -500, max: 500, noNaN: true }).map(x => x.toPrecision(8)),
  },
  { weight: 2, arbitrary: fc.constantFrom('1', '0', '-1', '.5', '1e-3', '+2', ' 3 ') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '0x10',
      '1,5',
      'NaN',
      'Infinity',
      '1e999',
      '1.2.3',
      '--1',
      '1 2'
    ),
  }
);
const STRICT = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

describe('dicom header values', () => {
  test('are taken as they stand, or the image is refused', async () => {
    const which = fc.constantFrom(...(Object.keys(GEOMETRY) as (keyof typeof GEOMETRY)[]));
    const list = fc.array(decimal, { minLength: 0, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(which, list, fc.boolean(), async (attribute, parts, fitted) => {
        const { tag, count } = GEOMETRY[attribute];
        const texts = fitted ? Array.from({ length: count }, (_, i) => parts[i] ?? '1') : parts;
        const element: TestElement = { tag, vr: 'DS', value: texts.join('\\') };
        const file = native('1.2.840.10008.1.2.1', image(DEPTH, [element]));
        const result = await guardedAsync(element.value, () => read(file));
        const stated = texts.map(text => (STRICT.test(text.trim()) ? Number(text) : NaN));
        const usable = texts.length === count && stated.every(Number.isFinite);
        if (!('slices' in result)) {
          return;
        }
        // Taken: then it was well formed, and nothing else was made of it.
        expect([attribute, usable]).toEqual([attribute, true]);
        const [slice] = result.slices;
        const { position, rowDirection, columnDirection, rowSpacing, columnSpacing } = slice!;
        const taken = {
          position,
          orientation: [...rowDirection, ...columnDirection],
          spacing: [rowSpacing, columnSpacing],
        }[attribute];
        const tolerance = attribute === 'orientation' ? 0.11 : 1e-9;
        taken.forEach((value, i) =>
          expect(Math.abs(value - stated[i]!)).toBeLessThanOrEqual(tolerance)
        );
      }),
      budget('dicom header values')
    );
  });

  test.each<[string, TestElement]>([
    ['a thousand million frames', { tag: 0x00280008, vr: 'IS', value: '1000000000' }],
    ['half a frame', { tag: 0x00280008, vr: 'IS', value: '2.5' }],
    ['more frames than pixels', { tag: 0x00280008, vr: 'IS', value: '65000' }],
    ['a slope that is infinite', { tag: 0x00281053, vr: 'DS', value: '1e308' }],
    ['an empty coordinate', { tag: 0x00200032, vr: 'DS', value: '-4\\\\80' }],
    ['a hexadecimal coordinate', { tag: 0x00200032, vr: 'DS', value: '0x10\\-50\\80' }],
    ['four coordinates', { tag: 0x00200032, vr: 'DS', value: '-4\\-50\\80\\7' }],
  ])('%s: refused', async (_name, element) => {
    const result = await read(native('1.2.840.10008.1.2.1', image(DEPTH, [element])));
    expect('slices' in result).toBe(false);
  });
});
