import type { ExplainedVolume } from '../analysis/grade/occlusion';

/** Places that lower the grade's probability by at least this share of the largest fall are outlined. */
const OUTLINED = 0.5;
/** How strongly the most important place is tinted, 0..1. */
const TINT = 0.45;

/**
 * A volume's middle plane with the places that drove the grade: tinted, and outlined, so that it can be
 * read without colours.
 * @param strongest the largest fall over all volumes of the disc; they share one scale
 * @returns RGBA, row-major, four bytes per pixel
 */
export function heatImage(
  { rows, columns, image, fall }: Pick<ExplainedVolume, 'rows' | 'columns' | 'image' | 'fall'>,
  strongest: number
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(rows * columns * 4);
  const share = (i: number) => (strongest > 0 ? fall[i]! / strongest : 0);
  const inside = (r: number, c: number) =>
    r >= 0 && c >= 0 && r < rows && c < columns && share(r * columns + c) >= OUTLINED;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const i = r * columns + c;
      const edge =
        inside(r, c) &&
        !(inside(r - 1, c) && inside(r + 1, c) && inside(r, c - 1) && inside(r, c + 1));
      const tint = TINT * share(i);
      const grey = image[i]! * (1 - tint);
      pixels.set(
        edge ? [255, 230, 80, 255] : [grey + 255 * tint, grey + 140 * tint, grey, 255],
        i * 4
      );
    }
  }
  return pixels;
}
