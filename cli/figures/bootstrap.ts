/** Uniform numbers in [0, 1) from a seed (mulberry32, T. Ettinger): equal seeds give equal figures. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws as many studies as there are, with replacement: how often each was drawn. */
export function drawStudies(count: number, next: () => number, into: Uint16Array): void {
  into.fill(0);
  for (let i = 0; i < count; i++) {
    into[Math.floor(next() * count)]!++;
  }
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Fewer rounds than this share in which a figure exists give no interval. */
const ENOUGH = 0.5;

/**
 * 95 % percentile interval of a figure's values over the rounds (Efron and Tibshirani 1993). NaN marks a
 * round in which the figure does not exist; null where that is so in most of them.
 */
export function interval95(values: readonly number[]): Interval | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length < 2 || sorted.length < ENOUGH * values.length) {
    return null;
  }
  const quantile = (share: number): number => {
    const at = share * (sorted.length - 1);
    const low = Math.floor(at);
    const high = Math.min(sorted.length - 1, low + 1);
    return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
  };
  return { low: quantile(0.025), high: quantile(0.975) };
}
