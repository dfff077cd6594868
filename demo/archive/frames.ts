import { readFile } from 'node:fs/promises';
import type { ParsedDataset } from './dcmjs';
import { parsePart10, text } from './dcmjs';
import { binaryValue } from './dicomJson';
import type { StoredInstance } from './store';

const NATIVE_SYNTAXES = new Set([
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.2',
]);

/** Instances whose frames are kept at hand. */
const KEPT = 4;

/**
 * The frames of stored instances. A viewer asks for those of a multi-frame instance one by one; the last
 * few instances asked for are therefore not read anew each time.
 */
export class FrameReader {
  private readonly kept = new Map<string, Promise<Buffer[]>>();

  framesOf(stored: StoredInstance): Promise<Buffer[]> {
    const known = this.kept.get(stored.instance);
    const frames = known ?? readFrames(stored);
    // The map keeps the order of insertion: the instance asked for last moves to its end.
    this.kept.delete(stored.instance);
    this.kept.set(stored.instance, frames);
    frames.catch(() => this.kept.delete(stored.instance));
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) {
      this.kept.delete(oldest);
    }
    return frames;
  }
}

async function readFrames({ file, transferSyntax }: StoredInstance): Promise<Buffer[]> {
  const { dict } = parsePart10(await readFile(file));
  return splitFrames(dict, transferSyntax);
}

/**
 * Splits the pixel data into frames, each as it is stored (no transcoding).
 * Native frames follow one another without padding (PS3.5 8.1.1): frames of one bit per pixel may start
 * within a byte and are shifted to start at one. Throws where the frames cannot be told apart.
 */
export function splitFrames(dataset: ParsedDataset, transferSyntax: string): Buffer[] {
  const parts = ['7FE00010', '7FE00008', '7FE00009'].flatMap(tag => binaryValue(dataset[tag]));
  const count = Number(text(dataset, '00280008') || 1);
  if (parts.length === 0) {
    return [];
  }
  if (count === 1 && !NATIVE_SYNTAXES.has(transferSyntax)) {
    return [Buffer.concat(parts)];
  }
  if (!NATIVE_SYNTAXES.has(transferSyntax)) {
    if (parts.length !== count) {
      throw new Error(`${parts.length} encapsulated fragments do not make ${count} frames`);
    }
    return parts;
  }
  return splitNative(Buffer.concat(parts), count, frameBits(dataset));
}

function frameBits(dataset: ParsedDataset): number {
  const [rows, columns, bits] = ['00280010', '00280011', '00280100'].map(tag =>
    Number(text(dataset, tag))
  );
  const samples = Number(text(dataset, '00280002') || 1);
  return rows! * columns! * bits! * samples;
}

function splitNative(pixels: Buffer, count: number, bits: number): Buffer[] {
  if (!(bits > 0) || pixels.length < Math.ceil((bits * count) / 8)) {
    throw new Error(`the pixel data is shorter than its ${count} frames`);
  }
  const bytes = Math.ceil(bits / 8);
  return Array.from({ length: count }, (_, i) => {
    const firstBit = i * bits;
    const start = Math.floor(firstBit / 8);
    const shift = firstBit % 8;
    return shift === 0
      ? pixels.subarray(start, start + bytes)
      : shiftBits(pixels.subarray(start, start + bytes + 1), shift, bytes);
  });
}

/** Moves bits towards the least significant end: pixel 0 is the lowest bit of the first byte. */
function shiftBits(source: Buffer, shift: number, bytes: number): Buffer {
  const shifted = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i++) {
    shifted[i] = (source[i]! >> shift) | ((source[i + 1] ?? 0) << (8 - shift));
  }
  return shifted;
}
