/** The value that stands at a share (0..1) of the length of the sorted values; NaN for none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const wanted = Math.min(values.length - 1, Math.floor(share * values.length));
  return nth(new Float64Array(values), wanted);
}

/** What would stand at an index were the values sorted (Hoare's selection); they are moved about. */
function nth(values: Float64Array, index: number): number {
  let first = 0;
  let last = values.length - 1;
  while (first < last) {
    const pivot = values[(first + last) >> 1]!;
    let low = first;
    let high = last;
    while (low <= high) {
      while (values[low]! < pivot) {
        low++;
      }
      while (values[high]! > pivot) {
        high--;
      }
      if (low <= high) {
        const value = values[low]!;
        values[low++] = values[high]!;
        values[high--] = value;
      }
    }
    if (index <= high) {
      last = high;
    } else if (index >= low) {
      first = low;
    } else {
      break;
    }
  }
  return values[index] ?? NaN;
}
