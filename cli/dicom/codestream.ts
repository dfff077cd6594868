import type { PixelEncoding } from './transferSyntax';

export interface PictureSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The size that a compressed frame states of itself, read without decoding it: a decoder takes the memory that the
 * frame asks for, however small the frame is. null where none is stated in the place for it.
 */
export function statedSize(frame: Uint8Array, encoding: PixelEncoding): PictureSize | null {
  switch (encoding) {
    case 'jpeg':
    case 'jpeg-lossless':
    case 'jpeg-ls':
      return jpegSize(frame);
    case 'jpeg-2000':
    case 'htj2k':
      return jpeg2000Size(frame);
    default:
      return null;
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

/** Start of frame of JPEG (ISO 10918-1 B.2.2, SOF0 to SOF15 but DHT, JPG and DAC) and JPEG-LS (ISO 14495-1, SOF55). */
function jpegSize(frame: Uint8Array): PictureSize | null {
  const view = viewOf(frame);
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // A fill byte.
      continue;
    }
    const isFrame = marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf);
    if (isFrame && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { rows: view.getUint16(at + 5), columns: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SIZ of JPEG 2000 and HTJ2K (ISO 15444-1 A.5.1), directly after SOC. */
function jpeg2000Size(frame: Uint8Array): PictureSize | null {
  const view = viewOf(frame);
  if (view.byteLength < 24 || view.getUint32(0) !== 0xff4fff51) {
    return null;
  }
  const [xSize, ySize, xOffset, yOffset] = [8, 12, 16, 20].map(at => view.getUint32(at));
  return { columns: xSize! - xOffset!, rows: ySize! - yOffset! };
}
