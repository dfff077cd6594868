import { CONDITIONS, LEVELS, type Condition, type Level } from '../../extension/src/findings';

/** One number per level and condition of a study, in a few bytes. */
export class Cells {
  private readonly studies = new Map<string, Uint8Array>();

  private at(level: Level, condition: Condition): number {
    return LEVELS.indexOf(level) * CONDITIONS.length + CONDITIONS.indexOf(condition);
  }

  get(study: string, level: Level, condition: Condition): number {
    return this.studies.get(study)?.[this.at(level, condition)] ?? 0;
  }

  set(study: string, level: Level, condition: Condition, value: number): void {
    let cells = this.studies.get(study);
    if (!cells) {
      cells = new Uint8Array(LEVELS.length * CONDITIONS.length);
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

  count(): number {
    let count = 0;
    for (const cells of this.studies.values()) {
      count += cells.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    }
    return count;
  }
}
