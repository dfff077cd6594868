import { inflateRawSync } from 'node:zlib';
import { DeepSpineError } from '../../extension/src/findings';
import type { PixelArray } from '../../extension/src/imaging/types';
import {
  decodeHtj2k,
  decodeJpeg,
  decodeJpeg2000,
  decodeJpegLossless,
  decodeJpegLs,
  type Codec,
  type DecodedFrame,
} from './codecs';
import { statedSize, type PictureSize } from './codestream';
import type { DataSet } from './dataSet';
import { decodeRle } from './rle';
import type { PixelEncoding } from './transferSyntax';

/** How the samples of an image lie in its Pixel Data (DICOM PS3.3 C.7.6.3, Image Pixel Module). */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  /** Photometric Interpretation MONOCHROME1: the lowest value is white. */
  readonly inverted: boolean;
}

/** The linear modality LUT (PS3.3 C.11.1) of a frame. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
}

const CODECS: Readonly<Partial<Record<PixelEncoding, Codec>>> = {
  jpeg: decodeJpeg,
  'jpeg-lossless': decodeJpegLossless,
  'jpeg-ls': decodeJpegLs,
  'jpeg-2000': decodeJpeg2000,
  htj2k: decodeHtj2k,
};

/** MR images have 2048² pixels at most; a decoder must not be asked for the memory of 65,535². */
const MAX_PIXELS = 4096 * 4096;

/**
 * The pixel format of an image.
 *
 * @throws DeepSpineError 'unsupported-file' for anything but 8- and 16-bit monochrome, 'corrupt-file'
 *   for bits that cannot be. The message is the end of a sentence that begins with the file's name.
 */
export function pixelFormat(dataSet: DataSet): PixelFormat {
  const rows = dataSet.uint16('x00280010');
  const columns = dataSet.uint16('x00280011');
  const bitsAllocated = dataSet.uint16('x00280100');
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated;
  const highBit = dataSet.uint16('x00280102') ?? (bitsStored ?? 0) - 1;
  const photometric = dataSet.string('x00280004')?.trim() ?? 'MONOCHROME2';
  if (!rows || !columns) {
    throw new DeepSpineError('corrupt-file', 'states no image size (Rows, Columns)');
  }
  if (rows * columns > MAX_PIXELS) {
    throw new DeepSpineError(
      'corrupt-file',
      `states a picture of ${columns} × ${rows} pixels, more than any MR image has`
    );
  }
  if (!/^MONOCHROME[12]$/.test(photometric) || (dataSet.uint16('x00280002') ?? 1) !== 1) {
    throw new DeepSpineError(
      'unsupported-file',
      `is a color image (${photometric}), not an MR image`
    );
  }
  if (bitsAllocated !== 8 && bitsAllocated !== 16) {
    throw new DeepSpineError(
      'unsupported-file',
      `has ${bitsAllocated ?? 'unstated'} bits per pixel; 8 and 16 can be read`
    );
  }
  if (
    !bitsStored ||
    bitsStored > bitsAllocated ||
    highBit >= bitsAllocated ||
    highBit + 1 < bitsStored
  ) {
    throw new DeepSpineError(
      'corrupt-file',
      `contradicts itself (Bits Allocated ${bitsAllocated}, Bits Stored ${bitsStored}, High Bit ${highBit})`
    );
  }
  const signed = dataSet.uint16('x00280103') === 1;
  const inverted = photometric === 'MONOCHROME1';
  return { rows, columns, bitsAllocated, bitsStored, highBit, signed, inverted };
}

/**
 * Decodes one frame into samples as `Slice.pixels` wants them: sign-extended, rescaled, larger is
 * brighter.
 *
 * @param stored the frame's bytes as in Pixel Data
 * @returns rows * columns samples, row-major
 * @throws DeepSpineError 'corrupt-file'; the message is the end of a sentence that begins with the
 *   file's name
 */
