/** Slices as DICOM files of any kind; the writer shares no code with the reader under test. */
import { deflateRawSync } from 'node:zlib';
import type { Slice } from '../../extension/src/imaging/types';
import {
  encodeHtj2k,
  encodeJpeg2000,
  encodeJpegLossless,
  encodeJpegLs,
  type Picture,
} from '../node/encoders';
import { encodeRle, part10, pixelElements, type TestElement, type TestImage } from '../node/part10';

/** How stored values stand for samples. */
export interface Storage extends Omit<TestImage, 'rows' | 'columns'> {
  /** Stored value of a sample; within Bits Stored. */
  readonly stored: (sample: number) => number;
  readonly rescale?: { readonly slope: string; readonly intercept: string };
}

export const TWELVE_BITS: Storage = {
  bitsAllocated: 16,
  bitsStored: 12,
  stored: sample => sample,
};

/** Transfer syntaxes by a name for people. */
export const SYNTAX = {
  'implicit little endian': '1.2.840.10008.1.2',
  'explicit little endian': '1.2.840.10008.1.2.1',
  'big endian': '1.2.840.10008.1.2.2',
  deflated: '1.2.840.10008.1.2.1.99',
  'deflated frames': '1.2.840.10008.1.2.8.1',
  RLE: '1.2.840.10008.1.2.5',
  'JPEG lossless': '1.2.840.10008.1.2.4.70',
  'JPEG-LS': '1.2.840.10008.1.2.4.80',
  'JPEG 2000': '1.2.840.10008.1.2.4.90',
  HTJ2K: '1.2.840.10008.1.2.4.201',
} as const;

export type SyntaxName = keyof typeof SYNTAX;

export interface SeriesFiles {
  readonly uid: string;
  readonly slices: readonly Slice[];
  readonly syntax?: SyntaxName;
  readonly storage?: Storage;
  /** Attributes in addition to the usual ones, or in their place. */
  readonly elements?: readonly TestElement[];
  /** Tags that the files lack. */
  readonly without?: readonly number[];
  /** All slices in one enhanced multi-frame instance. */
  readonly enhanced?: boolean;
}

export const STUDY_UID = '2.25.7001';

function frameBytes(slice: Slice, { bitsAllocated, highBit, bitsStored, stored }: Storage): Buffer {
  const shift = (highBit ?? bitsStored - 1) + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  const bytes = Buffer.alloc((slice.pixels.length * bitsAllocated) / 8);
  slice.pixels.forEach((sample, i) => {
    const word = (stored(sample) & mask) << shift;
    if (bitsAllocated === 8) {
      bytes.writeUInt8(word, i);
    } else {
      bytes.writeUInt16LE(word, 2 * i);
    }
  });
  return bytes;
}

async function encoded(syntax: SyntaxName, bytes: Buffer, picture: Omit<Picture, 'bytes'>) {
  switch (syntax) {
    case 'RLE':
      return encodeRle(bytes, bytes.length === picture.rows * picture.columns ? 1 : 2);
    case 'deflated frames':
      return deflateRawSync(bytes);
    case 'JPEG lossless':
      return encodeJpegLossless({ ...picture, bytes });
    case 'JPEG-LS':
      return encodeJpegLs({ ...picture, bytes });
    case 'JPEG 2000':
      return encodeJpeg2000({ ...picture, bytes });
    case 'HTJ2K':
      return encodeHtj2k({ ...picture, bytes });
    default:
      return null;
  }
}

const list = (values: readonly number[]) => values.map(v => v.toPrecision(10)).join('\\');
const ds = (tag: number, values: readonly number[]): TestElement => ({
  tag,
  vr: 'DS',
  value: list(values),
});
const sequence = (tag: number, ...items: TestElement[][]): TestElement => ({
  tag,
  vr: 'SQ',
  value: items,
});

const positionOf = (slice: Slice) => ds(0x00200032, slice.position);
const orientationOf = (slice: Slice) =>
  ds(0x00200037, [...slice.rowDirection, ...slice.columnDirection]);
