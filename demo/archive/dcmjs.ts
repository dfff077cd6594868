import dcmjs from 'dcmjs';
import { parsePart10 as parseStrictly } from '../../models/node/dicom/dataSet';

/** One attribute as dcmjs reads it; binary values are ArrayBuffers. */
export interface ParsedElement {
  readonly vr: string;
  readonly Value?: unknown;
}

/** Attributes by tag, "00100010". */
export type ParsedDataset = Readonly<Record<string, ParsedElement>>;

export interface ParsedFile {
  /** Group 0002. */
  readonly meta: ParsedDataset;
  readonly dict: ParsedDataset;
}

interface Dcmjs {
  readonly data: {
    readonly DicomMessage: {
      readFile(bytes: ArrayBuffer, options?: { ignoreErrors?: boolean }): ParsedFile;
    };
  };
  readonly log: { setLevel(level: 'silent'): void };
}

const { data, log } = dcmjs as unknown as Dcmjs;
log.setLevel('silent');

/** Reads a Part 10 file; throws where it is none or is cut short. */
export function parsePart10(bytes: Uint8Array): ParsedFile {
  // dcmjs takes what there is of a value that breaks off.
  parseStrictly(bytes);
  const { buffer, byteOffset, byteLength } = bytes;
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  try {
    return data.DicomMessage.readFile(file, { ignoreErrors: false });
  } catch (error) {
    const { message } = error as Error;
    if (!/character set/i.test(message)) {
      throw new Error(`cannot be read (${message})`, { cause: error });
    }
    // Files with several character sets are ordinary; only their text in the second one is not readable.
    return data.DicomMessage.readFile(file, { ignoreErrors: true });
  }
}

/** The first value of an attribute as trimmed text, or '' where it is empty or missing. */
export function text(dataset: ParsedDataset, tag: string): string {
  const value = dataset[tag]?.Value;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return first == null ? '' : String(first).trim();
}
