import { DeepSpineError } from '../../extension/src/findings';

const HEADER_BYTES = 64;
const MAX_SEGMENTS = 15;
/** Two bytes of a run give 128 at most. */
const MAX_EXPANSION = 64;

/**
 * Decodes one RLE Lossless frame (DICOM PS3.5 Annex G) of a monochrome image.
 *
 * @param encoded the frame's fragments, joined
 * @param samples rows * columns
 * @param bytesPerSample Bits Allocated / 8: one segment per byte plane, the most significant first
 * @returns samples * bytesPerSample bytes, little-endian words
 * @throws DeepSpineError 'corrupt-file' when the header or a segment does not hold what it says; the
 *   message is the end of a sentence that begins with the file's name
 */
export function decodeRle(
  encoded: Uint8Array,
  samples: number,
  bytesPerSample: number
): Uint8Array<ArrayBuffer> {
  if (encoded.byteLength < HEADER_BYTES) {
    throw new DeepSpineError('corrupt-file', 'is cut off within its RLE header');
  }
  const header = new DataView(encoded.buffer, encoded.byteOffset, HEADER_BYTES);
  const segments = header.getUint32(0, true);
  if (segments !== bytesPerSample || segments > MAX_SEGMENTS) {
    throw new DeepSpineError(
      'corrupt-file',
      `has an RLE frame of ${segments} segments where ${bytesPerSample} are due`
    );
  }
  // A damaged header may state any size: nothing is allocated that the segments could not fill.
  if (samples * bytesPerSample > MAX_EXPANSION * encoded.byteLength) {
    throw new DeepSpineError('corrupt-file', 'is cut off within an RLE segment');
  }
  const decoded = new Uint8Array(samples * bytesPerSample);
  for (let segment = 0; segment < segments; segment++) {
    const start = header.getUint32(4 * (segment + 1), true);
    const last = segment + 1 === segments;
    const end = last ? encoded.byteLength : header.getUint32(4 * (segment + 2), true);
    if (start < HEADER_BYTES || end > encoded.byteLength || start > end) {
      throw new DeepSpineError('corrupt-file', 'has an RLE segment that lies outside its frame');
    }
    // Byte planes come most significant first; little-endian words want them last.
    const plane = bytesPerSample - 1 - segment;
    unpackBits(encoded.subarray(start, end), decoded, plane, bytesPerSample, samples);
  }
  return decoded;
}

/** PackBits (PS3.5 G.3.2) into every `stride`-th byte of `out`, from `first`; `count` bytes in all. */
function unpackBits(
  packed: Uint8Array,
  out: Uint8Array,
  first: number,
  stride: number,
  count: number
): void {
  const end = first + count * stride;
  let target = first;
  let source = 0;
  while (target < end) {
    const control = packed[source++];
    if (control === undefined) {
      throw new DeepSpineError('corrupt-file', 'is cut off within an RLE segment');
    }
    if (control === 128) {
      continue;
    }
    if (control < 128) {
      const literals = control + 1;
      if (source + literals > packed.length) {
        throw new DeepSpineError('corrupt-file', 'is cut off within an RLE segment');
      }
      // Some encoders let the last run cross the end of the plane: what lies beyond is padding.
      for (let i = 0; i < literals && target < end; i++, target += stride) {
        out[target] = packed[source + i]!;
      }
      source += literals;
    } else {
      const value = packed[source++];
      if (value === undefined) {
        throw new DeepSpineError('corrupt-file', 'is cut off within an RLE segment');
      }
      for (let i = 0; i < 257 - control && target < end; i++, target += stride) {
        out[target] = value;
      }
    }
  }
}
