/** Sorts by keys, the first one that differs decides. */
export function sortBy<T>(
  items: readonly T[],
  keys: (item: T) => readonly (number | string)[]
): T[] {
  return [...items].sort((a, b) => {
    const [ka, kb] = [keys(a), keys(b)];
    const at = ka.findIndex((value, i) => value !== kb[i]);
    return at < 0 ? 0 : ka[at]! < kb[at]! ? -1 : 1;
  });
}
