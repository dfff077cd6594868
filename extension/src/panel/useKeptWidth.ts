import { useEffect, type RefObject } from 'react';

/** Where the width is kept that the mode opens the panel with next time (mode/src/panelWidth.ts). */
const WIDTH_KEY = 'deepspine.panelWidth';
/** Widths while the panel opens or closes are nobody's wish. */
const LEAST = 200;

/** Keeps the width that a person pulls the panel to; only what the viewer's handle did counts. */
export function useKeptWidth(panel: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const keep = () => {
      const width = panel.current?.getBoundingClientRect().width ?? 0;
      if (width >= LEAST) {
        try {
          localStorage.setItem(WIDTH_KEY, String(Math.round(width)));
        } catch {
          // A browser that keeps nothing for this page opens the panel as wide as usual.
        }
      }
    };
    const released = (event: PointerEvent) => {
      const { target } = event;
      if (target instanceof Element && target.closest('[data-panel-resize-handle-id]')) {
        document.addEventListener('pointerup', () => requestAnimationFrame(keep), { once: true });
      }
    };
    document.addEventListener('pointerdown', released, true);
    return () => document.removeEventListener('pointerdown', released, true);
  }, [panel]);
}
