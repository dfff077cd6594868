import type { Vec3 } from '../findings';
import { SliceReader } from './bilinear';
import type { Stack } from './types';
import { dot } from './vec3';

/** Intensity at a patient-space point (LPS, mm); NaN where the stack has no image. */
export type Sampler = (x: number, y: number, z: number) => number;

/** Reads a stack at any patient-space point, one by one or many along a line. */
export interface StackSampler {
  readonly at: Sampler;
  /**
   * `at` of start + t · direction (LPS, mm) for every t of `steps`, into `values`; a line is followed in
   * pixel coordinates, so values may differ from those of `at` by rounding.
   */
  readonly line: (start: Vec3, direction: Vec3, steps: Float64Array, values: Float64Array) => void;
}

/** Neighbouring slices further apart than this multiple of the usual distance are not blended. */
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
  // Neighbouring points mostly lie between the same two slices.
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
  let uppers = new Float64Array(0);
  return {
    at: (x, y, z) => {
      place(x * normal[0] + y * normal[1] + z * normal[2]);
      if (low < 0) {
        return NaN;
      }
      const value = readers[low]!.at(x, y, z);
      return low === high ? value : value * (1 - share) + readers[high]!.at(x, y, z) * share;
    },
    line: (start, direction, steps, values) => {
      const offset = dot(start, normal);
      const perStep = dot(direction, normal);
      const count = steps.length;
      if (uppers.length < count) {
        uppers = new Float64Array(count);
      }
      for (let n = 0; n < count;) {
        const from = n;
        place(offset + steps[n]! * perStep);
        const [below, above] = [low, high];
        const lower = offsets[below]!;
        const upper = offsets[above]!;
        // As far as the same slices are read.
        do {
          n++;
          if (n < count) {
            const at = offset + steps[n]! * perStep;
            if (below !== above && at >= lower && at < upper) {
              continue;
            }
            place(at);
          }
        } while (n < count && low === below && high === above);
        if (below < 0) {
          values.fill(NaN, from, n);
          continue;
        }
        const alone = { from, to: n, upper: null, share: 0, perStep: 0 };
        if (below === above) {
          readers[below]!.line(start, direction, steps, alone, values);
          continue;
        }
        const blend = {
          ...alone,
          share: (offset - lower) / (upper - lower),
          perStep: perStep / (upper - lower),
        };
        if (besides[below]) {
          const both = { ...blend, upper: readers[above]! };
          readers[below]!.line(start, direction, steps, both, values);
          continue;
        }
        readers[below]!.line(start, direction, steps, alone, values);
        readers[above]!.line(start, direction, steps, alone, uppers);
        for (let i = from; i < n; i++) {
          values[i]! += (uppers[i]! - values[i]!) * (blend.share + steps[i]! * blend.perStep);
        }
      }
    },
  };
}

/** The reader of single points alone. */
export const createSampler = (stack: Stack): Sampler => createStackSampler(stack).at;
