import { CONDITIONS, conditionLabel, GRADING_DEFINITIONS, GRADINGS } from '../../findings';
import { cellWords, isDecided, statedFinding, statedGrading, type Stated } from './cells';
import { BLACK, GRAY, MARGIN, NOT_GRADED, WIDTH, type Drawing } from './drawing';
import type { SummaryContent } from './summaryContent';

interface Column {
  readonly title: string;
  readonly cells: readonly (Stated | null)[];
}

const ROW = 22;
const FIRST_COLUMN = 42;

/** @returns where the grid ends */
function grid(
  drawing: Drawing,
  y: number,
  title: string,
  levels: readonly string[],
  columns: readonly Column[]
): number {
  drawing.line(MARGIN, y + 8, title, { size: 9, font: 'bold' });
  const wide = (WIDTH - FIRST_COLUMN) / columns.length;
  const top = y + 12;
  const head = 24;
  columns.forEach(({ title: words }, i) => {
    const x = MARGIN + FIRST_COLUMN + i * wide;
    drawing.block(x + 2, top + 7, words, { width: wide - 3, lines: 3, size: 6.4, color: GRAY });
  });
  levels.forEach((level, row) => {
    const at = top + head + row * ROW;
    drawing.line(MARGIN, at + 13, level, { font: 'bold' });
    columns.forEach(({ cells }, i) => {
      const cell = cells[row];
      const x = MARGIN + FIRST_COLUMN + i * wide;
      const shade = cell && cell.status !== 'rejected' ? cell.shade : NOT_GRADED;
      drawing.box(x, at, wide - 1, ROW - 1, shade);
      const { first, second } = cell ? cellWords(cell) : { first: 'not graded', second: '' };
      const decided = cell && isDecided(cell);
      if (decided) {
        drawing.box(x, at, 2.5, ROW - 1, BLACK);
      }
      const color = cell && cell.grade !== 'not-graded' ? BLACK : GRAY;
      drawing.line(x + 5, at + 9, first, {
        ...{ size: 7.5, color, width: wide - 7 },
        font: decided ? 'bold' : 'regular',
      });
      drawing.line(x + 5, at + 17, second, { size: 6.2, color: GRAY, width: wide - 7 });
    });
  });
  return top + head + levels.length * ROW;
}

/** Every cell of the findings, and of the gradings where there are any. Returns where they end. */
export function grids(drawing: Drawing, { record }: SummaryContent): number {
  const { levels } = record;
  const names = levels.map(({ level }) => level);
  const conditions = CONDITIONS.map((condition): Column => ({
    title: conditionLabel(condition),
    cells: levels.map(({ findings }) => {
      const finding = findings.find(one => one.condition === condition);
      return finding ? statedFinding(record, finding) : null;
    }),
  }));
  let y = grid(drawing, 402, 'Findings', names, conditions);
  if (levels.some(({ gradings }) => gradings && gradings.length > 0)) {
    const gradings = GRADINGS.map((key): Column => ({
      title: GRADING_DEFINITIONS[key].name,
      cells: levels.map(({ gradings: list }) => {
        const found = list?.find(({ grading }) => grading === key);
        return found ? statedGrading(record, found) : null;
      }),
    }));
    y = grid(drawing, y + 6, 'Degeneration gradings', names, gradings);
  }
  return y;
}
