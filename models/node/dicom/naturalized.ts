import { readFile } from 'node:fs/promises';
import dcmjs from 'dcmjs';
import type { NaturalizedDataset } from '../../../extension/src/report';

/** What is used of dcmjs, which ships no types. */
interface Dcmjs {
  readonly data: {
    readonly DicomMessage: {
      readFile(bytes: ArrayBuffer, options: { untilTag: string; ignoreErrors: boolean }): DicomDict;
    };
    readonly DicomMetaDictionary: {
      naturalizeDataset(dict: object): NaturalizedDataset;
      denaturalizeDataset(dataset: NaturalizedDataset): object;
    };
    readonly DicomDict: new (meta: object) => DicomDict;
  };
  readonly log: { setLevel(level: 'silent'): void };
}

interface DicomDict {
  dict: object;
  write(options?: { fragmentMultiframe?: boolean }): ArrayBuffer;
}

const { data, log } = dcmjs as unknown as Dcmjs;
log.setLevel('silent');

const PIXEL_DATA = '7FE00010';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Identifies this software as the writer of a file (PS3.7 D.3.3.2). */
const IMPLEMENTATION_CLASS_UID = '2.25.24534414107647320241383326775953550903';
const IMPLEMENTATION_VERSION_NAME = 'DEEPSPINE_0_1';

/** The header of a Part 10 file, all attributes before Pixel Data, by keyword. */
export async function readNaturalizedHeader(file: string): Promise<NaturalizedDataset> {
  const bytes = new Uint8Array(await readFile(file));
  // Errors ignored: several character sets in one file are ordinary and leave the values readable.
  const { dict } = data.DicomMessage.readFile(bytes.buffer, {
    untilTag: PIXEL_DATA,
    ignoreErrors: true,
  });
  const header = data.DicomMetaDictionary.naturalizeDataset(dict);
  delete header.PixelData;
  return header;
}

/** Encodes a dataset as a Part 10 file (PS3.10 section 7), Explicit VR Little Endian. */
export function encodePart10(dataset: NaturalizedDataset): Uint8Array {
  const meta = data.DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: dataset.SOPClassUID,
    MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
  });
  const file = new data.DicomDict(meta);
  file.dict = data.DicomMetaDictionary.denaturalizeDataset(dataset);
  return new Uint8Array(file.write());
}
