import dcmjs from 'dcmjs';

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
  readonly log: { setLevel(level: string): void };
}

const { data, log } = dcmjs as unknown as Dcmjs;
log.setLevel('error');

/** Reads a Part 10 file; throws where it is none or is cut short. */
export function parsePart10(bytes: Uint8Array): ParsedFile {
  const { buffer, byteOffset, byteLength } = bytes;
  return data.DicomMessage.readFile(
    buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    { ignoreErrors: false }
  );
}

/** The first value of an attribute as trimmed text, or '' where it is empty or missing. */
export function text(dataset: ParsedDataset, tag: string): string {
  const value = dataset[tag]?.Value;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return first == null ? '' : String(first).trim();
}
