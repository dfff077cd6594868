/** Where the extension's panel keeps the width that a person pulled it to, CSS pixels. */
const WIDTH_KEY = 'deepspine.panelWidth';
/** From this width of the window on there is room for whole words in the panel. */
const LARGE_WINDOW = 1600;
const WIDE = 420;
/** The viewer's own. */
const USUAL = 280;

/** How wide the panel opens: as it was left, else by the window. */
export function panelWidth(
  windowWidth: number = globalThis.innerWidth ?? 0,
  kept: string | null = keptWidth()
): number {
  const width = Number(kept);
  const usual = windowWidth >= LARGE_WINDOW ? WIDE : USUAL;
  return kept !== null && width >= USUAL && width <= windowWidth / 2 ? Math.round(width) : usual;
}

function keptWidth(): string | null {
  try {
    return globalThis.localStorage?.getItem(WIDTH_KEY) ?? null;
  } catch {
    // A browser that keeps nothing for this page.
    return null;
  }
}
