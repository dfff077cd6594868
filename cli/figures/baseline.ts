import { LEVELS, type Level } from '../../extension/src/findings';
import type { Graded } from './graded';
import type { Scheme } from './scale';
import { classesOf } from './scale';

/**
 * What somebody says who knows only the level: the most frequent class of a condition at that level in the
 * training set, with the classes' frequencies as probabilities.
 */
export class LevelFrequencies {
  private readonly counts = new Map<Graded, number[][]>();

  constructor(private readonly scheme: Scheme) {}

  /** Counts one label. */
  add(condition: Graded, level: Level, label: number): void {
    let table = this.counts.get(condition);
    if (!table) {
      const classes = classesOf(condition, this.scheme);
      table = LEVELS.map(() => classes.map(() => 0));
      this.counts.set(condition, table);
    }
    table[LEVELS.indexOf(level)]![label]!++;
  }

  /** Frequencies of the classes; those of all levels where the level has no label; null: no label at all. */
  at(condition: Graded, level: Level): readonly number[] | null {
    const table = this.counts.get(condition);
    if (!table) {
      return null;
    }
    const here = table[LEVELS.indexOf(level)]!;
    const counts = here.some(n => n > 0)
      ? here
      : here.map((_, k) => table.reduce((sum, row) => sum + row[k]!, 0));
    const total = counts.reduce((a, b) => a + b, 0);
    return counts.map(n => n / total);
  }
}
