/**
 * What makes samples have zero mean and unit standard deviation: (sample − mean) · factor. Only samples with `inside` ≠ 0
 * count; without `inside` all do. The factor of constant samples is 0.
 */
export function zscoreOf(
  samples: Float32Array,
  inside?: Uint8Array
): { readonly mean: number; readonly factor: number } {
  // Distances from any one of them, by which a large mean costs no digits.
  let from = 0;
  while (inside && from < samples.length && !inside[from]) {
    from++;
  }
  const near = samples[from] ?? 0;
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = from; i < samples.length; i++) {
    if (!inside || inside[i]) {
      const apart = samples[i]! - near;
      sum += apart;
      squares += apart * apart;
      count++;
    }
  }
  const mean = count ? sum / count : 0;
  const variance = count ? squares / count - mean * mean : 0;
  const deviation = Math.sqrt(Math.max(0, variance));
  return { mean: near + mean, factor: deviation > 1e-6 ? 1 / deviation : 0 };
}

/** Softmax of `logits` divided by a temperature; same length, sums to 1. */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const scaled = Array.from(logits, value => value / temperature);
  const top = Math.max(...scaled);
  const powers = scaled.map(value => Math.exp(value - top));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map(value => value / total);
}
