import { readFile } from 'node:fs/promises';
import type { NaturalizedDataset } from '../../extension/src/record';
import { DicomDict, DicomMessage, DicomMetaDictionary } from './dcmjs';

const PIXEL_DATA = '7FE00010';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Identifies this software as the writer of a file (PS3.7 D.3.3.2). */
const IMPLEMENTATION_CLASS_UID = '2.25.24534414107647320241383326775953550903';
const IMPLEMENTATION_VERSION_NAME = 'DEEPSPINE_0_1';

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
export function encodePart10(dataset: NaturalizedDataset): Uint8Array {
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: dataset.SOPClassUID,
    MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
  });
  const file = new DicomDict(meta);
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return new Uint8Array(file.write());
}
