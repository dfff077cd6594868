import type { Element, Fragment } from 'dicom-parser';
import { DeepSpineError } from '../../extension/src/findings';
import type { DataSet } from './dataSet';

const PIXEL_DATA = 'x7fe00010';
const EXTENDED_OFFSET_TABLE = 'x7fe00001';

/**
 * The bytes of every frame as they are stored, still encoded.
 *
 * @param frameCount Number of Frames
 * @param nativeFrameBytes length of one frame when Pixel Data is not encapsulated
 * @returns one array per frame
 * @throws DeepSpineError 'corrupt-file' when Pixel Data is missing, cut off, or its fragments cannot
 *   be told apart. The message is the end of a sentence that begins with the file's name.
 */
export function storedFrames(
  dataSet: DataSet,
  frameCount: number,
  nativeFrameBytes: number
): Uint8Array[] {
  const element = dataSet.elements[PIXEL_DATA];
  if (!element) {
    throw new DeepSpineError('corrupt-file', 'holds no pixel data');
  }
  return element.fragments
    ? encapsulatedFrames(dataSet, element, element.fragments, frameCount)
    : nativeFrames(dataSet, element, frameCount, nativeFrameBytes);
}

function nativeFrames(
  { byteArray }: DataSet,
  { dataOffset, length }: Element,
  frameCount: number,
  frameBytes: number
): Uint8Array[] {
  const available = Math.min(length, byteArray.length - dataOffset);
  if (available < frameCount * frameBytes) {
    throw new DeepSpineError(
      'corrupt-file',
      `is cut off (${available} of ${frameCount * frameBytes} bytes of pixel data)`
    );
  }
  return Array.from({ length: frameCount }, (_, frame) => {
    const start = dataOffset + frame * frameBytes;
    return byteArray.subarray(start, start + frameBytes);
  });
}

/** Frames of encapsulated Pixel Data (PS3.5 A.4): a frame may span fragments, a fragment never frames. */
function encapsulatedFrames(
  dataSet: DataSet,
  element: Element,
  fragments: readonly Fragment[],
  frameCount: number
): Uint8Array[] {
  const bytes = dataSet.byteArray;
  const cutOff =
    fragments.some(fragment => fragment.position + fragment.length > bytes.length) ||
    dataSet.warnings.some(warning => warning.includes('sequence delimiter'));
  if (cutOff || fragments.length === 0) {
    throw new DeepSpineError('corrupt-file', 'is cut off within its pixel data');
  }
  const starts = frameStarts(dataSet, element, fragments, frameCount);
  return starts.map((start, frame) => {
    const part = fragments.slice(start, starts[frame + 1]);
    return part.length === 1
      ? fragmentBytes(bytes, part[0]!)
      : Buffer.concat(part.map(fragment => fragmentBytes(bytes, fragment)));
  });
}

/** For every frame, the index of its first fragment. */
function frameStarts(
  dataSet: DataSet,
  element: Element,
  fragments: readonly Fragment[],
  frameCount: number
): number[] {
  if (frameCount === 1) {
    return [0];
  }
  if (fragments.length === frameCount) {
    return fragments.map((_, index) => index);
  }
  const offsets = element.basicOffsetTable?.length
    ? element.basicOffsetTable
    : extendedOffsets(dataSet);
  const places = new Map(fragments.map(({ offset }, index) => [offset, index]));
  const starts = offsets.length
    ? offsets.map(offset => places.get(offset) ?? -1)
    : fragments.flatMap((fragment, index) =>
        beginsCodestream(dataSet.byteArray, fragment.position) ? [index] : []
      );
  if (starts.length !== frameCount || starts.includes(-1)) {
    throw new DeepSpineError(
      'corrupt-file',
      `says it holds ${frameCount} frames, but its ${fragments.length} pixel data fragments cannot be matched to them`
    );
  }
  return starts;
}

/** Extended Offset Table (PS3.3 C.7.6.3.1.8): 64-bit little-endian offsets of the frames. */
function extendedOffsets(dataSet: DataSet): number[] {
  const table = dataSet.elements[EXTENDED_OFFSET_TABLE];
  if (!table) {
    return [];
  }
  const { buffer, byteOffset } = dataSet.byteArray;
  const view = new DataView(buffer, byteOffset + table.dataOffset, table.length);
  return Array.from({ length: table.length / 8 }, (_, i) => Number(view.getBigUint64(8 * i, true)));
}

/** JPEG and JPEG-LS begin with SOI (FFD8), JPEG 2000 with SOC (FF4F). */
function beginsCodestream(bytes: Uint8Array, position: number): boolean {
  return bytes[position] === 0xff && (bytes[position + 1] === 0xd8 || bytes[position + 1] === 0x4f);
}

function fragmentBytes(bytes: Uint8Array, { position, length }: Fragment): Uint8Array {
  return bytes.subarray(position, position + length);
}
