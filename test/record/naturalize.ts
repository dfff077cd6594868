import dcmjs from 'dcmjs';
import type { NaturalizedDataset } from '../../extension/src/report';

/** What is used of dcmjs, which ships no types. */
interface Dcmjs {
  readonly data: {
    readonly DicomMessage: { readFile(bytes: ArrayBuffer): { dict: object } };
    readonly DicomMetaDictionary: { naturalizeDataset(dataset: object): NaturalizedDataset };
  };
  readonly log: { setLevel(level: 'silent'): void };
}

const { data, log } = dcmjs as unknown as Dcmjs;
log.setLevel('silent');

/** Reads a Part 10 file as the viewer's reader does. */
export function readPart10(bytes: Uint8Array): NaturalizedDataset {
  const { buffer, byteOffset, byteLength } = bytes;
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  return data.DicomMetaDictionary.naturalizeDataset(data.DicomMessage.readFile(file).dict);
}

/** A data set in the DICOM JSON model (PS3.18, F) as the viewer gets it from an archive's metadata. */
export function fromDicomJson(dataset: object): NaturalizedDataset {
  return data.DicomMetaDictionary.naturalizeDataset(dataset);
}
