import type { Condition, Level } from './vocabulary';
import type { GradingKey } from './gradings';

/** A length or an area below which something published calls it abnormal. */
export interface Threshold {
  /** mm or mm². */
  readonly below: number;
  readonly means: 'relative-stenosis' | 'absolute-stenosis' | 'central-stenosis';
}

/** Published thresholds of a measurement, the strictest last. */
export interface Criterion {
  readonly thresholds: readonly Threshold[];
  /** First author and year. */
  readonly source: string;
  /** Journal, and what was measured there. */
  readonly citation: string;
}

/**
 * Published thresholds of what is measured beside the grades. They are shown beside the measured values and decide
 * nothing: a canal that is wide enough in the midline may be stenosed all the same.
 */
export const CANAL_CRITERIA = {
  ap: {
    thresholds: [
      { below: 12, means: 'relative-stenosis' },
      { below: 10, means: 'absolute-stenosis' },
    ],
    source: 'Verbiest 1976',
    citation: 'Verbiest, Spine 1976: mid-sagittal diameter of the bony canal',
  },
  area: {
    thresholds: [{ below: 100, means: 'central-stenosis' }],
    source: 'Bolender 1985',
    citation: 'Bolender, J Bone Joint Surg Am 1985: cross-section of the dural sac in CT',
  },
} as const satisfies Readonly<Record<string, Criterion>>;

/** Mid-sagittal mean ± SD in mm of 39 patients of SPIDER with low back pain: what is usual there, no norm of health. */
export const MIDDLE_HEIGHT_MM: Readonly<
  Partial<Record<Level, { readonly mean: number; readonly sd: number }>>
> = {
  'L1-L2': { mean: 7.1, sd: 2.0 },
  'L2-L3': { mean: 8.1, sd: 2.4 },
  'L3-L4': { mean: 9.0, sd: 3.0 },
  'L4-L5': { mean: 8.2, sd: 3.3 },
  'L5-S1': { mean: 7.0, sd: 2.8 },
};

/** In 9 of 10 discs without a slip less than this is measured, mm: below it no slip is seen. */
export const SLIP_ERROR_MM = 3;

/** Which measured lengths stand behind a condition or a grading. */
export const MEASURED_BEHIND: Readonly<
  Partial<Record<Condition | GradingKey, 'canal' | 'height' | 'slip'>>
> = { SCS: 'canal', narrowing: 'height', listhesis: 'slip' };

/**
 * Meyerding's grade of a forward slip, by quarters of the depth of the end plate (Surg Gynecol Obstet 1932; 54:
 * 371-377): 1 to 4, 5 where the vertebra has left it. Null for backward slips, which it does not grade, and for what
 * is within the error of measuring.
 * @param slip mm, positive forward
 * @param depth of the disc, mm
 */
export function meyerding(slip: number, depth: number): 1 | 2 | 3 | 4 | 5 | null {
  if (slip < SLIP_ERROR_MM || !(depth > 0)) {
    return null;
  }
  return Math.min(5, Math.floor((slip / depth) * 4) + 1) as 1 | 2 | 3 | 4 | 5;
}
