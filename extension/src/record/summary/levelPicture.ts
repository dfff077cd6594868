import { patientToPixel } from '../../imaging/geometry';
import { along } from '../../imaging/vec3';
import { BLACK, BURNT_IN, MARGIN, PICTURE, RED, WHITE, YELLOW, type Drawing } from './drawing';
import type { SummaryContent } from './summaryContent';
import { textWidth } from './text';

/** From a disc's center to its name. */
const NAME_MM = 27;

/** The picture with the discs' names at their places. */
export function levelPicture(
  drawing: Drawing,
  { picture: gray, plane, record }: SummaryContent
): void {
  const { top, width, height } = PICTURE;
  drawing.box(MARGIN, top, width, height, BLACK);
  if (!gray || !plane) {
    drawing.line(MARGIN + 12, top + height / 2, 'The images were not at hand.', { color: WHITE });
    return;
  }
  // Pixels need not be square.
  const [wideMm, highMm] = [plane.columns * plane.columnSpacing, plane.rows * plane.rowSpacing];
  const scale = Math.min(width / wideMm, height / highMm);
  const [wide, high] = [wideMm * scale, highMm * scale];
  const [left, upper] = [MARGIN + (width - wide) / 2, top + (height - high) / 2];
  drawing.items.push({
    kind: 'picture',
    ...{ x: left, y: upper, width: wide, height: high, picture: gray },
  });
  for (const { level, frame } of record.levels) {
    const { column, row } = patientToPixel(plane, frame.center);
    const x = left + ((column + 0.5) / plane.columns) * wide;
    const y = upper + ((row + 0.5) / plane.rows) * high;
    if (x < left || x > left + wide || y < upper || y > upper + high) {
      continue;
    }
    drawing.box(x - 1.5, y - 1.5, 3, 3, YELLOW);
    const words = textWidth(level, 'bold', 8);
    // In front of the spine: the canal stays clear.
    const front = patientToPixel(plane, along(frame.center, frame.anterior, NAME_MM)).column;
    const edge = left + ((front + 0.5) / plane.columns) * wide;
    const wanted = edge < x ? edge - words : edge;
    const at = Math.max(MARGIN + 4, Math.min(wanted, MARGIN + width - words - 4));
    drawing.box(at - 2, y - 6, words + 4, 10, BLACK);
    drawing.line(at, y + 2, level, { font: 'bold', color: YELLOW });
  }
  drawing.box(MARGIN, top + height - 15, width, 15, RED);
  drawing.centered(top + height - 4.5, BURNT_IN, 10, WHITE, MARGIN, MARGIN + width);
}
