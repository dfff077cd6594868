import { data } from 'dcmjs';

/** What is used of dcmjs, which has no types, to write elements. */
interface WriteStream {
  offset: number;
  size: number;
  isLittleEndian: boolean;
  /** The bytes, in blocks that are gone through for every access. */
  readonly view: {
    defaultSize: number;
    /** Writes the buffer of `bytes` from its beginning. */
    writeBuffer(bytes: Uint8Array, offset: number): void;
  };
  checkSize(bytes: number): void;
  increment(bytes: number): number;
  setEndian(littleEndian: boolean): void;
  writeUint16(value: number): void;
  writeUint32(value: number): void;
}

interface Representation {
  readonly type: string;
  /** Most characters of a value, where there is such a limit. */
  readonly maxLength?: number | null;
  readonly maxCharLength?: number;
  /** Makes the number of bytes even. */
  readonly padByte: number;
  isLength32(): boolean;
  writeBytes(stream: WriteStream, values: unknown, ...rest: readonly unknown[]): number;
}

interface Tag {
  group(): number;
  element(): number;
  isPixelDataTag(): boolean;
}

type WriteTag = (
  this: Tag,
  stream: WriteStream,
  vrType: string,
  values: unknown,
  syntax: string,
  options: unknown
) => number;

const {
  DicomMessage,
  Tag: TagClass,
  ValueRepresentation,
} = data as {
  DicomMessage: {
    write(dataset: object, stream: WriteStream, syntax: string, options: unknown): number;
  };
  Tag: { readonly prototype: { write: WriteTag } };
  ValueRepresentation: { createByTypeString(type: string): Representation };
};

const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** A report is one block; dcmjs's own are of 4 kB. */
const BLOCK_BYTES = 2 ** 20;
const UNDEFINED_LENGTH = 0xffffffff;
/** Longer values do not fit in 16 bits. */
const SHORT_LENGTHS = 0x10000;
/** Those whose values may come in fragments take one argument more. */
const BINARY = ['OB', 'OW', 'UN'];
/** Those of which a string is written as it is; a name of a person may be an object. */
const TEXT = new Set([
  'AE',
  'AS',
  'CS',
  'DA',
  'DS',
  'DT',
  'IS',
  'LO',
  'LT',
  'SH',
  'ST',
  'TM',
  'UC',
  'UI',
  'UR',
  'UT',
]);
const BACKSLASH = 0x5c;

/** Where what is written next is put together: to go through the blocks for every byte takes most of the time. */
const PIECE = new Uint8Array(0x10000);
const HEAD = new DataView(PIECE.buffer);

/**
 * dcmjs 0.52 writes every element into a stream of its own and copies that into the one around it, level by level: a report
 * of some ten thousand nested elements takes longer than the analysis. While `write` runs, elements are
 * written where they belong, and their lengths when they are known; the bytes are the same. The viewer shares its dcmjs with
 * us, which is why it is not changed for longer.
 */
export function withDirectWriting<Result>(write: () => Result): Result {
  const { prototype } = TagClass;
  const nested = prototype.write;
  prototype.write = function (stream, vrType, values, syntax, options) {
    return (
      (syntax === EXPLICIT_VR_LITTLE_ENDIAN
        ? writeElement(this, stream, vrType, values, options)
        : null) ?? nested.call(this, stream, vrType, values, syntax, options)
    );
  };
  try {
    return write();
  } finally {
    prototype.write = nested;
  }
}

/** Writes the first bytes of PIECE. */
function writePiece(stream: WriteStream, bytes: number): number {
  stream.checkSize(bytes);
  stream.view.writeBuffer(PIECE.subarray(0, bytes), stream.offset);
  return stream.increment(bytes);
}

/** Puts the beginning of an element into PIECE, up to its value; how many bytes that are. */
function beginElement(tag: Tag, { type }: Representation, isLong: boolean, length: number): number {
  HEAD.setUint16(0, tag.group(), true);
  HEAD.setUint16(2, tag.element(), true);
  PIECE[4] = type.charCodeAt(0);
  PIECE[5] = type.charCodeAt(1);
  HEAD.setUint16(6, isLong ? 0 : length, true);
  if (isLong) {
    HEAD.setUint32(8, length, true);
  }
  return isLong ? 12 : 8;
}

/**
 * Puts the values of an element into PIECE; where they end, or -1 for what only dcmjs knows how to write: other than
 * strings of ASCII, and values that are longer than they may be.
 */
function putText(vr: Representation, values: unknown, from: number): number {
  const limit = vr.maxLength ?? vr.maxCharLength ?? Infinity;
  if (!Array.isArray(values)) {
    return -1;
  }
  let end = from;
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== 'string' || value.length > limit) {
      return -1;
    }
    if (end + value.length + 2 > PIECE.length) {
      return -1;
    }
    if (i > 0) {
      PIECE[end++] = BACKSLASH;
    }
    for (let k = 0; k < value.length; k++) {
      const code = value.charCodeAt(k);
      if (code > 0x7f) {
        return -1;
      }
      PIECE[end++] = code;
    }
  }
  if ((end - from) & 1) {
    PIECE[end++] = vr.padByte;
  }
  return end;
}

/** The bytes of an element; null, with nothing written, where its value is too long for its representation. */
function writeElement(
  tag: Tag,
  stream: WriteStream,
  vrType: string,
  values: unknown,
  options: unknown
): number | null {
  const vr = ValueRepresentation.createByTypeString(vrType);
  const isLong = vr.isLength32();
  stream.view.defaultSize = BLOCK_BYTES;
  if (TEXT.has(vrType)) {
    const from = isLong ? 12 : 8;
    const end = putText(vr, values, from);
    if (end >= 0) {
      beginElement(tag, vr, isLong, end - from);
      return writePiece(stream, end);
    }
  }
  const start = stream.offset;
  const formerEndian = stream.isLittleEndian;
  stream.setEndian(true);
  writePiece(stream, beginElement(tag, vr, isLong, 0));
  const first = stream.offset;
  const stated =
    vrType === 'SQ'
      ? writeItems(stream, values as readonly object[] | undefined, options)
      : BINARY.includes(vrType)
        ? vr.writeBytes(stream, values, EXPLICIT_VR_LITTLE_ENDIAN, false, options)
        : vr.writeBytes(stream, values, options);
  const end = stream.offset;
  const tooLong = !isLong && stated >= SHORT_LENGTHS;
  if (tooLong) {
    stream.offset = stream.size = start;
  } else {
    stream.offset = first - (isLong ? 4 : 2);
    if (isLong) {
      stream.writeUint32(stated);
    } else {
      stream.writeUint16(stated);
    }
    stream.offset = end;
  }
  stream.setEndian(formerEndian);
  return tooLong ? null : end - start;
}

/** The items of a sequence, each up to its delimiter (PS3.5, 7.5); the length that is stated of them. */
function writeItems(
  stream: WriteStream,
  items: readonly object[] | undefined,
  options: unknown
): number {
  const mark = (element: number, length: number) => {
    HEAD.setUint16(0, 0xfffe, true);
    HEAD.setUint16(2, element, true);
    HEAD.setUint32(4, length, true);
    writePiece(stream, 8);
  };
  for (const item of items ?? []) {
    mark(0xe000, UNDEFINED_LENGTH);
    DicomMessage.write(item, stream, EXPLICIT_VR_LITTLE_ENDIAN, options);
    mark(0xe00d, 0);
  }
  mark(0xe0dd, 0);
  return UNDEFINED_LENGTH;
}
