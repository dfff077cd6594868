export interface Share {
  readonly k: number;
  readonly n: number;
  readonly share: number;
  /** Wilson, 95 %. */
  readonly interval: readonly [number, number];
}

/** `k` of `n` with its Wilson interval (Wilson 1927), 95 %, all to three digits. */
export function share(k: number, n: number): Share {
  const z = 1.96;
  const p = n ? k / n : 0;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  const round = (x: number) => Number(x.toFixed(3));
  return {
    k,
    n,
    share: round(p),
    interval: [round(middle - half), round(Math.min(1, middle + half))],
  };
}
