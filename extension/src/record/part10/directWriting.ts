import { data } from 'dcmjs';

/** What is used of dcmjs, which has no types, to write elements. */
interface WriteStream {
  offset: number;
  size: number;
  isLittleEndian: boolean;
  /** The bytes, in blocks that are gone through for every access. */
  readonly view: { defaultSize: number };
  setEndian(littleEndian: boolean): void;
  writeUint16(value: number): void;
  writeUint32(value: number): void;
  writeAsciiString(value: string): void;
}

interface Representation {
  readonly type: string;
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
  const start = stream.offset;
  stream.view.defaultSize = BLOCK_BYTES;
  const formerEndian = stream.isLittleEndian;
  stream.setEndian(true);
  stream.writeUint16(tag.group());
  stream.writeUint16(tag.element());
  stream.writeAsciiString(vr.type);
  if (isLong) {
    stream.writeUint16(0);
    stream.writeUint32(0);
  } else {
    stream.writeUint16(0);
  }
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
    stream.writeUint16(0xfffe);
    stream.writeUint16(element);
    stream.writeUint32(length);
  };
  for (const item of items ?? []) {
    mark(0xe000, UNDEFINED_LENGTH);
    DicomMessage.write(item, stream, EXPLICIT_VR_LITTLE_ENDIAN, options);
    mark(0xe00d, 0);
  }
  mark(0xe0dd, 0);
  return UNDEFINED_LENGTH;
}
