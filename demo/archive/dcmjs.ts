import { parsePart10 as parseStrictly } from '../../cli/dicom/dataSet';
import {
  DicomMessage,
  type DicomFile,
  type ParsedDataset,
  type ParsedElement,
} from '../../cli/dicom/dcmjs';

export type { ParsedDataset, ParsedElement };
export type ParsedFile = Pick<DicomFile, 'meta' | 'dict'>;

/** Reads a Part 10 file; throws where it is none or is cut short. */
export function parsePart10(bytes: Uint8Array): ParsedFile {
  // dcmjs takes what there is of a value that breaks off.
  parseStrictly(bytes);
  const { buffer, byteOffset, byteLength } = bytes;
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  try {
    return DicomMessage.readFile(file, { ignoreErrors: false });
  } catch (error) {
    const { message } = error as Error;
    if (!/character set/i.test(message)) {
      throw new Error(`cannot be read (${message})`, { cause: error });
    }
    // Files with several character sets are ordinary; only their text in the second one is not readable.
    return DicomMessage.readFile(file, { ignoreErrors: true });
  }
}

/** The first value of an attribute as trimmed text, or '' where it is empty or missing. */
export function text(dataset: ParsedDataset, tag: string): string {
  const value = dataset[tag]?.Value;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return first == null ? '' : String(first).trim();
}
