import type { Color, GrayPicture, Page } from './page';
import { glyphOf, type FontName } from './text';

/** An RGB image, row-major, three bytes a pixel. */
export interface RgbImage {
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
}

/** Lines of samples per pixel; along a line the coverage is exact. */
const SUB_LINES = 4;

interface Edge {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Straight pieces that a curve is drawn in. */
const CURVE_PIECES = 4;

const outlines = new Map<string, readonly Edge[]>();

/** The outline of a character as straight edges, in thousandths of the size, y upwards. */
function edgesOf(character: string, font: FontName): readonly Edge[] {
  const key = `${font} ${character}`;
  const known = outlines.get(key);
  if (known) {
    return known;
  }
  const edges: Edge[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const to = (nextX: number, nextY: number): void => {
    edges.push({ x0: x, y0: y, x1: nextX, y1: nextY });
    [x, y] = [nextX, nextY];
  };
  for (const [, command, rest] of glyphOf(character, font)[1].matchAll(/([MLQZ])([^MLQZ]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = rest!.split(' ').map(Number);
    if (command === 'M') {
      [x, y, startX, startY] = [a, b, a, b];
    } else if (command === 'L') {
      to(a, b);
    } else if (command === 'Q') {
      const [fromX, fromY] = [x, y];
      for (let i = 1; i <= CURVE_PIECES; i++) {
        const t = i / CURVE_PIECES;
        const u = 1 - t;
        to(u * u * fromX + 2 * u * t * a + t * t * c, u * u * fromY + 2 * u * t * b + t * t * d);
      }
    } else {
      to(startX, startY);
    }
  }
  outlines.set(key, edges);
  return edges;
}

/** Adds what a span from one x to another covers of each pixel of a line. */
function cover(line: Float32Array, from: number, to: number, weight: number): void {
  const start = Math.max(0, from);
  const end = Math.min(line.length, to);
  for (let column = Math.floor(start); column < end; column++) {
    const part = Math.min(end, column + 1) - Math.max(start, column);
    line[column]! += part * weight;
  }
}

/** Draws a page on pixels. */
class Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
  private readonly line: Float32Array;

  constructor(
    width: number,
    height: number,
    private readonly scale: number
  ) {
    this.columns = Math.round(width * scale);
    this.rows = Math.round(height * scale);
    this.pixels = new Uint8Array(this.columns * this.rows * 3).fill(255);
    this.line = new Float32Array(this.columns);
  }

  box(x: number, y: number, width: number, height: number, color: Color): void {
    const [left, top, right, bottom] = [x, y, x + width, y + height].map(v =>
      Math.round(v * this.scale)
    ) as [number, number, number, number];
    // A line that is thinner than a pixel is one all the same.
    for (let row = Math.max(0, top); row < Math.min(this.rows, Math.max(bottom, top + 1)); row++) {
      const end = Math.min(this.columns, Math.max(right, left + 1));
      for (let column = Math.max(0, left); column < end; column++) {
        this.mix(row * this.columns + column, color, 1);
      }
    }
  }

  text(x: number, y: number, text: string, font: FontName, size: number, color: Color): void {
    let at = x;
    for (const character of text) {
      this.glyph(at, y, character, font, size, color);
      at += (glyphOf(character, font)[0] * size) / 1000;
    }
  }

  picture(x: number, y: number, width: number, height: number, picture: GrayPicture): void {
    const { scale } = this;
    const [left, top] = [Math.round(x * scale), Math.round(y * scale)];
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    for (let row = 0; row < high; row++) {
      for (let column = 0; column < wide; column++) {
        const value = sample(
          picture,
          ((column + 0.5) * picture.columns) / wide - 0.5,
          ((row + 0.5) * picture.rows) / high - 0.5
        );
        const pixel = ((top + row) * this.columns + left + column) * 3;
        this.pixels.fill(value, pixel, pixel + 3);
      }
    }
  }

  private mix(pixel: number, color: Color, share: number): void {
    for (let c = 0; c < 3; c++) {
      const at = pixel * 3 + c;
      this.pixels[at] = Math.round(this.pixels[at]! * (1 - share) + color[c]! * share);
    }
  }

  /** Fills an outline by the non-zero winding rule. */
  private glyph(
    x: number,
    y: number,
    character: string,
    font: FontName,
    size: number,
    color: Color
  ): void {
    const { scale, line } = this;
    const unit = (size * scale) / 1000;
    const edges = edgesOf(character, font).map(({ x0, y0, x1, y1 }) => ({
      x0: x * scale + x0 * unit,
      y0: y * scale - y0 * unit,
      x1: x * scale + x1 * unit,
      y1: y * scale - y1 * unit,
    }));
    const xs = edges.flatMap(({ x0, x1 }) => [x0, x1]);
    const ys = edges.flatMap(({ y0, y1 }) => [y0, y1]);
    const left = Math.max(0, Math.floor(Math.min(...xs)));
    const right = Math.min(this.columns - 1, Math.ceil(Math.max(...xs)));
    const first = Math.max(0, Math.floor(Math.min(...ys)));
    const last = Math.min(this.rows - 1, Math.ceil(Math.max(...ys)));
    for (let row = first; row <= last; row++) {
      line.fill(0, left, right + 1);
      for (let sub = 0; sub < SUB_LINES; sub++) {
        const at = row + (sub + 0.5) / SUB_LINES;
        const crossings = edges
          .filter(({ y0, y1 }) => y0 <= at !== y1 <= at)
          .map(({ x0, y0, x1, y1 }) => ({
            at: x0 + ((at - y0) / (y1 - y0)) * (x1 - x0),
            turn: y1 > y0 ? 1 : -1,
          }))
          .sort((a, b) => a.at - b.at);
        let winding = 0;
        crossings.forEach(({ at: from, turn }, i) => {
          winding += turn;
          const next = crossings[i + 1];
          if (winding !== 0 && next) {
            cover(line, from, next.at, 1 / SUB_LINES);
          }
        });
      }
      for (let column = left; column <= right; column++) {
        const share = line[column]!;
        if (share > 0) {
          this.mix(row * this.columns + column, color, Math.min(1, share));
        }
      }
    }
  }
}

/** Linear between pixel centers; the border goes on outwards. */
function sample({ columns, rows, pixels }: GrayPicture, column: number, row: number): number {
  const at = (r: number, c: number) =>
    pixels[Math.min(rows - 1, Math.max(0, r)) * columns + Math.min(columns - 1, Math.max(0, c))]!;
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, below] = [column - left, row - top];
  return Math.round(
    (at(top, left) * (1 - right) + at(top, left + 1) * right) * (1 - below) +
      (at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right) * below
  );
}

/**
 * A page as an image.
 * @param scale pixels per pt
 */
export function rasterPage({ width, height, items }: Page, scale: number): RgbImage {
  const canvas = new Canvas(width, height, scale);
  for (const item of items) {
    const { x, y } = item;
    switch (item.kind) {
      case 'box':
        canvas.box(x, y, item.width, item.height, item.color);
        break;
      case 'text':
        canvas.text(x, y, item.text, item.font, item.size, item.color);
        break;
      case 'picture':
        canvas.picture(x, y, item.width, item.height, item.picture);
    }
  }
  const { columns, rows, pixels } = canvas;
  return { columns, rows, pixels };
}
