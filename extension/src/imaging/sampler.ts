import type { Vec3 } from '../findings';
import { SliceReader, type LinePart, type LineTarget } from './bilinear';
import type { Stack } from './types';
import { dot } from './vec3';

/** Intensity at a patient-space point (LPS, mm); NaN where the stack has no image. */
export type Sampler = (x: number, y: number, z: number) => number;

/** Reads a stack at any patient-space point, one by one or many along a line. */
export interface StackSampler {
  readonly at: Sampler;
  /**
   * `at` of start + n · step (LPS, mm), n = 0 … count − 1, into place n of `target`; a line is followed in pixel
   * coordinates, so values may differ from those of `at` by rounding.
   */
  readonly line: (start: Vec3, step: Vec3, count: number, target: LineTarget) => void;
  /** Whether any of the points of such a line may have an image: not all lie beyond the first or the last slice. */
  readonly reaches: (start: Vec3, step: Vec3, count: number) => boolean;
}

/** Neighboring slices further apart than this multiple of the usual distance are not blended. */
const GAP = 1.6;

/** Index of the last but one offset at most that is not above a value between the first and the last. */
function intervalOf(offsets: readonly number[], offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const half = (low + high) >> 1;
    if (offsets[half]! <= offset) {
      low = half;
    } else {
      high = half;
    }
  }
  return low;
}

/** A part of a line that a slice is read for with no other one. */
const alone = (upper: SliceReader, from: number, to: number): LinePart => {
  return { from, to, upper, share: 0, perStep: 0 };
};

/**
 * Reads a stack at any patient-space point: bilinear in the slices, linear between them. Up to half a
 * slice distance beyond the ends, and beside a gap, the nearest slice is read.
 */
export function createStackSampler(stack: Stack): StackSampler {
  const { normal, offsets, slices, sliceSpacing } = stack;
  const readers = slices.map(slice => new SliceReader(slice));
  // Whether each slice and the next one can be read together: all but those of sheared stacks.
  const besides = readers.map((reader, i) => readers[i + 1]?.isAbove(reader) ?? false);
  const reach = sliceSpacing / 2 + 1e-6;
  const last = offsets.length - 1;
  const [first, end] = [offsets[0]!, offsets[last]!];

  // Between which slices the point lies that was placed last: their indices (the same one twice where a
  // single slice is read, -1 where none is) and how much the upper one counts.
  let low = -1;
  let high = -1;
  let share = 0;
  // Neighboring points mostly lie between the same two slices.
  let interval = 0;
  const single = (index: number, distance: number) => {
    low = high = distance <= reach ? index : -1;
  };
  const place = (offset: number): void => {
    if (offset <= first) {
      return single(0, first - offset);
    }
    if (offset >= end) {
      return single(last, offset - end);
    }
    if (!(offsets[interval]! <= offset && offset < offsets[interval + 1]!)) {
      interval = intervalOf(offsets, offset);
    }
    const [lower, upper] = [offsets[interval]!, offsets[interval + 1]!];
    const step = upper - lower;
    share = (offset - lower) / step;
    if (step > GAP * sliceSpacing) {
      return share < 0.5 ? single(interval, offset - lower) : single(interval + 1, upper - offset);
    }
    low = interval;
    high = interval + 1;
  };

  // What the upper slice holds along a line.
  let uppers = new Float32Array(0);
  return {
    at: (x, y, z) => {
      place(x * normal[0] + y * normal[1] + z * normal[2]);
      if (low < 0) {
        return NaN;
      }
      const value = readers[low]!.at(x, y, z);
      return low === high ? value : value * (1 - share) + readers[high]!.at(x, y, z) * share;
    },
    reaches: (start, step, count) => {
      const from = dot(start, normal);
      const to = from + (count - 1) * dot(step, normal);
      return first - Math.max(from, to) <= reach && Math.min(from, to) - end <= reach;
    },
    line: (start, step, count, target) => {
      const offset = dot(start, normal);
      const perStep = dot(step, normal);
      for (let from = 0, to = 0; from < count; from = to) {
        place(offset + from * perStep);
        const [below, above] = [low, high];
        if (below === above) {
          // A single slice or none, near an end or a gap.
          to = from + 1;
          while (to < count) {
            place(offset + to * perStep);
            if (low !== below || high !== above) {
              break;
            }
            to++;
          }
          if (below < 0) {
            for (let n = from; n < to; n++) {
              target.values[target.first + n * target.stride] = NaN;
            }
          } else {
            readers[below]!.line(start, step, alone(readers[below]!, from, to), target);
          }
          continue;
        }
        const [lower, upper] = [offsets[below]!, offsets[above]!];
        // As far as the same two slices are read.
        const ahead = perStep > 0 ? upper - offset : lower - offset;
        to = perStep === 0 ? count : Math.ceil(ahead / perStep);
        to = Math.min(count, Math.max(from + 1, to));
        const share = (offset - lower) / (upper - lower);
        const perShare = perStep / (upper - lower);
        if (besides[below]) {
          const both = { from, to, upper: readers[above]!, share, perStep: perShare };
          readers[below]!.line(start, step, both, target);
          continue;
        }
        if (uppers.length < count) {
          uppers = new Float32Array(count);
        }
        const aside = { values: uppers, first: 0, stride: 1 };
        readers[below]!.line(start, step, alone(readers[below]!, from, to), target);
        readers[above]!.line(start, step, alone(readers[above]!, from, to), aside);
        for (let n = from; n < to; n++) {
          const at = target.first + n * target.stride;
          const value = target.values[at]!;
          target.values[at] = value + (uppers[n]! - value) * (share + n * perShare);
        }
      }
    },
  };
}

/** The reader of single points alone. */
export const createSampler = (stack: Stack): Sampler => createStackSampler(stack).at;
