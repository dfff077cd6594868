/** RFC 1951 without a header, as PS3.5 A.5 wants it: CompressionStream in a browser, zlib in Node. */
export type DeflateRaw = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

const EXPLICIT = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
/** Preamble and 'DICM' (PS3.10, 7.1). */
const PREFIX_BYTES = 132;
const GROUP_LENGTH_BYTES = 12;

/** Where the value of Transfer Syntax UID (0002,0010) begins; the meta information is Explicit VR Little Endian. */
function transferSyntaxAt(view: DataView, end: number): number {
  for (let at = PREFIX_BYTES; at < end;) {
    const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
    const isLong = ['OB', 'OW', 'UN', 'SQ', 'UT'].includes(vr);
    const value = at + (isLong ? 12 : 8);
    if (view.getUint32(at, true) === 0x00100002) {
      return value;
    }
    at = value + (isLong ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true));
  }
  throw new Error('The file says nothing of its transfer syntax.');
}

/**
 * A DICOM Part 10 file in Explicit VR Little Endian as the same one in Deflated Explicit VR Little Endian (PS3.5, A.5).
 * A segmentation is mostly empty: it then takes less than a hundredth.
 *
 * @throws Error for a file of another transfer syntax
 */
export async function deflatedPart10(
  file: ArrayBuffer,
  deflateRaw: DeflateRaw
): Promise<ArrayBuffer> {
  const view = new DataView(file);
  const groupLength = view.getUint32(PREFIX_BYTES + 8, true);
  const body = PREFIX_BYTES + GROUP_LENGTH_BYTES + groupLength;
  const value = transferSyntaxAt(view, body);
  const length = view.getUint16(value - 2, true);
  const stated = new TextDecoder().decode(new Uint8Array(file, value, length)).replace(/\0$/, '');
  if (stated !== EXPLICIT) {
    throw new Error(`A file of the transfer syntax ${stated} is not deflated.`);
  }
  const packed = await deflateRaw(new Uint8Array(file, body));
  const grown = DEFLATED.length - length;
  const evenLength = packed.length + (packed.length % 2);
  const out = new Uint8Array(body + grown + evenLength);
  out.set(new Uint8Array(file, 0, value));
  out.set(new TextEncoder().encode(DEFLATED), value);
  out.set(new Uint8Array(file, value + length, body - value - length), value + DEFLATED.length);
  out.set(packed, body + grown);
  const head = new DataView(out.buffer);
  head.setUint32(PREFIX_BYTES + 8, groupLength + grown, true);
  head.setUint16(value - 2, DEFLATED.length, true);
  return out.buffer;
}
