import type { SegmentationResult } from '../../analysis/segmentationResult';
import type { SlicePlane } from '../../imaging/types';
import type { NumberedSegment } from './segments';

/** One slice of the segmentation together with the plane of its source image. */
export interface LabeledSlice {
  readonly plane: SlicePlane;
  /** Length rows * columns. */
  readonly labels: SegmentationResult['slices'][number]['labels'];
  /** 1-based rank of the slice along the stack's normal. */
  readonly rank: number;
  /** The labels that occur in it. */
  readonly present: ReadonlySet<number>;
}

/** The values that occur among labels; one pass, as these are the study's largest arrays. */
export function presentLabels(labels: Uint8Array): Set<number> {
  const seen = new Uint8Array(256);
  for (let i = 0; i < labels.length; i++) {
    seen[labels[i]!] = 1;
  }
  return new Set([...seen.keys()].filter(label => seen[label]));
}

/** One stored frame: a slice, and for a binary object the segment that it shows. */
export interface Frame {
  readonly slice: LabeledSlice;
  readonly segment?: NumberedSegment;
}

/** The frames of a binary object: by segment, then by position; only those with pixels. */
export function binaryFrames(
  slices: readonly LabeledSlice[],
  segments: readonly NumberedSegment[]
): Frame[] {
  return segments.flatMap(segment =>
    slices
      .filter(slice => slice.present.has(segment.segment.label))
      .map(slice => ({ slice, segment }))
  );
}

/** The frames of a labelmap: every slice that shows a segment. */
export function labelmapFrames(
  slices: readonly LabeledSlice[],
  segments: readonly NumberedSegment[]
): Frame[] {
  return slices
    .filter(slice => segments.some(({ segment }) => slice.present.has(segment.label)))
    .map(slice => ({ slice }));
}

const evenLength = (bytes: number) => bytes + (bytes % 2);

/** Bit-packs binary frames: first pixel in the lowest bit, frames without padding between (PS3.5, 8.1.1). */
export function packBits(
  frames: readonly Frame[],
  pixelsPerFrame: number
): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(evenLength(Math.ceil((frames.length * pixelsPerFrame) / 8)));
  frames.forEach(({ slice: { labels }, segment }, f) => {
    const { label } = segment!.segment;
    // A structure covers little of its slice: indexOf skips the rest many times faster than a loop.
    for (let i = labels.indexOf(label); i >= 0; i = labels.indexOf(label, i + 1)) {
      const bit = f * pixelsPerFrame + i;
      packed[bit >> 3]! |= 1 << (bit & 7);
    }
  });
  return packed;
}

/** Labelmap pixels: the stored segment number at each pixel, 0 elsewhere. */
export function packLabels(
  frames: readonly Frame[],
  segments: readonly NumberedSegment[],
  pixelsPerFrame: number
): Uint8Array<ArrayBuffer> {
  const numbers = new Uint8Array(256);
  segments.forEach(({ number, segment }) => (numbers[segment.label] = number));
  const packed = new Uint8Array(evenLength(frames.length * pixelsPerFrame));
  frames.forEach(({ slice }, f) => {
    for (let i = 0; i < pixelsPerFrame; i++) {
      packed[f * pixelsPerFrame + i] = numbers[slice.labels[i]!]!;
    }
  });
  return packed;
}
