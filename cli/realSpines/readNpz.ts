import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** An array of unsigned bytes as NumPy stores it. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** By how much the index grows with each coordinate. */
  readonly strides: readonly number[];
  readonly data: Uint8Array;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/** The payload of a .npy file (numpy/lib/format.py, version 1 or 2) of unsigned bytes. */
function parseNpy(bytes: Buffer, name: string): NpyArray {
  const long = bytes[6] === 2;
  const start = long ? 12 : 10;
  const length = long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', start, start + length);
  const shape = /'shape': \(([\d, ]+)\)/.exec(header)?.[1];
  if (!/'descr': '\|[ub]1'/.test(header) || !shape) {
    throw new Error(`${name} is no array of bytes: ${header.trim()}`);
  }
  const sizes = [...shape.matchAll(/\d+/g)].map(Number);
  const product = (some: readonly number[]) => some.reduce((a, b) => a * b, 1);
  const columnMajor = /'fortran_order': True/.test(header);
  const strides = sizes.map((_, i) =>
    product(columnMajor ? sizes.slice(0, i) : sizes.slice(i + 1))
  );
  return { shape: sizes, strides, data: bytes.subarray(start + length) };
}

/** The arrays of unsigned bytes in a .npz file, by name. */
export function readNpz(file: string): ReadonlyMap<string, NpyArray> {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) {
    throw new Error(`${file} is no .npz file.`);
  }
  const arrays = new Map<string, NpyArray>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) {
      throw new Error(`${file} has a damaged directory.`);
    }
    const method = bytes.readUInt16LE(at + 10);
    const packed = bytes.readUInt32LE(at + 20);
    const [nameLength, extra, comment] = [28, 30, 32].map(offset =>
      bytes.readUInt16LE(at + offset)
    );
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength!);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const payload = bytes.subarray(start, start + packed);
    const npy = method === DEFLATED ? inflateRawSync(payload) : payload;
    arrays.set(name.replace(/\.npy$/, ''), parseNpy(npy, name));
    at += 46 + nameLength! + extra! + comment!;
  }
  return arrays;
}
