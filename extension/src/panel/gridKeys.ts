import { CONDITION_DEFINITIONS, type Condition, type Level } from '../findings';
import type { Session } from '../viewer/session/session';
import { findingAt, type Cell, type GradedStudy } from '../viewer/study/state';

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const clamp = (index: number, length: number): number => Math.max(0, Math.min(length - 1, index));

/** The cell that an arrow key leads to; null for other keys. */
export function cellAfter(
  key: string,
  from: Cell,
  levels: readonly Level[],
  conditions: readonly Condition[]
): Cell | null {
  const step = STEPS[key];
  if (!step || levels.length === 0 || conditions.length === 0) {
    return null;
  }
  const row = clamp(conditions.indexOf(from.condition) + step[0], conditions.length);
  const column = clamp(levels.indexOf(from.level) + step[1], levels.length);
  return { level: levels[column]!, condition: conditions[row]! };
}

/** Decides on a cell by key: a accepts, A its whole level, r rejects, 1-4 grade. False: no such key. */
export function decideByKey(
  key: string,
  cell: Cell,
  study: GradedStudy,
  { decisions }: Pick<Session, 'decisions'>
): boolean {
  const grade = CONDITION_DEFINITIONS[cell.condition].grades[Number(key) - 1];
  const finding = findingAt(study, cell);
  if (grade) {
    decisions.change(cell, grade);
  } else if (key === 'A') {
    decisions.acceptAll(cell.level);
  } else if (finding && finding.grade !== 'not-graded' && (key === 'a' || key === 'r')) {
    (key === 'a' ? decisions.accept : decisions.reject)(cell);
  } else {
    return false;
  }
  return true;
}
