import type { StudyInput } from '../../extension/src/analysis/request';
import type { PixelArray, Slice } from '../../extension/src/imaging/types';

const ARRAYS = { Uint8Array, Int8Array, Uint16Array, Int16Array, Float32Array };

type ArrayName = keyof typeof ARRAYS;
type PackedSlice = Omit<Slice, 'pixels'> & { readonly type: ArrayName; readonly at: number };

/** One file of a study for a page: header length (uint32), header (JSON), pixels at 8-byte steps. */
export function packStudy(study: StudyInput): Uint8Array {
  const pixels: { readonly at: number; readonly array: PixelArray }[] = [];
  let size = 0;
  const packSlice = ({ pixels: array, ...slice }: Slice): PackedSlice => {
    const at = size;
    pixels.push({ at, array });
    size = align(size + array.byteLength);
    return { ...slice, type: array.constructor.name as ArrayName, at };
  };
  const series = study.series.map(one => ({ ...one, slices: one.slices.map(packSlice) }));
  const header = new TextEncoder().encode(JSON.stringify({ ...study, series }));
  const start = align(4 + header.length);
  const packed = new Uint8Array(start + size);
  new DataView(packed.buffer).setUint32(0, header.length, true);
  packed.set(header, 4);
  for (const { at, array } of pixels) {
    packed.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + at);
  }
  return packed;
}

/** The opposite of packStudy. */
export function unpackStudy(packed: ArrayBuffer): StudyInput {
  const length = new DataView(packed).getUint32(0, true);
  const start = align(4 + length);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, 4, length)));
  const unpackSlice = ({ type, at, ...slice }: PackedSlice): Slice => ({
    ...slice,
    pixels: new ARRAYS[type](packed, start + at, slice.rows * slice.columns),
  });
  return {
    ...header,
    series: header.series.map((one: { slices: PackedSlice[] }) => ({
      ...one,
      slices: one.slices.map(unpackSlice),
    })),
  };
}

function align(size: number): number {
  return (size + 7) & ~7;
}