export async function decodeFrame(
  stored: Uint8Array,
  encoding: PixelEncoding,
  format: PixelFormat,
  rescale: Rescale
): Promise<PixelArray> {
  refuseOtherSize(statedSize(stored, encoding), format);
  const frame = await unpack(stored, encoding, format);
  refuseOtherSize(frame, format);
  return applyModalityLut(storedValues(frame, format), format, rescale);
}

/** Before decoding, by what the frame states, and after it, by what came out. */
function refuseOtherSize(picture: PictureSize | null, format: PixelFormat): void {
  if (picture && (picture.rows !== format.rows || picture.columns !== format.columns)) {
    throw new DeepSpineError(
      'corrupt-file',
      `holds a ${picture.columns} × ${picture.rows} picture where its header says ${format.columns} × ${format.rows}`
    );
  }
}

async function unpack(
  stored: Uint8Array,
  encoding: PixelEncoding,
  format: PixelFormat
): Promise<DecodedFrame> {
  const { rows, columns, bitsAllocated } = format;
  const bytesPerSample = bitsAllocated === 8 ? 1 : 2;
  const length = rows * columns * bytesPerSample;
  const native = (bytes: Uint8Array): DecodedFrame => {
    if (bytes.length < length) {
      throw new DeepSpineError('corrupt-file', 'is cut off within its pixel data');
    }
    return { rows, columns, bytes: bytes.subarray(0, length), bytesPerSample };
  };
  switch (encoding) {
    case 'little-endian':
      return native(stored);
    case 'big-endian':
      // Words (PS3.5 A.3): 8-bit samples come in OB, where byte order means nothing.
      return native(bytesPerSample === 1 ? stored : Buffer.from(stored).swap16());
    case 'rle':
      return native(decodeRle(stored, rows * columns, bytesPerSample));
    case 'deflated-frame':
      return native(inflated(stored, length));
    default:
      return CODECS[encoding]!(stored);
  }
}

/** A deflated frame (PS3.5 A.4.13), which may be padded by a byte. */
function inflated(stored: Uint8Array, length: number): Uint8Array {
  try {
    return inflateRawSync(stored, { maxOutputLength: length + 1 });
  } catch (cause) {
    throw new DeepSpineError('corrupt-file', 'has pixel data that cannot be decoded', { cause });
  }
}

/** Takes Bits Stored up to High Bit out of each word and extends the sign. */
function storedValues(
  { bytes, bytesPerSample }: DecodedFrame,
  { bitsStored, highBit, signed, bitsAllocated }: PixelFormat
): Int8Array | Uint8Array | Int16Array | Uint16Array {
  const count = bytes.length / bytesPerSample;
  const wide = bytesPerSample === 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const Values = wide ? (signed ? Int16Array : Uint16Array) : signed ? Int8Array : Uint8Array;
  const values = new Values(count);
  const left = 32 - (highBit + 1);
  const right = 32 - bitsStored;
  // A codec's own words are narrower than Bits Allocated when the stream says fewer bits.
  const whole = bitsStored === bitsAllocated;
  for (let i = 0; i < count; i++) {
    const word = wide ? view.getUint16(2 * i, true) : bytes[i]!;
    values[i] = whole ? word : signed ? (word << left) >> right : (word << left) >>> right;
  }
  return values;
}

function applyModalityLut(
  stored: Int8Array | Uint8Array | Int16Array | Uint16Array,
  { bitsStored, signed, inverted }: PixelFormat,
  { slope, intercept }: Rescale
): PixelArray {
  if (inverted) {
    // Smallest plus largest value that can be stored.
    const sum = signed ? -1 : 2 ** bitsStored - 1;
    for (let i = 0; i < stored.length; i++) {
      stored[i] = sum - stored[i]!;
    }
  }
  if (slope === 1 && intercept === 0) {
    return stored;
  }
  const values = new Float32Array(stored.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = stored[i]! * slope + intercept;
  }
  return values;
}
