/**
 * A small DICOM Part 10 writer for tests, independent of the reader under test: it shares no code with
 * it and writes what PS3.5 and PS3.10 say, including the encodings that current tools no longer write.
 */
import { deflateRawSync } from 'node:zlib';

export interface TestElement {
  readonly tag: number;
  readonly vr: string;
  /** Text, numbers of a binary VR, bytes, or the items of a sequence. */
  readonly value: string | number | readonly number[] | Uint8Array | readonly TestElement[][];
}

export interface TestFile {
  readonly transferSyntax: string;
  readonly elements: readonly TestElement[];
  /** Encapsulated pixel data: for every frame its fragments. */
  readonly frames?: readonly (readonly Uint8Array[])[];
  readonly offsetTable?: 'basic' | 'none';
}

interface Encoding {
  readonly littleEndian: boolean;
  readonly explicit: boolean;
}

const LONG_VRS = ['OB', 'OW', 'OF', 'SQ', 'UN', 'UT'];
const EXPLICIT_LITTLE: Encoding = { littleEndian: true, explicit: true };

function encodingOf(transferSyntax: string): Encoding {
  return {
    littleEndian: transferSyntax !== '1.2.840.10008.1.2.2',
    explicit: transferSyntax !== '1.2.840.10008.1.2',
  };
}

function word(value: number, bytes: 2 | 4, { littleEndian }: Encoding): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer[littleEndian ? 'writeUIntLE' : 'writeUIntBE'](value >>> 0, 0, bytes);
  return buffer;
}

function tagBytes(tag: number, encoding: Encoding): Buffer {
  return Buffer.concat([word(tag >>> 16, 2, encoding), word(tag & 0xffff, 2, encoding)]);
}

function valueBytes({ vr, value }: TestElement, encoding: Encoding): Buffer {
  if (typeof value === 'string') {
    return Buffer.from(value.length % 2 ? value + (vr === 'UI' ? '\0' : ' ') : value, 'latin1');
  }
  if (value instanceof Uint8Array) {
    return Buffer.concat([value, Buffer.alloc(value.length % 2)]);
  }
  if (vr === 'SQ') {
    const items = value as readonly TestElement[][];
    return Buffer.concat(
      items.map(item => {
        const content = Buffer.concat(item.map(element => elementBytes(element, encoding)));
        return Buffer.concat([
          tagBytes(0xfffee000, encoding),
          word(content.length, 4, encoding),
          content,
        ]);
      })
    );
  }
  const list = (typeof value === 'number' ? [value] : value) as readonly number[];
  return Buffer.concat(
    list.map(number => {
      if (vr === 'FD') {
        const buffer = Buffer.alloc(8);
        buffer[encoding.littleEndian ? 'writeDoubleLE' : 'writeDoubleBE'](number);
        return buffer;
      }
      return word(number, vr === 'UL' ? 4 : 2, encoding);
    })
  );
}

function elementBytes(element: TestElement, encoding: Encoding): Buffer {
  const content = valueBytes(element, encoding);
  return Buffer.concat([header(element, content.length, encoding), content]);
}

function header({ tag, vr }: TestElement, length: number, encoding: Encoding): Buffer {
  const start = tagBytes(tag, encoding);
  if (!encoding.explicit) {
    return Buffer.concat([start, word(length, 4, encoding)]);
  }
  const size = LONG_VRS.includes(vr)
    ? [Buffer.alloc(2), word(length, 4, encoding)]
    : [word(length, 2, encoding)];
  return Buffer.concat([start, Buffer.from(vr, 'latin1'), ...size]);
}

function encapsulated(frames: readonly (readonly Uint8Array[])[], offsetTable: boolean): Buffer {
  const item = (content: Uint8Array): Buffer =>
    Buffer.concat([
      tagBytes(0xfffee000, EXPLICIT_LITTLE),
      word(content.length + (content.length % 2), 4, EXPLICIT_LITTLE),
      content,
      Buffer.alloc(content.length % 2),
    ]);
  const frameItems = frames.map(fragments => Buffer.concat(fragments.map(item)));
  const offsets: Buffer[] = [];
  let offset = 0;
  for (const frame of frameItems) {
    offsets.push(word(offset, 4, EXPLICIT_LITTLE));
    offset += frame.length;
  }
  return Buffer.concat([
    header({ tag: 0x7fe00010, vr: 'OB', value: '' }, 0xffffffff, EXPLICIT_LITTLE),
    item(offsetTable ? Buffer.concat(offsets) : Buffer.alloc(0)),
    ...frameItems,
    tagBytes(0xfffee0dd, EXPLICIT_LITTLE),
    word(0, 4, EXPLICIT_LITTLE),
  ]);
}

