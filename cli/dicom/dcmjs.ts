import dcmjs from 'dcmjs';
import type { NaturalizedDataset } from '../../extension/src/record';

/** One attribute as dcmjs reads it; binary values are ArrayBuffers. */
export interface ParsedElement {
  readonly vr: string;
  readonly Value?: unknown;
}

/** Attributes by tag, "00100010". */
export type ParsedDataset = Readonly<Record<string, ParsedElement>>;

export interface DicomFile {
  /** Group 0002. */
  readonly meta: ParsedDataset;
  dict: ParsedDataset;
  write(options?: { fragmentMultiframe?: boolean }): ArrayBuffer;
}

interface ReadStream {
  readonly decoder: TextDecoder;
  setDecoder(decoder: TextDecoder): void;
  more(length: number): ReadStream;
}

/** What is used of dcmjs, which ships no types. */
interface Dcmjs {
  readonly data: {
    readonly DicomMessage: {
      readFile(
        bytes: ArrayBuffer,
        options?: { untilTag?: string; ignoreErrors?: boolean }
      ): DicomFile;
    };
    readonly DicomMetaDictionary: {
      naturalizeDataset(dataset: object): NaturalizedDataset;
      denaturalizeDataset(dataset: NaturalizedDataset): ParsedDataset;
    };
    readonly DicomDict: new (meta: object) => DicomFile;
    readonly ReadBufferStream: { readonly prototype: ReadStream };
  };
  readonly log: { setLevel(level: 'silent'): void };
}

const { data, log } = dcmjs as unknown as Dcmjs;
log.setLevel('silent');

/**
 * dcmjs 0.52 reads the items of a sequence from a stream of their own, which forgets the file's character
 * set and takes all text for Latin-1. An item has the character set of its data set (PS3.5, 6.1.2.2).
 */
const stream = data.ReadBufferStream.prototype;
const more = stream.more;
stream.more = function (this: ReadStream, length: number): ReadStream {
  const part = more.call(this, length);
  part.setDecoder(this.decoder);
  return part;
};

export const { DicomMessage, DicomMetaDictionary, DicomDict } = data;
