/** Below this share of the work a guess would be far off. */
const ENOUGH = 0.08;

/**
 * Seconds that the rest will take if it goes on as it went so far, in steps of five; null while it is
 * too early to say.
 * @param elapsedMs since the work began
 * @param fraction of the work that is done, 0..1
 */
export function secondsLeft(elapsedMs: number, fraction: number): number | null {
  if (!(fraction >= ENOUGH) || elapsedMs < 1000) {
    return null;
  }
  const seconds = ((elapsedMs / fraction) * (1 - fraction)) / 1000;
  return Math.ceil(seconds / 5) * 5;
}
