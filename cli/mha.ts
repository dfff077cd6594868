import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { DeepSpineError, uidFrom, type Vec3 } from '../extension/src/findings';
import type { ImageSeries, PixelArray, Slice } from '../extension/src/imaging/types';
import { reasonOf } from './reason';

/** A MetaImage volume (ITK's .mha), as in the SPIDER data set; ITK's world is DICOM's LPS. */
export interface MetaImage {
  /** Samples along the three axes; the first axis is the fastest in `data`. */
  readonly size: Vec3;
  /** mm between samples, per axis. */
  readonly spacing: Vec3;
  /** Unit vectors of the three axes, LPS. */
  readonly directions: readonly [Vec3, Vec3, Vec3];
  /** Center of the first sample, LPS mm. */
  readonly origin: Vec3;
  readonly data: PixelArray;
}

interface ElementType {
  readonly bytes: 1 | 2 | 4 | 8;
  /** Little-endian samples as an array that slices can hold. */
  read(buffer: ArrayBuffer): PixelArray;
}

const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  MET_UCHAR: { bytes: 1, read: buffer => new Uint8Array(buffer) },
  MET_CHAR: { bytes: 1, read: buffer => new Int8Array(buffer) },
  MET_USHORT: { bytes: 2, read: buffer => new Uint16Array(buffer) },
  MET_SHORT: { bytes: 2, read: buffer => new Int16Array(buffer) },
  MET_UINT: { bytes: 4, read: buffer => Float32Array.from(new Uint32Array(buffer)) },
  MET_INT: { bytes: 4, read: buffer => Float32Array.from(new Int32Array(buffer)) },
  MET_FLOAT: { bytes: 4, read: buffer => new Float32Array(buffer) },
  MET_DOUBLE: { bytes: 8, read: buffer => Float32Array.from(new Float64Array(buffer)) },
};

/** Longest header that is searched for the line that ends it. */
const MAX_HEADER_BYTES = 16_384;

/**
 * Reads a three-dimensional .mha file, plain or zlib-compressed.
 *
 * @throws DeepSpineError 'unsupported-file' or 'corrupt-file', one sentence that names the file
 */
export async function readMha(file: string): Promise<MetaImage> {
  const bytes = await readFile(file);
  try {
    return parseMha(bytes);
  } catch (cause) {
    const code = cause instanceof DeepSpineError ? cause.code : 'corrupt-file';
    const reason = reasonOf(cause);
    throw new DeepSpineError(code, `${file}: ${reason}.`, { cause });
  }
}

function parseMha(bytes: Buffer): MetaImage {
  const { fields, dataOffset } = parseHeader(bytes);
  const size = numbers(fields, ['DimSize'], 3);
  const type = ELEMENT_TYPES[fields.get('ElementType') ?? ''];
  if (!type || Number(fields.get('ElementNumberOfChannels') ?? 1) !== 1) {
    throw new DeepSpineError(
      'unsupported-file',
      `its element type (${fields.get('ElementType')}) is not one of ${Object.keys(ELEMENT_TYPES).join(', ')}`
    );
  }
  const stored = bytes.subarray(dataOffset);
  const raw = isTrue(fields.get('CompressedData')) ? inflateSync(stored) : stored;
  const length = size[0]! * size[1]! * size[2]! * type.bytes;
  if (raw.length < length) {
    throw new DeepSpineError('corrupt-file', `it is cut off (${raw.length} of ${length} bytes)`);
  }
  const ordered = Buffer.from(raw.subarray(0, length));
  if (isTrue(fields.get('BinaryDataByteOrderMSB') ?? fields.get('ElementByteOrderMSB'))) {
    swapBytes(ordered, type.bytes);
  }
  const matrix = numbers(fields, ['TransformMatrix', 'Rotation', 'Orientation'], 9, IDENTITY);
  const own = new Uint8Array(ordered).buffer;
  return {
    size: vec3(size, 0),
    spacing: vec3(numbers(fields, ['ElementSpacing', 'ElementSize'], 3), 0),
    // ITK writes the direction of each axis as one triple.
    directions: [vec3(matrix, 0), vec3(matrix, 3), vec3(matrix, 6)],
    origin: vec3(numbers(fields, ['Offset', 'Position', 'Origin'], 3, [0, 0, 0]), 0),
    data: type.read(own),
  };
}

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

