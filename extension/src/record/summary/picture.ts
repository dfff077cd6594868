import type { Slice } from '../../imaging/types';
import { quantile } from '../../imaging/quantile';
import type { GrayPicture } from './page';

/** Shares of the pixels that become black and white: what lies beyond says little and takes the contrast. */
const BLACK = 0.01;
const WHITE = 0.995;
/** Pixels that the window is found from. */
const SAMPLES = 20_000;

/** A slice as gray values, with a window that shows most of what is in it. */
export function grayPicture({ columns, rows, pixels }: Slice): GrayPicture {
  const step = Math.max(1, Math.floor(pixels.length / SAMPLES));
  const sampled = Float32Array.from(
    { length: Math.ceil(pixels.length / step) },
    (_, i) => pixels[i * step]!
  ).filter(Number.isFinite);
  const low = sampled.length > 0 ? quantile(sampled, BLACK) : 0;
  const high = sampled.length > 0 ? quantile(sampled, WHITE) : 1;
  const range = high > low ? high - low : 1;
  const gray = new Uint8Array(pixels.length);
  for (let i = 0; i < gray.length; i++) {
    const share = (pixels[i]! - low) / range;
    // Not a number: black.
    gray[i] = share > 0 ? Math.round(Math.min(1, share) * 255) : 0;
  }
  return { columns, rows, pixels: gray };
}
