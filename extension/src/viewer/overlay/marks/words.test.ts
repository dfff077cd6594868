import { word } from '../../host/svgLayer';
import { lettersFor } from './markedImage';
import { apart } from './words';

const at = (text: string, x: number, y: number) => word(text, [x, y], { 'font-size': 13 });
const places = (...shapes: Parameters<typeof apart>[0]) =>
  apart(shapes).map(({ attributes: { x, y } }) => [x, y]);

describe('words on an image', () => {
  it('stay where they are as long as none covers another', () => {
    expect(places(at('L3-L4', 10, 100), at('L4-L5', 10, 130), at('AP 8 mm', 200, 100))).toEqual([
      [10, 100],
      [10, 130],
      [200, 100],
    ]);
  });

  it('make room for those before them, one line down, or up', () => {
    const [, second, third] = places(
      at('L3-L4', 10, 100),
      at('slip 3 mm', 20, 101),
      at('canal stenosis', 30, 99)
    );
    expect(second![1]).toBeCloseTo(101 + 15.6);
    expect(third![1]).toBeCloseTo(99 - 15.6);
  });

  it('take the line with them that leads to them', () => {
    const leader = {
      tag: 'line' as const,
      attributes: { x1: 0, y1: 100, x2: 18, y2: 100, class: 'deepspine-leader' },
    };
    const [, , line] = apart([at('L3-L4', 10, 100), at('slip 3 mm', 20, 101), leader]);
    expect(line!.attributes.y1).toBe(100);
    expect(line!.attributes.y2).toBeCloseTo(115.6);
  });

  it('leave lines and circles alone', () => {
    const line = { tag: 'line' as const, attributes: { x1: 0, y1: 0, x2: 9, y2: 0 } };
    expect(apart([at('L3-L4', 0, 0), line])[1]).toBe(line);
  });

  it('are never smaller than 13 pixels, and grow with the picture', () => {
    const letters = (clientWidth: number, clientHeight: number) =>
      lettersFor({ clientWidth, clientHeight });
    expect(letters(283, 330)).toBe(13);
    expect(letters(1540, 1030)).toBe(19);
    expect(letters(3100, 2100)).toBe(22);
  });
});