const spacingOf = (slice: Slice) => ds(0x00280030, [slice.rowSpacing, slice.columnSpacing]);

/** Attributes that every image of a series shares. */
function common({ uid, slices, storage = TWELVE_BITS }: SeriesFiles): TestElement[] {
  const { rows, columns } = slices[0]!;
  const { rescale } = storage;
  return [
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.4' },
    { tag: 0x00080060, vr: 'CS', value: 'MR' },
    { tag: 0x0008103e, vr: 'LO', value: 'Sagittal T2' },
    { tag: 0x00180015, vr: 'CS', value: 'LSPINE' },
    { tag: 0x00180050, vr: 'DS', value: '4' },
    { tag: 0x00180080, vr: 'DS', value: '3600' },
    { tag: 0x00180081, vr: 'DS', value: '105' },
    { tag: 0x0020000d, vr: 'UI', value: STUDY_UID },
    { tag: 0x0020000e, vr: 'UI', value: uid },
    { tag: 0x00200052, vr: 'UI', value: `${uid}.1` },
    ...pixelElements({ rows, columns, ...storage }),
    ...(rescale
      ? [
          { tag: 0x00281052, vr: 'DS', value: rescale.intercept },
          { tag: 0x00281053, vr: 'DS', value: rescale.slope },
        ]
      : []),
  ];
}

function changed(
  elements: readonly TestElement[],
  { elements: more = [], without = [] }: SeriesFiles
) {
  const gone = new Set([...without, ...more.map(({ tag }) => tag)]);
  return [...elements.filter(({ tag }) => !gone.has(tag)), ...more];
}

async function file(series: SeriesFiles, own: TestElement[], frames: readonly Slice[]) {
  const { syntax = 'explicit little endian', storage = TWELVE_BITS } = series;
  const elements = changed([...common(series), ...own], series);
  const transferSyntax = SYNTAX[syntax];
  const bytes = frames.map(slice => frameBytes(slice, storage));
  const { rows, columns } = frames[0]!;
  const { bitsStored: bits, signed } = storage;
  const streams = await Promise.all(
    bytes.map(frame => encoded(syntax, frame, { rows, columns, bits, signed }))
  );
  if (streams[0]) {
    return part10({ transferSyntax, elements, frames: streams.map(stream => [stream!]) });
  }
  const all = Buffer.concat(bytes);
  const value = syntax === 'big endian' && storage.bitsAllocated === 16 ? all.swap16() : all;
  const vr = storage.bitsAllocated === 8 ? 'OB' : 'OW';
  return part10({ transferSyntax, elements: [...elements, { tag: 0x7fe00010, vr, value }] });
}

/** The files of a series: one per slice, or one enhanced instance. */
export async function seriesFiles(series: SeriesFiles): Promise<Buffer[]> {
  const { uid, slices, enhanced } = series;
  const instance = (i: number): TestElement => ({
    tag: 0x00080018,
    vr: 'UI',
    value: `${uid}.9.${i}`,
  });
  if (enhanced) {
    const groups = [
      { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.4.1' },
      { tag: 0x00280008, vr: 'IS', value: String(slices.length) },
      sequence(0x52009229, [
        sequence(0x00209116, [orientationOf(slices[0]!)]),
        sequence(0x00289110, [spacingOf(slices[0]!)]),
      ]),
      sequence(0x52009230, ...slices.map(s => [sequence(0x00209113, [positionOf(s)])])),
    ];
    const withGroups = { ...series, elements: [...groups, ...(series.elements ?? [])] };
    return [await file(withGroups, [instance(1)], slices)];
  }
  return Promise.all(
    slices.map((slice, i) => {
      const number: TestElement = { tag: 0x00200013, vr: 'IS', value: String(i + 1) };
      const place = [positionOf(slice), orientationOf(slice), spacingOf(slice)];
      return file(series, [instance(i + 1), number, ...place], [slice]);
    })
  );
}
