import { LEVELS, type Level } from '../../extension/src/findings';
import { GRADED, type Graded } from '../figures/graded';

/** One number per level and condition of a study, in a few bytes. */
export class Cells {
  private readonly studies = new Map<string, Uint8Array>();

  private at(level: Level, condition: Graded): number {
    return LEVELS.indexOf(level) * GRADED.length + GRADED.indexOf(condition);
  }

  get(study: string, level: Level, condition: Graded): number {
    return this.studies.get(study)?.[this.at(level, condition)] ?? 0;
  }

  set(study: string, level: Level, condition: Graded, value: number): void {
    let cells = this.studies.get(study);
    if (!cells) {
      cells = new Uint8Array(LEVELS.length * GRADED.length);
      this.studies.set(study, cells);
    }
    cells[this.at(level, condition)] = value;
  }

  has(study: string): boolean {
    return this.studies.has(study);
  }

  *names(): Iterable<string> {
    yield* this.studies.keys();
  }

  /** Cells that hold a number, of the conditions and gradings that are asked for. */
  count(asked: (key: Graded) => boolean): number {
    const counts = GRADED.map(asked);
    let count = 0;
    for (const cells of this.studies.values()) {
      count += cells.reduce(
        (sum, value, i) => sum + (value > 0 && counts[i % GRADED.length] ? 1 : 0),
        0
      );
    }
    return count;
  }
}