function parseHeader(bytes: Buffer): { fields: Map<string, string>; dataOffset: number } {
  const text = bytes.subarray(0, MAX_HEADER_BYTES).toString('latin1');
  const end = /^ElementDataFile\s*=\s*(.*?)\r?\n/m.exec(text);
  if (!end) {
    throw new DeepSpineError('unsupported-file', 'it is not a MetaImage (.mha) file');
  }
  if (end[1] !== 'LOCAL') {
    throw new DeepSpineError('unsupported-file', 'its samples lie in another file; use .mha');
  }
  const dataOffset = end.index + end[0].length;
  const lines = text.slice(0, dataOffset).split(/\r?\n/);
  const pairs = lines.flatMap(line => {
    const split = line.indexOf('=');
    return split < 0 ? [] : [[line.slice(0, split).trim(), line.slice(split + 1).trim()] as const];
  });
  return { fields: new Map(pairs), dataOffset };
}

/** The numbers of the first key that is there. */
function numbers(
  fields: ReadonlyMap<string, string>,
  keys: readonly string[],
  count: number,
  fallback?: readonly number[]
): readonly number[] {
  const key = keys.find(k => fields.has(k));
  const values = key === undefined ? fallback : fields.get(key)!.split(/\s+/).map(Number);
  if (!values || values.length !== count || !values.every(Number.isFinite)) {
    throw new DeepSpineError(
      'unsupported-file',
      `its header lacks ${count} numbers for ${keys[0]}`
    );
  }
  return values;
}

function isTrue(value: string | undefined): boolean {
  return /^true$/i.test(value ?? '');
}

function swapBytes(bytes: Buffer, width: number): void {
  if (width === 2) {
    bytes.swap16();
  } else if (width === 4) {
    bytes.swap32();
  } else if (width === 8) {
    bytes.swap64();
  }
}

function vec3(values: readonly number[], from: number): Vec3 {
  return [values[from]!, values[from + 1]!, values[from + 2]!];
}

/** The study a .mha file belongs to: in SPIDER's names (209_t2_SPACE.mha) the patient's number. */
export function mhaStudy(file: string): string {
  const name = path.basename(file, path.extname(file));
  return /^(\d+)_/.exec(name)?.[1] ?? name;
}

/**
 * A MetaImage as an MR series of slices across its coarsest axis.
 *
 * MetaImage knows no UIDs: they derive from the file's name, so that a second run gives the same.
 */
export function mhaSeries(image: MetaImage, file: string): ImageSeries {
  const name = path.basename(file, path.extname(file));
  const { size, spacing, directions, origin, data } = image;
  const across =
    spacing[2] >= Math.max(spacing[0], spacing[1]) ? 2 : spacing[1] >= spacing[0] ? 1 : 0;
  const [u, v] = ([0, 1, 2] as const).filter(axis => axis !== across) as [0 | 1, 1 | 2];
  const strides = [1, size[0], size[0] * size[1]] as const;
  const seriesInstanceUID = uidFrom(`mha series ${name}`);
  const slices = Array.from({ length: size[across] }, (_, index): Slice => {
    const step = index * spacing[across];
    const direction = directions[across];
    const pixels = data.slice(0, size[u] * size[v]);
    for (let row = 0, target = 0; row < size[v]; row++) {
      let source = index * strides[across] + row * strides[v];
      for (let column = 0; column < size[u]; column++, target++, source += strides[u]) {
        pixels[target] = data[source]!;
      }
    }
    return {
      sopInstanceUID: uidFrom(`mha slice ${name} ${index}`),
      rows: size[v],
      columns: size[u],
      pixels,
      position: [
        origin[0] + step * direction[0],
        origin[1] + step * direction[1],
        origin[2] + step * direction[2],
      ],
      rowDirection: directions[u],
      columnDirection: directions[v],
      rowSpacing: spacing[v],
      columnSpacing: spacing[u],
      sliceThickness: spacing[across],
    };
  });
  return {
    seriesInstanceUID,
    studyInstanceUID: uidFrom(`mha study ${mhaStudy(file)}`),
    modality: 'MR',
    description: name.replace(/^\d+_/, '').replaceAll('_', ' '),
    slices,
  };
}
