import type { Viewport } from '../host/ohif';
import { drawOnce } from './drawOnce';

/** As the viewer's: what is drawn stands on the class. */
class Screen {
  drawn = 0;
  readonly element = new EventTarget();
  /** What hears of the first picture. */
  onFirst: (() => void) | null = null;
  render(): void {
    this.drawn++;
    this.element.dispatchEvent(new Event('CORNERSTONE_IMAGE_RENDERED'));
    const { onFirst } = this;
    this.onFirst = null;
    onFirst?.();
  }
}

const viewports = (...screens: Screen[]) => screens as unknown as Viewport[];

/** @param steps what the frames that follow the change ask for */
const frames = (...steps: (() => void)[]) => {
  const left = [...steps];
  return async () => left.shift()?.();
};

it('draws a change and all that follows from it as one picture', async () => {
  const screen = new Screen();
  const ask = () => screen.render();
  const nothing = () => {};
  let before = -1;
  await drawOnce(
    viewports(screen),
    () => {
      ask();
      ask();
    },
    frames(ask, nothing, ask, nothing, () => (before = screen.drawn))
  );
  expect(before).toBe(0);
  expect(screen.drawn).toBe(1);
  screen.render();
  expect(screen.drawn).toBe(2);
  expect(Object.hasOwn(screen, 'render')).toBe(false);
});

it('draws nothing where nothing was asked for', async () => {
  const screens = [new Screen(), new Screen()];
  await drawOnce(viewports(...screens), () => screens[1]!.render(), frames());
  expect(screens.map(({ drawn }) => drawn)).toEqual([0, 1]);
});

it('draws what never ends, and what fails', async () => {
  const screen = new Screen();
  await drawOnce(
    viewports(screen),
    () => {},
    async () => screen.render()
  );
  expect(screen.drawn).toBe(1);
  const failing = drawOnce(
    viewports(screen),
    () => {
      screen.render();
      throw new Error('no room');
    },
    frames()
  );
  await expect(failing).rejects.toThrow('no room');
  expect(screen.drawn).toBe(2);
});

it('draws two changes at a time when the later one has ended', async () => {
  const screen = new Screen();
  let letGo = () => {};
  const first = drawOnce(
    viewports(screen),
    () => screen.render(),
    () => new Promise(resolve => (letGo = resolve))
  );
  await drawOnce(viewports(screen), () => screen.render(), frames());
  expect(screen.drawn).toBe(0);
  for (let i = 0; i < 4; i++) {
    letGo();
    await Promise.resolve();
    await Promise.resolve();
  }
  await first;
  expect(screen.drawn).toBe(1);
});

it('draws no picture because of the first one, but later ones', async () => {
  const screen = new Screen();
  screen.onFirst = () => screen.render();
  await drawOnce(viewports(screen), () => screen.render(), frames());
  expect(screen.drawn).toBe(1);
  screen.render();
  expect(screen.drawn).toBe(2);
  expect(Object.hasOwn(screen, 'render')).toBe(false);
});
