/** wide: three images side by side have more room than two above one. */
export type ScreenShape = 'wide' | 'narrow';

/** From this width over height on, images of the spine, which is higher than wide, fill a third of the screen. */
const WIDE = 1.45;
/** What the viewer's bar and its two panels take before the images are there, CSS pixels. */
const ELSEWHERE = { width: 700, height: 50 };

/** The room of the viewer's images; before they are there, what is left of the window. */
export function screenShape(): ScreenShape {
  const grid = document.querySelector('[data-cy="viewport-grid"]')?.getBoundingClientRect();
  const { width, height } =
    grid && grid.width > 0 && grid.height > 0
      ? grid
      : {
          width: window.innerWidth - ELSEWHERE.width,
          height: window.innerHeight - ELSEWHERE.height,
        };
  return width >= WIDE * height ? 'wide' : 'narrow';
}
