/** How Pixel Data is stored, from the transfer syntax (DICOM PS3.5 Annex A, PS3.6 Annex A). */
export type PixelEncoding =
  | 'little-endian'
  | 'big-endian'
  | 'rle'
  | 'deflated-frame'
  | 'jpeg'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k';

const ENCODINGS: Readonly<Record<string, PixelEncoding>> = {
  '1.2.840.10008.1.2': 'little-endian',
  '1.2.840.10008.1.2.1': 'little-endian',
  '1.2.840.10008.1.2.1.99': 'little-endian',
  '1.2.840.10008.1.2.2': 'big-endian',
  '1.2.840.10008.1.2.5': 'rle',
  '1.2.840.10008.1.2.8.1': 'deflated-frame',
  '1.2.840.10008.1.2.4.50': 'jpeg',
  '1.2.840.10008.1.2.4.51': 'jpeg',
  '1.2.840.10008.1.2.4.57': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.70': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.80': 'jpeg-ls',
  '1.2.840.10008.1.2.4.81': 'jpeg-ls',
  '1.2.840.10008.1.2.4.90': 'jpeg-2000',
  '1.2.840.10008.1.2.4.91': 'jpeg-2000',
  '1.2.840.10008.1.2.4.201': 'htj2k',
  '1.2.840.10008.1.2.4.202': 'htj2k',
  '1.2.840.10008.1.2.4.203': 'htj2k',
};

/** undefined: a transfer syntax that cannot be read (video, multi-component, private). */
export function pixelEncoding(transferSyntaxUID: string): PixelEncoding | undefined {
  return ENCODINGS[transferSyntaxUID];
}
