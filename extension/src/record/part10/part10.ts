import { data } from 'dcmjs';
import type { NaturalizedDataset } from '..';

/** The part of dcmjs (which has no types) that writes files; the host shares its own copy. */
const { DicomDict, DicomMetaDictionary } = data as {
  DicomDict: new (meta: object) => { dict: object; write(): ArrayBuffer };
  DicomMetaDictionary: {
    denaturalizeDataset(dataset: object): object;
    naturalizeDataset(dataset: object): NaturalizedDataset;
  };
};

const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Says which software wrote the file (PS3.10, 7.1). */
const IMPLEMENTATION_CLASS_UID = '2.25.24534414107647320241383326775953550903';

/** A naturalised dataset as a DICOM Part 10 file (PS3.10, 7.1), Explicit VR Little Endian. */
export function toPart10(dataset: NaturalizedDataset): ArrayBuffer {
  const meta = DicomMetaDictionary.denaturalizeDataset({
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: dataset.SOPClassUID,
    MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
    TransferSyntaxUID: EXPLICIT_VR_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: 'DEEPSPINE_0_1',
  });
  const file = new DicomDict(meta);
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return file.write();
}

/**
 * A dataset as the viewer's own reader gives it: sequences answer for their first item, which OHIF's SR
 * handler relies on to know a measurement report.
 */
export function asRead(dataset: NaturalizedDataset): NaturalizedDataset {
  return DicomMetaDictionary.naturalizeDataset(DicomMetaDictionary.denaturalizeDataset(dataset));
}

/** A dataset in DICOM JSON (PS3.18, F) in its naturalised form. */
export const naturalized = (dicomJson: object): NaturalizedDataset =>
  DicomMetaDictionary.naturalizeDataset(dicomJson);
