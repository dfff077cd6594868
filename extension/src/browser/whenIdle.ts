/**
 * Calls back when the page has nothing else to do, at the latest after `withinMs`; browsers that cannot tell wait as
 * long.
 * @returns to be called when it is no longer wanted
 */
export function whenIdle(action: () => void, withinMs: number): () => void {
  if (typeof globalThis.requestIdleCallback === 'function') {
    const handle = requestIdleCallback(action, { timeout: withinMs });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(action, withinMs);
  return () => clearTimeout(timer);
}
