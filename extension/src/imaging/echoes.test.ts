import { chooseEcho, type EchoImage } from './echoes';

const image = (x: number, echoTime?: number): EchoImage => ({
  position: [x, 20, 30],
  ...(echoTime === undefined ? {} : { echoTime }),
});
const places = [-8, -4, 0, 4, 8];
const echo = (time: number) => places.map(x => image(x, time));

describe('a series of several echoes', () => {
  it.each([
    ['proton density and T2, one after the other', [...echo(14), ...echo(96)], 96],
    ['T2 first', [...echo(102), ...echo(20)], 102],
    ['in turn', places.flatMap(x => [image(x, 20), image(x, 90)]), 90],
    ['a train of echoes', [10, 20, 30, 40, 50, 60, 70, 80].flatMap(echo), 80],
    ['one far beyond T2', [30, 120, 240].flatMap(echo), 120],
  ])('gives those that look like T2: %s', (_name, images, wanted) => {
    const chosen = chooseEcho(images)!;
    expect(chosen.echoTime).toBe(wanted);
    expect(chosen.images.map(({ position }) => position[0])).toEqual(places);
    expect(chosen.images.every(({ echoTime }) => echoTime === wanted)).toBe(true);
  });

  it('names all its echo times', () => {
    expect(chooseEcho([...echo(96), ...echo(14)])?.all).toEqual([14, 96]);
  });
});

it.each([
  ['one echo', echo(100)],
  ['the same image twice', [...echo(100), ...echo(100)]],
  ['echo times that are rounded differently', [...echo(100), ...echo(100.4)]],
  ['another echo time at every place', places.map((x, i) => image(x, 90 + 2 * i))],
  ['no echo times', places.map(x => image(x))],
  ['an image without one', [...echo(20), ...echo(90), image(12)]],
  ['no images', []],
])('leaves alone %s', (_name, images) => {
  expect(chooseEcho(images)).toBeNull();
});
