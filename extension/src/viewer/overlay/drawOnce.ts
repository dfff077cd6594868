import type { Viewport } from '../host/ohif';

/** A change asks for no further picture after so many frames without one. */
const QUIET_FRAMES = 2;
/** Then it is drawn as it is, whatever else is asked for. */
const MOST_FRAMES = 16;
/** Pages that are not shown get no frames; ms. */
const NO_FRAME_MS = 200;

/**
 * Has viewports draw one picture of a change. The viewer draws one for every step of it, in frames of their own, and a
 * software renderer holds the page for each: their pictures are held back until no more are asked for.
 * @param change what is asked for in it, and in the frames that follow, is drawn afterwards
 */
export async function drawOnce(
  viewports: readonly Viewport[],
  change: () => void | Promise<void>,
  frame: () => Promise<void> = nextFrame
): Promise<void> {
  const held = viewports.map(hold);
  try {
    await change();
    let quiet = 0;
    for (let i = 0; i < MOST_FRAMES && quiet < QUIET_FRAMES; i++) {
      const before = held.reduce((sum, { asked }) => sum + asked(), 0);
      await frame();
      const after = held.reduce((sum, { asked }) => sum + asked(), 0);
      quiet = after === before ? quiet + 1 : 0;
    }
  } finally {
    held.forEach(({ release }) => release());
  }
}

/** A viewport that asks for pictures and gets none. */
interface Held {
  /** Pictures that were asked for. */
  readonly asked: () => number;
  holders: number;
  readonly letGo: () => void;
}

const allHeld = new WeakMap<Viewport, Held>();

/** Whoever comes later holds on to what is held already; the last of them lets it draw. */
function hold(viewport: Viewport): { asked(): number; release(): void } {
  const held = allHeld.get(viewport) ?? holdBack(viewport);
  held.holders++;
  return {
    asked: held.asked,
    release() {
      if (--held.holders === 0) {
        allHeld.delete(viewport);
        held.letGo();
      }
    },
  };
}

function holdBack(viewport: Viewport): Held {
  let asked = 0;
  const takeBack = instead(viewport, () => {
    asked++;
  });
  const held: Held = {
    asked: () => asked,
    holders: 0,
    letGo() {
      takeBack();
      if (asked > 0 && !viewport.isDisabled) {
        drawOnly(viewport);
      }
    },
  };
  allHeld.set(viewport, held);
  return held;
}

/** Draws a picture, but not the one that a new labelmap asks for as soon as it has been drawn the first time. */
function drawOnly(viewport: Viewport): void {
  viewport.element.addEventListener(
    'CORNERSTONE_IMAGE_RENDERED',
    () => queueMicrotask(instead(viewport, () => {})),
    { capture: true, once: true }
  );
  viewport.render();
}

/**
 * Has a viewport do something in place of drawing.
 * @returns what ends that
 */
function instead(viewport: Viewport, render: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(viewport, 'render');
  viewport.render = render;
  return () => {
    if (own) {
      Object.defineProperty(viewport, 'render', own);
    } else {
      Reflect.deleteProperty(viewport, 'render');
    }
  };
}

const nextFrame = (): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, NO_FRAME_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
