import { heatImage } from './heatImage';

const rows = 6;
const columns = 8;
const image = new Uint8Array(rows * columns).fill(100);

describe('the picture of what drove a grade', () => {
  it('is the plain image where nothing did', () => {
    const fall = new Float32Array(rows * columns);
    const pixels = heatImage({ rows, columns, image, fall }, 0);
    expect([...pixels.slice(0, 4)]).toEqual([100, 100, 100, 255]);
    expect(new Set(pixels)).toEqual(new Set([100, 255]));
  });

  it('outlines and tints the strongest places', () => {
    const fall = new Float32Array(rows * columns);
    for (let r = 1; r < 5; r++) {
      fall.fill(0.4, r * columns + 2, r * columns + 6);
    }
    const pixels = heatImage({ rows, columns, image, fall }, 0.4);
    const at = (r: number, c: number) => [...pixels.slice((r * columns + c) * 4).slice(0, 3)];
    expect(at(0, 0)).toEqual([100, 100, 100]);
    expect(at(1, 2)).toEqual([255, 230, 80]);
    const [red, , blue] = at(2, 3);
    expect(red! - blue!).toBeGreaterThan(50);
  });

  it('shares one scale between volumes', () => {
    const fall = new Float32Array(rows * columns).fill(0.1);
    const pixels = heatImage({ rows, columns, image, fall }, 0.9);
    expect([...pixels.slice(0, 3)]).not.toEqual([255, 230, 80]);
  });
});
