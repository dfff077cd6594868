/** How each item (row or column) of a grid is made of the samples along one axis of a slice. */
export interface Taps {
  /** Samples that are looked at for each item. */
  readonly perItem: number;
  /** Distance of the items' weights. */
  readonly stride: number;
  readonly first: Int32Array;
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
  const perItem = Math.ceil(Math.abs(per)) + 2;
  const first = new Int32Array(count);
  const weights = new Float64Array(count * perItem);
  let [from, to] = [count, 0];
  for (let i = 0; i < count; i++) {
    const center = base + per * i;
    if (center < -0.5 || center > size - 0.5) {
      continue;
    }
    from = Math.min(from, i);
    to = i + 1;
    const lowest = center + Math.min(per * steps[0]!, per * steps.at(-1)!);
    first[i] = Math.max(0, Math.min(size - perItem, Math.floor(lowest)));
    for (const step of steps) {
      const at = Math.max(0, Math.min(size - 1, center + per * step));
      const low = Math.min(Math.floor(at), Math.max(0, size - 2));
      const high = Math.min(low + 1, size - 1);
      weights[i * perItem + low - first[i]!]! += (1 - (at - low)) / steps.length;
      weights[i * perItem + high - first[i]!]! += (at - low) / steps.length;
    }
  }
  return { perItem: Math.min(perItem, size), stride: perItem, first, weights, from, to };
}
