/** Indices n = from … to − 1. */
export interface IndexRange {
  readonly from: number;
  readonly to: number;
}

/** The part of a range in which base + n · per is at least 0 and less than `end`. */
export function within(
  base: number,
  per: number,
  end: number,
  { from, to }: IndexRange
): IndexRange {
  let first = from;
  let last = to;
  if (per !== 0) {
    const bounds = [-base / per, (end - base) / per];
    // One more on either side than rounding could ask for.
    first = Math.min(to, Math.max(from, Math.ceil(Math.min(bounds[0]!, bounds[1]!)) - 1));
    last = Math.max(first, Math.min(to, Math.floor(Math.max(bounds[0]!, bounds[1]!)) + 2));
  }
  while (first < last && !(base + first * per >= 0 && base + first * per < end)) {
    first++;
  }
  while (first < last && !(base + (last - 1) * per >= 0 && base + (last - 1) * per < end)) {
    last--;
  }
  return { from: first, to: last };
}
