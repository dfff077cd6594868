import type { NaturalizedDataset } from '../../extension/src/record';
import { DicomMessage, DicomMetaDictionary } from '../../cli/dicom/dcmjs';

/** Reads a Part 10 file as the viewer's reader does. */
export function readPart10(bytes: Uint8Array): NaturalizedDataset {
  const { buffer, byteOffset, byteLength } = bytes;
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  return DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(file).dict);
}

/** A data set in the DICOM JSON model (PS3.18, F) as the viewer gets it from an archive's metadata. */
export function fromDicomJson(dataset: object): NaturalizedDataset {
  return DicomMetaDictionary.naturalizeDataset(dataset);
}
