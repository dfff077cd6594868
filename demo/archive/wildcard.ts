/**
 * Whether a value matches a wildcard of PS3.4 C.2.2.2.4: * any characters, ? any one; the case of letters is ignored.
 * Takes at most pattern × value steps: a regular expression of many * may take exponentially many.
 */
export function matchesWildcard(pattern: string, value: string): boolean {
  const wanted = pattern.toLowerCase();
  const held = value.toLowerCase();
  let [p, v] = [0, 0];
  // Where to go on after the last *, should what follows it turn out not to fit.
  let [star, tried] = [-1, 0];
  while (v < held.length) {
    if (wanted[p] === '*') {
      star = p++;
      tried = v;
    } else if (wanted[p] === '?' || (p < wanted.length && wanted[p] === held[v])) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++tried;
    } else {
      return false;
    }
  }
  while (wanted[p] === '*') {
    p++;
  }
  return p === wanted.length;
}
