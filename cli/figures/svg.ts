import type { Reliability } from './metrics';
import type { RocPoint } from './roc';

const SIZE = 220;
const MARGIN = 34;

const x = (share: number): string => (MARGIN + share * SIZE).toFixed(1);
const y = (share: number): string => (8 + (1 - share) * SIZE).toFixed(1);

/** A curve with the CSS class of its stroke. */
export interface Curve {
  readonly style: string;
  readonly points: readonly RocPoint[];
}

function frame(title: string, across: string, up: string, content: string): string {
  const ticks = [0, 0.5, 1]
    .map(
      share =>
        `<text x="${x(share)}" y="${SIZE + 24}" text-anchor="middle">${share}</text>` +
        `<text x="${MARGIN - 5}" y="${Number(y(share)) + 4}" text-anchor="end">${share}</text>`
    )
    .join('');
  return (
    `<svg role="img" aria-label="${title}" viewBox="0 0 ${SIZE + MARGIN + 12} ${SIZE + 46}">` +
    `<rect class="frame" x="${MARGIN}" y="8" width="${SIZE}" height="${SIZE}"/>` +
    `<path class="chance" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>${ticks}` +
    `<text x="${x(0.5)}" y="${SIZE + 40}" text-anchor="middle">${across}</text>` +
    `<text transform="translate(10 ${y(0.5)}) rotate(-90)" text-anchor="middle">${up}</text>` +
    `${content}</svg>`
  );
}

/** Corners of a curve are enough: points on straight stretches say nothing more. */
function corners(points: readonly RocPoint[]): readonly RocPoint[] {
  return points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) {
      return true;
    }
    const turn =
      (point.falsePositiveRate - before.falsePositiveRate) *
        (after.sensitivity - point.sensitivity) -
      (after.falsePositiveRate - point.falsePositiveRate) *
        (point.sensitivity - before.sensitivity);
    return Math.abs(turn) > 1e-12;
  });
}

/** ROC curves over the unit square, with a mark at an operating point. */
export function rocPlot(title: string, curves: readonly Curve[], mark: RocPoint | null): string {
  const paths = curves
    .filter(({ points }) => points.length > 0)
    .map(({ style, points }) => {
      const path = corners(points)
        .map((p, i) => `${i ? 'L' : 'M'}${x(p.falsePositiveRate)} ${y(p.sensitivity)}`)
        .join('');
      return `<path class="curve ${style}" d="${path}"/>`;
    });
  const dot = mark
    ? `<circle class="mark" r="4" cx="${x(mark.falsePositiveRate)}" cy="${y(mark.sensitivity)}"/>`
    : '';
  return frame(title, '1 − specificity', 'sensitivity', paths.join('') + dot);
}

/** Stated probability against observed share; the area of a dot is its share of the cases. */
export function reliabilityPlot(title: string, bins: readonly Reliability[]): string {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  const filled = bins.filter(bin => bin.count > 0);
  const path = filled
    .map((bin, i) => `${i ? 'L' : 'M'}${x(bin.confidence)} ${y(bin.observed)}`)
    .join('');
  const dots = filled.map(
    bin =>
      `<circle class="bin" r="${(2 + 10 * Math.sqrt(bin.count / total)).toFixed(1)}" ` +
      `cx="${x(bin.confidence)}" cy="${y(bin.observed)}"><title>${bin.count} cases</title></circle>`
  );
  return frame(
    title,
    'stated probability',
    'observed',
    `<path class="curve c0" d="${path}"/>${dots.join('')}`
  );
}
