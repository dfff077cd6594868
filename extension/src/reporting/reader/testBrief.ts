import { readReport } from '.';

const SHORT: Readonly<Record<string, string>> = {
  none: '0',
  mild: '1',
  moderate: '2',
  severe: '3',
  present: '+',
  absent: '-',
};

/** Labels as "L4-L5 SCS2 LFS1; L5-S1 DB+"; both sides of a foramen or facet as FS, FA when equal. */
export function brief(text: string): string {
  const levels = new Map<string, Map<string, string>>();
  for (const { level, condition, grade } of readReport(text).labels) {
    const cells = levels.get(level) ?? new Map<string, string>();
    levels.set(level, cells.set(condition, SHORT[grade]!));
  }
  return [...levels]
    .map(([level, cells]) => {
      for (const pair of ['FS', 'FA']) {
        const [left, right] = [cells.get(`L${pair}`), cells.get(`R${pair}`)];
        if (left !== undefined && left === right) {
          cells.delete(`L${pair}`);
          cells.delete(`R${pair}`);
          cells.set(pair, left);
        }
      }
      return `${level} ${[...cells]
        .map(([key, value]) => key + value)
        .sort()
        .join(' ')}`;
    })
    .join('; ');
}

/** The same labels at every level of the lumbar spine. */
export const allLevels = (labels: string): string =>
  ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1'].map(level => `${level} ${labels}`).join('; ');
