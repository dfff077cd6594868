import { data } from 'dcmjs';
import type { NaturalizedDataset } from '..';
import { withDirectWriting } from './directWriting';

/** The part of dcmjs (which has no types) that reads and writes files; the host shares its own copy. */
interface ReadStream {
  readonly decoder: TextDecoder;
  setDecoder(decoder: TextDecoder): void;
  more(length: number): ReadStream;
}

const { DicomDict, DicomMessage, DicomMetaDictionary, ReadBufferStream } = data as {
  ReadBufferStream: { readonly prototype: ReadStream };
  DicomDict: new (meta: object) => { dict: object; write(): ArrayBuffer };
  DicomMessage: {
    readFile(file: ArrayBuffer, options: { readonly ignoreErrors: boolean }): { dict: object };
  };
  DicomMetaDictionary: {
    denaturalizeDataset(dataset: object): object;
    naturalizeDataset(dataset: object): NaturalizedDataset;
  };
};

const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Says which software wrote the file (PS3.10, 7.1). */
const IMPLEMENTATION_CLASS_UID = '2.25.24534414107647320241383326775953550903';

/** A naturalized dataset as a DICOM Part 10 file (PS3.10, 7.1), Explicit VR Little Endian. */
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
  return withDirectWriting(() => file.write());
}

/**
 * A dataset as the viewer's own reader gives it: sequences answer for their first item, which OHIF's SR
 * handler relies on to know a measurement report.
 */
export function asRead(dataset: NaturalizedDataset): NaturalizedDataset {
  return DicomMetaDictionary.naturalizeDataset(DicomMetaDictionary.denaturalizeDataset(dataset));
}

/** A dataset in DICOM JSON (PS3.18, F) in its naturalized form. */
export const naturalized = (dicomJson: object): NaturalizedDataset =>
  DicomMetaDictionary.naturalizeDataset(dicomJson);

/**
 * A DICOM Part 10 file in its naturalized form.
 * @throws Error of dcmjs for what is no such file
 */
export const fromPart10 = (file: ArrayBuffer): NaturalizedDataset =>
  withCharacterSetInItems(() =>
    DicomMetaDictionary.naturalizeDataset(DicomMessage.readFile(file, { ignoreErrors: true }).dict)
  );

/**
 * dcmjs 0.52 reads the items of a sequence from a stream of their own, which forgets the file's character set and takes
 * all text for Latin-1. An item has the character set of its data set (PS3.5, 6.1.2.2). The viewer shares its dcmjs with
 * us, so it is mended for as long as we read.
 */
function withCharacterSetInItems<Result>(read: () => Result): Result {
  const { prototype } = ReadBufferStream;
  const { more } = prototype;
  prototype.more = function (this: ReadStream, length: number): ReadStream {
    const part = more.call(this, length);
    part.setDecoder(this.decoder);
    return part;
  };
  try {
    return read();
  } finally {
    prototype.more = more;
  }
}
