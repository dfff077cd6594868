/** Small images in every depth, and the way from their bytes through files to slices. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageSeries } from '../../extension/src/imaging/types';
import { readStudy } from '../../cli/dicom/readStudy';
import { scanDicom } from '../../cli/dicom/scan';
import { mrElements, part10, type TestElement, type TestFile } from './part10';

export const ROWS = 9;
export const COLUMNS = 14;

/** Writes files, reads them back, and throws what is wrong with them. */
export async function readSeries(...files: (TestFile | Buffer)[]): Promise<ImageSeries> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deepspine-dicom-'));
  try {
    return await writeAndRead(folder, files);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeAndRead(
  folder: string,
  files: readonly (TestFile | Buffer)[]
): Promise<ImageSeries> {
  const paths = files.map((_, i) => path.join(folder, `${i}.dcm`));
  await Promise.all(
    files.map((file, i) => writeFile(paths[i]!, Buffer.isBuffer(file) ? file : part10(file)))
  );
  const { studies, problems } = await scanDicom(paths.map(p => ({ path: p, named: true })));
  if (problems[0]) {
    throw problems[0].error;
  }
  const read = await readStudy(studies[0]!);
  if (read.problems[0]) {
    throw read.problems[0].error;
  }
  return read.study.series[0]!;
}

/** A picture with flat parts, ramps and noise, so that every coder's branches are met. */
export function values(bits: number, signed: boolean): number[] {
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const range = 2 ** bits;
  let seed = 7;
  return Array.from({ length: ROWS * COLUMNS }, (_, i) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const part = Math.floor(i / 24) % 3;
    const level =
      part === 0 ? range - 1 : part === 1 ? (i * range) / (ROWS * COLUMNS) : seed % range;
    return low + Math.floor(level);
  });
}

export function words(samples: readonly number[], bytesPerSample: 1 | 2): Buffer {
  const buffer = Buffer.alloc(samples.length * bytesPerSample);
  samples.forEach((value, i) =>
    bytesPerSample === 1
      ? buffer.writeUInt8(value & 0xff, i)
      : buffer.writeUInt16LE(value & 0xffff, 2 * i)
  );
  return buffer;
}

export interface Depth {
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly signed: boolean;
}

export const DEPTHS: readonly Depth[] = [
  { bitsAllocated: 8, bitsStored: 8, signed: false },
  { bitsAllocated: 16, bitsStored: 12, signed: false },
  { bitsAllocated: 16, bitsStored: 16, signed: false },
  { bitsAllocated: 16, bitsStored: 16, signed: true },
];

export function image(depth: Depth, more: readonly TestElement[] = []): TestElement[] {
  return mrElements({ rows: ROWS, columns: COLUMNS, ...depth }, more);
}

export function pixelData(bytes: Uint8Array, vr = 'OW'): TestElement {
  return { tag: 0x7fe00010, vr, value: bytes };
}
