import loadCharls from '@cornerstonejs/codec-charls';
import type { CodecModule, CodecOptions, WasmDecoder } from '@cornerstonejs/codec-charls';
import loadLibjpeg from '@cornerstonejs/codec-libjpeg-turbo-8bit';
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg';
import loadOpenjph from '@cornerstonejs/codec-openjph';
import { Decoder as LosslessDecoder } from 'jpeg-lossless-decoder-js';
import { DeepSpineError } from '../../extension/src/findings';

/** A decoded monochrome frame. */
export interface DecodedFrame {
  readonly columns: number;
  readonly rows: number;
  /** rows * columns little-endian words of one byte (up to 8 bits per sample) or two. */
  readonly bytes: Uint8Array;
  readonly bytesPerSample: 1 | 2;
}

export type Codec = (encoded: Uint8Array) => Promise<DecodedFrame>;

/** The codecs print to stdout, which belongs to the result, so they are told to be quiet. */
const quiet = (): CodecOptions => ({ print: () => undefined, printErr: () => undefined });

/** A WebAssembly codec is loaded once, when its first frame comes. */
function once(load: (options: CodecOptions) => Promise<CodecModule>): () => Promise<CodecModule> {
  let loading: Promise<CodecModule> | undefined;
  return () => (loading ??= load(quiet()));
}

/** The codec libraries; they encode as well. */
export const codecModules = {
  charls: once(loadCharls),
  libjpeg: once(loadLibjpeg),
  openjpeg: once(loadOpenjpeg),
  openjph: once(loadOpenjph),
};

function wasmCodec(load: () => Promise<CodecModule>, decoderName: `${string}Decoder`): Codec {
  return async encoded => {
    const Decoder = (await load())[decoderName];
    if (!Decoder) {
      throw new Error(`the codec has no ${decoderName}`);
    }
    const decoder = new Decoder();
    try {
      return runDecoder(decoder, encoded);
    } finally {
      decoder.delete();
    }
  };
}

function runDecoder(decoder: WasmDecoder, encoded: Uint8Array): DecodedFrame {
  decoder.getEncodedBuffer(encoded.length).set(encoded);
  try {
    decoder.decode();
  } catch (cause) {
    // WebAssembly throws the address of a C++ exception, which tells a person nothing.
    throw new DeepSpineError('corrupt-file', 'has pixel data that cannot be decoded', { cause });
  }
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  const bytesPerSample = bitsPerSample <= 8 ? 1 : 2;
  const bytes = Uint8Array.from(decoder.getDecodedBuffer());
  if (componentCount !== 1 || bytes.length !== width * height * bytesPerSample) {
    throw new DeepSpineError('corrupt-file', 'has pixel data that cannot be decoded');
  }
  return { columns: width, rows: height, bytes, bytesPerSample };
}

export const decodeJpeg = wasmCodec(codecModules.libjpeg, 'JPEGDecoder');
export const decodeJpegLs = wasmCodec(codecModules.charls, 'JpegLSDecoder');
export const decodeJpeg2000 = wasmCodec(codecModules.openjpeg, 'J2KDecoder');
export const decodeHtj2k = wasmCodec(codecModules.openjph, 'HTJ2KDecoder');

/** JPEG lossless, process 14 (ISO 10918-1 Annex H), any predictor. */
export const decodeJpegLossless: Codec = async encoded => {
  const decoder = new LosslessDecoder();
  const copy = Uint8Array.from(encoded);
  try {
    const bytes = new Uint8Array(decoder.decompress(copy.buffer, 0, copy.byteLength));
    const { precision, dimX: columns, dimY: rows, numComp } = decoder.frame;
    const bytesPerSample = precision <= 8 ? 1 : 2;
    if (numComp !== 1 || bytes.length !== columns * rows * bytesPerSample) {
      throw new Error(`${numComp} components, ${bytes.length} bytes`);
    }
    return { columns, rows, bytes, bytesPerSample };
  } catch (cause) {
    throw new DeepSpineError('corrupt-file', 'has pixel data that cannot be decoded', { cause });
  }
};
