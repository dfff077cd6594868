import { conditionLabel, GRADING_DEFINITIONS } from '../../findings';
import { BLACK, GRAY, MARGIN, PICTURE, type Drawing } from './drawing';
import { PAGE_WIDTH } from './page';
import type { SummaryContent } from './summaryContent';
import { pageText } from './text';

/** Beside the picture: the draft, what people remarked, and what is in doubt. */
export function sideText(drawing: Drawing, { record, draft }: SummaryContent): void {
  const x = MARGIN + PICTURE.width + 14;
  const width = PAGE_WIDTH - MARGIN - x;
  const title = (y: number, text: string): number => {
    drawing.line(x, y, text, { size: 9, font: 'bold' });
    return y + 12;
  };
  let y = title(PICTURE.top + 8, 'Draft report (decided by a person)');
  const none =
    'Nobody has decided on a finding yet. A draft says only what a person accepted or changed.';
  y = drawing.block(x, y, draft ? pageText(draft) : none, {
    ...{ width, lines: 12, size: 7.6 },
    color: draft ? BLACK : GRAY,
  });
  const remarks = record.levels.flatMap(({ level, findings, gradings = [] }) => [
    ...findings.flatMap(({ condition, remark }) =>
      remark ? [`${level} ${conditionLabel(condition)}: ${remark}`] : []
    ),
    ...gradings.flatMap(({ grading, remark }) =>
      remark ? [`${level} ${GRADING_DEFINITIONS[grading].name}: ${remark}`] : []
    ),
  ]);
  if (remarks.length > 0) {
    y = title(y + 5, 'Remarks of the reader');
    const text = remarks.map(remark => pageText(remark.replace(/\s+/g, ' '))).join('\n');
    y = drawing.block(x, y, text, { width, lines: 5, size: 7.6 });
  }
  const room = Math.floor((PICTURE.top + PICTURE.height - (y + 17)) / (7.2 * 1.25));
  if (record.warnings.length > 0 && room > 0) {
    y = title(y + 5, 'Warnings');
    const text = record.warnings.map(warning => `– ${pageText(warning.text)}`).join('\n');
    drawing.block(x, y, text, { width, lines: room, size: 7.2 });
  }
}
