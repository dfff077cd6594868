/** Types of the decoders, which ship none. Only what is used here. */
declare module '@cornerstonejs/codec-*' {
  export interface FrameInfo {
    width: number;
    height: number;
    bitsPerSample: number;
    componentCount: number;
    isSigned?: boolean;
    isUsingColorTransform?: boolean;
  }

  /** Both buffers live in WebAssembly memory and die with delete() and with memory growth. */
  export interface WasmDecoder {
    getEncodedBuffer(byteLength: number): Uint8Array;
    getDecodedBuffer(): Uint8Array;
    decode(): void;
    getFrameInfo(): FrameInfo;
    delete(): void;
  }

  export interface WasmEncoder {
    getDecodedBuffer(frame: FrameInfo): Uint8Array;
    getEncodedBuffer(): Uint8Array;
    encode(): void;
    delete(): void;
  }

  export interface CodecModule {
    [name: `${string}Decoder`]: (new () => WasmDecoder) | undefined;
    [name: `${string}Encoder`]: (new () => WasmEncoder) | undefined;
  }

  export interface CodecOptions {
    print?: (text: string) => void;
    printErr?: (text: string) => void;
  }

  const load: (options?: CodecOptions) => Promise<CodecModule>;
  export default load;
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    constructor(buffer?: ArrayBuffer | null, numBytes?: number);
    /** Samples of the frame, little-endian words of 1 or 2 bytes. */
    decompress(buffer: ArrayBuffer, offset?: number, length?: number): ArrayBuffer;
    frame: { precision: number; dimX: number; dimY: number; numComp: number };
  }
}
