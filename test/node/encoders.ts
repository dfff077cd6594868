/** Encoders for the tests: the codec packages' own where they have one, a small one of ours otherwise. */
import type { CodecModule } from '@cornerstonejs/codec-charls';
import { codecModules } from '../../cli/dicom/codecs';

export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly bits: number;
  readonly signed?: boolean;
  /** Little-endian words of one byte (up to 8 bits) or two. */
  readonly bytes: Uint8Array;
}

async function encodeWith(
  load: () => Promise<CodecModule>,
  name: `${string}Encoder`,
  { rows, columns, bits, signed, bytes }: Picture,
  options: Record<string, readonly unknown[]> = {}
): Promise<Uint8Array> {
  const Encoder = (await load())[name]!;
  const encoder = new Encoder();
  try {
    encoder
      .getDecodedBuffer({
        width: columns,
        height: rows,
        bitsPerSample: bits,
        componentCount: 1,
        isSigned: signed ?? false,
        isUsingColorTransform: false,
      })
      .set(bytes);
    for (const [option, values] of Object.entries(options)) {
      (encoder as unknown as Record<string, (...args: readonly unknown[]) => void>)[option]!(
        ...values
      );
    }
    encoder.encode();
    return Uint8Array.from(encoder.getEncodedBuffer());
  } finally {
    encoder.delete();
  }
}

export const encodeJpegLs = (picture: Picture): Promise<Uint8Array> =>
  encodeWith(codecModules.charls, 'JpegLSEncoder', picture, { setNearLossless: [0] });

export const encodeJpeg2000 = (picture: Picture): Promise<Uint8Array> =>
  encodeWith(codecModules.openjpeg, 'J2KEncoder', picture, {
    setQuality: [true, 0],
    setDecompositions: [1],
  });

export const encodeHtj2k = (picture: Picture): Promise<Uint8Array> =>
  encodeWith(codecModules.openjph, 'HTJ2KEncoder', picture, { setQuality: [true, 0] });

/**
 * A baseline JPEG of 14 × 9 pixels, value 40 + 8 * column + row, written by libjpeg at quality 98: the
 * build of libjpeg-turbo that is installed decodes only.
 */
export const BASELINE_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQIBAQEBAQIBAQECAgICAgICAgIDAwQDAwMDAwIC' +
    'AwQDAwQEBAQEAgMFBQQEBQQEBAT/wAALCAAJAA4BAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtR' +
    'AAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3' +
    'ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5us' +
    'LDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APw7/Zt03/jw+X+72+lfvR8DdN/4kx+X' +
    '/l3Xt7rX4d/s2/8ALh/wH+lfvR8Df+QMf+vdf5rX/9k=',
  'base64'
);

/**
 * JPEG lossless, process 14, selection value 1 (ISO 10918-1 Annex H): each sample is predicted by its
 * left neighbor, the first of a row by the one above; all 17 difference categories have 5-bit codes.
 */
export function encodeJpegLossless({ rows, columns, bits, bytes }: Picture): Uint8Array {
  const wide = bits > 8;
  const sample = (at: number): number =>
    wide ? bytes[2 * at]! | (bytes[2 * at + 1]! << 8) : bytes[at]!;
  const segment = (marker: number, content: readonly number[]): number[] => [
    0xff,
    marker,
    (content.length + 2) >> 8,
    (content.length + 2) & 0xff,
    ...content,
  ];
  const frame = [bits, rows >> 8, rows & 0xff, columns >> 8, columns & 0xff, 1, 1, 0x11, 0];
  const counts = Array.from({ length: 16 }, (_, i) => (i === 4 ? 17 : 0));
  const categories = Array.from({ length: 17 }, (_, i) => i);
  const out = [0xff, 0xd8, ...segment(0xc3, frame)];
  out.push(...segment(0xc4, [0x00, ...counts, ...categories]));
  out.push(...segment(0xda, [1, 1, 0x00, 1, 0, 0]));
  let bitBuffer = 0;
  let bitCount = 0;
  const put = (value: number, length: number): void => {
    for (let bit = length - 1; bit >= 0; bit--) {
      bitBuffer = (bitBuffer << 1) | ((value >> bit) & 1);
      if (++bitCount === 8) {
        out.push(bitBuffer, ...(bitBuffer === 0xff ? [0] : []));
        bitBuffer = 0;
        bitCount = 0;
      }
    }
  };
  for (let at = 0; at < rows * columns; at++) {
    const first = at % columns === 0;
    const predicted = at === 0 ? 2 ** (bits - 1) : sample(first ? at - columns : at - 1);
    // Differences are taken modulo 2^16 (H.1.2.1); 32768 is category 16, which has no further bits.
    const difference = ((sample(at) - predicted) << 16) >> 16;
    const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
    put(category, 5);
    if (category < 16) {
      put(difference > 0 ? difference : difference + 2 ** category - 1, category);
    }
  }
  while (bitCount > 0) {
    put(1, 1);
  }
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}
