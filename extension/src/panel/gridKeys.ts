import type { Condition, Level } from '../findings';
import type { Session } from '../viewer/session/session';
import type { Cell } from '../viewer/study/state';

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

/** Reviews by key: n and p step, a accepts, A the level, r rejects, 1-4 grade. False: no such key. */
export function reviewByKey(key: string, { review }: Pick<Session, 'review'>): boolean {
  switch (key) {
    case 'n':
      review.step(1);
      return true;
    case 'p':
      review.step(-1);
      return true;
    case 'a':
      review.accept();
      return true;
    case 'A':
      review.acceptLevel();
      return true;
    case 'r':
      review.reject();
      return true;
    default:
      if (!/^[1-4]$/.test(key)) {
        return false;
      }
      review.grade(Number(key) - 1);
      return true;
  }
}
