import type { FontName } from './text';

/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** Gray values of a picture, row-major. */
export interface GrayPicture {
  readonly columns: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
}

/** What stands on a page, in the order of drawing. Lengths in pt, from the top left corner. */
export type PageItem =
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly color: Color;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      /** In characters of the page (pageText), without line breaks. */
      readonly text: string;
      readonly font: FontName;
      readonly size: number;
      readonly color: Color;
    }
  | {
      readonly kind: 'picture';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly picture: GrayPicture;
    };

export interface Page {
  /** pt */
  readonly width: number;
  readonly height: number;
  readonly items: readonly PageItem[];
}

/** A4. */
export const PAGE_WIDTH = 595;
export const PAGE_HEIGHT = 842;
