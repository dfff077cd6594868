/** How each item (row or column) of a grid is made of the samples along one axis of a slice. */
export interface Taps {
  /** Samples that count for an item at most. */
  readonly perItem: number;
  /** Of each item the first sample that counts; there are `perItem` from there on. */
  readonly first: Int32Array;
  /** [items, perItem] */
  readonly weights: Float64Array;
  /** The first item on the slice and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * Item i lies at the source coordinate base + per · i of `size` samples, and is the mean of what linear interpolation
 * gives at that coordinate moved by each of `steps` items; beyond the border the border's sample counts.
 */
export function taps(
  count: number,
  base: number,
  per: number,
  steps: Float64Array,
  size: number
): Taps {
  const reach = Math.min(size, Math.ceil(Math.abs(per)) + 2);
  const first = new Int32Array(count);
  const wide = new Float64Array(count * reach);
  let [from, to, perItem] = [count, 0, 1];
  for (let i = 0; i < count; i++) {
    const center = base + per * i;
    if (center < -0.5 || center > size - 0.5) {
      continue;
    }
    from = Math.min(from, i);
    to = i + 1;
    const lowest = center + Math.min(per * steps[0]!, per * steps.at(-1)!);
    const start = Math.max(0, Math.min(size - reach, Math.floor(lowest)));
    const own = wide.subarray(i * reach, (i + 1) * reach);
    for (const step of steps) {
      const at = Math.max(0, Math.min(size - 1, center + per * step));
      const low = Math.min(Math.floor(at), Math.max(0, size - 2));
      const high = Math.min(low + 1, size - 1);
      own[low - start]! += (1 - (at - low)) / steps.length;
      own[high - start]! += (at - low) / steps.length;
    }
    const lead = own.findIndex(weight => weight !== 0);
    perItem = Math.max(perItem, own.findLastIndex(weight => weight !== 0) + 1 - lead);
    own.copyWithin(0, lead);
    own.fill(0, reach - lead);
    first[i] = start + lead;
  }
  const weights = new Float64Array(count * perItem);
  for (let i = from; i < to; i++) {
    // Near the end the first sample is moved back, so that all of them are samples.
    const back = Math.max(0, first[i]! + perItem - size);
    weights.set(wide.subarray(i * reach, i * reach + perItem - back), i * perItem + back);
    first[i]! -= back;
  }
  return { perItem, first, weights, from, to };
}
