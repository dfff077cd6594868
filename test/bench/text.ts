import type { Spread } from './statistics';

/** Median and quartiles. */
export const ratio = (spread: Spread | undefined) =>
  spread ? `${spread.median.toFixed(2)} (${spread.q1.toFixed(2)}–${spread.q3.toFixed(2)})` : '–';
/** Median and quartiles of a share. */
export const percent = (spread: Spread | undefined) =>
  spread
    ? `${(100 * spread.median).toFixed(1)} % (${(100 * spread.q1).toFixed(1)}–${(100 * spread.q3).toFixed(1)})`
    : '–';

/** Cells of equal width, columns two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map(row => row[i]!.length)));
  return rows
    .map(row =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}
