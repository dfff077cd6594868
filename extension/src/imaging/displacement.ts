import type { Vec3 } from '../findings';
import { createStackSampler, type Sampler } from './sampler';
import type { Stack } from './types';
import { add, along, dot } from './vec3';

/** Places at which two stacks cross: so many are compared at most; fewer than the least say nothing. */
const MOST = 900;
const LEAST = 150;
/** Rows of an axial image at which it is looked at, as shares of its height: the body, not the air around it. */
const ROWS = Array.from({ length: 36 }, (_, i) => 0.15 + 0.02 * i);
/** At a shift by which fewer of the places than this are still shown nothing is compared. */
const SHOWN = 0.4;
/** Patients move by this much between series, mm. */
const NEAR_MM = 3;
/** From here on images show another place, mm. */
const FAR_MM = 8;

/** Where the tissues of two stacks agree best. */
export interface Displacement {
  /** Correlation of their brightness where they lie, or up to 3 mm beside. */
  readonly here: number;
  /** The best one 8 mm and more away. */
  readonly away: number;
  /** By how much the other stack would have to be moved for that, mm. */
  readonly distance: number;
}

interface Place {
  readonly point: Vec3;
  readonly value: number;
}

/** Places on the lines in which the slices of `others` cross those of `stack`, with what `stack` shows there. */
function crossings(stack: Stack, others: readonly Stack[]): Place[] {
  const { at } = createStackSampler(stack);
  const places: Place[] = [];
  for (const slice of others.flatMap(other => other.slices)) {
    const across = dot(slice.rowDirection, stack.normal);
    for (const share of Math.abs(across) < 0.3 ? [] : ROWS) {
      const row = share * (slice.rows - 1) * slice.rowSpacing;
      const start = along(slice.position, slice.columnDirection, row);
      for (const offset of stack.offsets) {
        const mm = (offset - dot(start, stack.normal)) / across;
        if (mm >= 0 && mm <= (slice.columns - 1) * slice.columnSpacing) {
          const point = along(start, slice.rowDirection, mm);
          const value = at(...point);
          if (!Number.isNaN(value)) {
            places.push({ point, value });
          }
        }
      }
    }
  }
  const every = Math.max(1, Math.ceil(places.length / MOST));
  return places.filter((_, i) => i % every === 0);
}

/** Pearson's correlation at places moved by `shift`; NaN where too few of them are shown. */
function correlation(places: readonly Place[], at: Sampler, shift: Vec3): number {
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (const { point, value } of places) {
    const other = at(...add(point, shift));
    if (other === other) {
      n++;
      a += value;
      b += other;
      aa += value * value;
      bb += other * other;
      ab += value * other;
    }
  }
  return n < SHOWN * places.length
    ? NaN
    : (ab - (a * b) / n) / Math.sqrt((aa - (a * a) / n) * (bb - (b * b) / n));
}

const range = (to: number, step: number) =>
  Array.from({ length: 2 * Math.round(to / step) + 1 }, (_, i) => i * step - to);

/** Shifts that are tried: finely along each axis, coarsely in all directions. */
const AXES: readonly Vec3[] = [
  ...range(24, 4).map((x): Vec3 => [x, 0, 0]),
  ...range(24, 4).map((y): Vec3 => [0, y, 0]),
  ...range(40, 4).map((z): Vec3 => [0, 0, z]),
];
const GRID: readonly Vec3[] = range(16, 8).flatMap(x =>
  range(16, 8).flatMap(y => range(40, 8).map((z): Vec3 => [x, y, z]))
);
const AWAY = [...AXES, ...GRID].filter(shift => Math.hypot(...shift) >= FAR_MM);
const HERE: readonly Vec3[] = [
  [0, 0, 0],
  ...[-NEAR_MM, NEAR_MM].flatMap((mm): Vec3[] => [
    [mm, 0, 0],
    [0, mm, 0],
    [0, 0, mm],
  ]),
];

/**
 * Whether the tissues of stacks that cross another one agree with it where the headers say that they lie, or better
 * elsewhere, as after a movement of the patient. null: they do not cross, or in too few places.
 */
export function displacement(stack: Stack, others: readonly Stack[]): Displacement | null {
  const places = crossings(stack, others);
  if (places.length < LEAST) {
    return null;
  }
  const samplers = others.map(other => createStackSampler(other).at);
  const at: Sampler = (x, y, z) => {
    for (const sample of samplers) {
      const value = sample(x, y, z);
      if (value === value) {
        return value;
      }
    }
    return NaN;
  };
  const best = (shifts: readonly Vec3[]) =>
    shifts.reduce(
      (found, shift) => {
        const value = correlation(places, at, shift);
        return value > found.value ? { value, distance: Math.hypot(...shift) } : found;
      },
      { value: -1, distance: 0 }
    );
  const [here, away] = [best(HERE), best(AWAY)];
  return { here: here.value, away: away.value, distance: away.distance };
}
