import { readFile } from 'node:fs/promises';
import type { NaturalizedDataset } from '../../extension/src/record';
import { toPart10 } from '../../extension/src/record/part10/part10';
import { DicomMessage, DicomMetaDictionary } from './dcmjs';

const PIXEL_DATA = '7FE00010';

/** The header of a Part 10 file, all attributes before Pixel Data, by keyword. */
export async function readNaturalizedHeader(file: string): Promise<NaturalizedDataset> {
  const bytes = new Uint8Array(await readFile(file));
  // Errors ignored: several character sets in one file are ordinary and leave the values readable.
  const { dict } = DicomMessage.readFile(bytes.buffer, {
    untilTag: PIXEL_DATA,
    ignoreErrors: true,
  });
  const header = DicomMetaDictionary.naturalizeDataset(dict);
  delete header.PixelData;
  return header;
}

/** Encodes a dataset as a Part 10 file (PS3.10 section 7), Explicit VR Little Endian. */
export const encodePart10 = (dataset: NaturalizedDataset): Uint8Array<ArrayBuffer> =>
  new Uint8Array(toPart10(dataset));
