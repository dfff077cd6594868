import { PAGE_WIDTH, type Color, type PageItem } from './page';
import { shortened, textWidth, wrapped, type FontName } from './text';

/** Burnt into the page at its head and its foot, and across the picture. */
export const BURNT_IN = 'RESEARCH USE ONLY – not for diagnosis';

export const BLACK: Color = [20, 20, 20];
export const GRAY: Color = [95, 95, 95];
export const LINE: Color = [170, 170, 170];
export const WHITE: Color = [255, 255, 255];
export const RED: Color = [150, 20, 20];
export const YELLOW: Color = [255, 225, 80];
export const NOT_GRADED: Color = [228, 228, 228];

/** pt */
export const MARGIN = 32;
export const WIDTH = PAGE_WIDTH - 2 * MARGIN;
export const BAND = 34;

/** Where the image is. */
export const PICTURE = { top: 128, width: 232, height: 268 } as const;

const MORE = '… more in the structured report';

/** Puts items on a page, one above the other. */
export class Drawing {
  readonly items: PageItem[] = [];

  box(x: number, y: number, width: number, height: number, color: Color): void {
    this.items.push({ kind: 'box', x, y, width, height, color });
  }

  /** One line of text that ends where its room does; y is that of the base line. */
  line(
    x: number,
    y: number,
    text: string,
    style: { size?: number; font?: FontName; color?: Color; width?: number } = {}
  ): void {
    const { size = 8, font = 'regular', color = BLACK, width = PAGE_WIDTH - MARGIN - x } = style;
    const shown = shortened(text, font, size, width);
    this.items.push({ kind: 'text', x, y, text: shown, font, size, color });
  }

  /**
   * Lines of text from a base line down; where the room ends, the last line says that more stands in the report.
   * @returns the base line of the next one
   */
  block(
    x: number,
    y: number,
    text: string,
    room: { width: number; lines: number; size?: number; font?: FontName; color?: Color }
  ): number {
    const { width, lines, size = 8, font = 'regular', color = BLACK } = room;
    const all = wrapped(text, font, size, width);
    const shown = all.length > lines ? [...all.slice(0, lines - 1), MORE] : all;
    const step = size * 1.25;
    shown.forEach((words, i) => this.line(x, y + i * step, words, { size, font, color, width }));
    return y + shown.length * step;
  }

  centered(y: number, text: string, size: number, color: Color, from = 0, to = PAGE_WIDTH): void {
    const x = from + (to - from - textWidth(text, 'bold', size)) / 2;
    this.items.push({ kind: 'text', x, y, text, font: 'bold', size, color });
  }
}