/** The bytes of a Part 10 file. */
export function part10(file: TestFile): Buffer {
  const { transferSyntax, elements, frames, offsetTable = 'basic' } = file;
  const encoding = encodingOf(transferSyntax);
  const meta = elementBytes({ tag: 0x00020010, vr: 'UI', value: transferSyntax }, EXPLICIT_LITTLE);
  const sorted = [...elements].sort((a, b) => a.tag - b.tag);
  const body = Buffer.concat([
    ...sorted.map(element => elementBytes(element, encoding)),
    ...(frames ? [encapsulated(frames, offsetTable === 'basic')] : []),
  ]);
  const deflated = transferSyntax === '1.2.840.10008.1.2.1.99';
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM', 'latin1'),
    elementBytes({ tag: 0x00020000, vr: 'UL', value: meta.length }, EXPLICIT_LITTLE),
    meta,
    deflated ? deflateRawSync(body) : body,
  ]);
}

export interface TestImage {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit?: number;
  readonly signed?: boolean;
  readonly photometric?: 'MONOCHROME1' | 'MONOCHROME2';
}

/** The attributes that say how the samples of an image are stored. */
export function pixelElements(image: TestImage): TestElement[] {
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed, photometric } = image;
  return [
    { tag: 0x00280002, vr: 'US', value: 1 },
    { tag: 0x00280004, vr: 'CS', value: photometric ?? 'MONOCHROME2' },
    { tag: 0x00280010, vr: 'US', value: rows },
    { tag: 0x00280011, vr: 'US', value: columns },
    { tag: 0x00280100, vr: 'US', value: bitsAllocated },
    { tag: 0x00280101, vr: 'US', value: bitsStored },
    { tag: 0x00280102, vr: 'US', value: highBit ?? bitsStored - 1 },
    { tag: 0x00280103, vr: 'US', value: signed ? 1 : 0 },
  ];
}

/** Attributes of a small sagittal MR image; later ones of the same tag in `more` win. */
export function mrElements(image: TestImage, more: readonly TestElement[] = []): TestElement[] {
  const elements: TestElement[] = [
    { tag: 0x00080016, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.4' },
    { tag: 0x00080018, vr: 'UI', value: '2.25.1003' },
    { tag: 0x00080060, vr: 'CS', value: 'MR' },
    { tag: 0x0008103e, vr: 'LO', value: 'Sagittal T2' },
    { tag: 0x0020000d, vr: 'UI', value: '2.25.1001' },
    { tag: 0x0020000e, vr: 'UI', value: '2.25.1002' },
    { tag: 0x00200032, vr: 'DS', value: '-4\\-50\\80' },
    { tag: 0x00200037, vr: 'DS', value: '0\\1\\0\\0\\0\\-1' },
    { tag: 0x00280030, vr: 'DS', value: '0.5\\0.6' },
    ...pixelElements(image),
  ];
  const replaced = new Set(more.map(({ tag }) => tag));
  return [...elements.filter(({ tag }) => !replaced.has(tag)), ...more];
}

/** The RLE encoding (PS3.5 Annex G) of little-endian words: literal runs and repeats. */
export function encodeRle(bytes: Uint8Array, bytesPerSample: 1 | 2): Buffer {
  const segments = Array.from({ length: bytesPerSample }, (_, i) => {
    const plane = bytesPerSample - 1 - i;
    return packBits(bytes.filter((_value, at) => at % bytesPerSample === plane));
  });
  const head = Buffer.alloc(64);
  head.writeUInt32LE(segments.length, 0);
  segments.reduce((offset, segment, i) => {
    head.writeUInt32LE(offset, 4 * (i + 1));
    return offset + segment.length;
  }, 64);
  return Buffer.concat([head, ...segments]);
}

function packBits(plane: Uint8Array): Buffer {
  const out: number[] = [];
  for (let at = 0; at < plane.length;) {
    let run = 1;
    while (run < 128 && at + run < plane.length && plane[at + run] === plane[at]) {
      run++;
    }
    if (run > 2) {
      out.push(257 - run, plane[at]!);
    } else {
      out.push(run - 1, ...plane.subarray(at, at + run));
    }
    at += run;
  }
  return Buffer.from(out.length % 2 ? [...out, 128] : out);
}
