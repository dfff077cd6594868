/** Numbers 0..1 that are the same for the same seed (Park and Miller 1988). */
export function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
