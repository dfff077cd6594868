import { notAssessedSentence } from '../../findings';
import { BURNT_IN, Drawing, GRAY, LINE, MARGIN, RED, WHITE, WIDTH } from './drawing';
import { grids } from './grids';
import { heading } from './heading';
import { levelPicture } from './levelPicture';
import { PAGE_HEIGHT, PAGE_WIDTH, type Page } from './page';
import { sideText } from './sideText';
import type { SummaryContent } from './summaryContent';
import { pageText } from './text';

const LEGEND =
  'Black bar: a person accepted, changed or rejected it; all else is what a model suggests, with its probability. ' +
  '*: tested on simulated images only, without evidence from patients. ?: doubtful. not graded: nobody said anything, which is not “none”.';

function foot(drawing: Drawing, { record }: SummaryContent, from: number): void {
  const models = record.models
    .map(({ name, version, sha256 }) => `${name} ${version} (${sha256.slice(0, 8)})`)
    .join(', ');
  const lines = [LEGEND, notAssessedSentence(record.notAssessed ?? []), `Models: ${models}.`]
    .filter(Boolean)
    .map(pageText);
  const bottom = PAGE_HEIGHT - 24;
  const size = 6.4;
  const room = Math.max(1, Math.floor((bottom - from - 6) / (size * 1.25)));
  drawing.box(MARGIN, from + 2, WIDTH, 0.5, LINE);
  drawing.block(MARGIN, from + 11, lines.join('\n'), {
    ...{ width: WIDTH, lines: room, size, color: GRAY },
  });
  drawing.box(0, PAGE_HEIGHT - 22, PAGE_WIDTH, 22, RED);
  drawing.centered(PAGE_HEIGHT - 7, BURNT_IN, 13, WHITE);
}

/**
 * One page of a study for systems that know no structured report: whose it is, a sagittal slice with the discs' names,
 * every cell of both grids, the draft and what is in doubt.
 */
export function summaryPage(content: SummaryContent): Page {
  const drawing = new Drawing();
  heading(drawing, content);
  levelPicture(drawing, content);
  sideText(drawing, content);
  foot(drawing, content, grids(drawing, content));
  return { width: PAGE_WIDTH, height: PAGE_HEIGHT, items: drawing.items };
}
