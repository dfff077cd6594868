import { constants, inflateRawSync } from 'node:zlib';
import { parseDicom, type DataSet } from 'dicom-parser';

/** Deflated bytes from which the header is read to learn how large the rest may be; they inflate to 17 MB at most. */
const HEAD_BYTES = 16_384;
/** What a file may hold beside the header that was read and the picture that it declares. */
const BESIDE_BYTES = 4 * 2 ** 20;

/**
 * Deflated Explicit VR Little Endian (PS3.5 A.5): everything after the file meta information. A file may inflate to
 * the picture that its header declares and little more, so that a small one cannot fill the memory.
 *
 * @param position where the deflated part begins
 * @returns the file meta information and the inflated data set
 * @throws RangeError where there is more than that
 */
export function inflate(bytes: Uint8Array, position: number): Uint8Array {
  const meta = bytes.subarray(0, position);
  const deflated = bytes.subarray(position);
  const head = inflateRawSync(deflated.subarray(0, HEAD_BYTES), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  const limit = head.length + declaredBytes(bytes, Buffer.concat([meta, head])) + BESIDE_BYTES;
  return Buffer.concat([meta, inflateRawSync(deflated, { maxOutputLength: limit })]);
}

/** Bytes of the picture that a data set declares; 0 where it declares none before it breaks off. */
function declaredBytes(file: Uint8Array, inflatedHead: Uint8Array): number {
  const read = (): DataSet => {
    try {
      return parseDicom(file, { untilTag: 'x7fe00010', inflater: () => inflatedHead });
    } catch (cause) {
      // A head breaks off in the midst of something; what was read until then is told.
      const partial = (cause as { dataSet?: DataSet }).dataSet;
      if (!partial) {
        throw cause;
      }
      return partial;
    }
  };
  const dataSet = read();
  const value = (tag: string) => dataSet.uint16(tag) ?? 0;
  const frames = Number(dataSet.string('x00280008') ?? 1) || 1;
  const samples = dataSet.uint16('x00280002') ?? 1;
  return value('x00280010') * value('x00280011') * samples * frames * (value('x00280100') / 8);
}
