/** For tests: a browser's storage whose content can be looked at. */
export interface Memory extends Storage {
  readonly all: Map<string, string>;
}

export function memory(): Memory {
  const all = new Map<string, string>();
  return {
    all,
    getItem: key => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: key => void all.delete(key),
    clear: () => all.clear(),
    key: i => [...all.keys()][i] ?? null,
    get length() {
      return all.size;
    },
  };
}
