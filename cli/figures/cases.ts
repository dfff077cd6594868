import { LEVELS, type Level } from '../../extension/src/findings';
import { GRADED, type Graded } from './graded';

/** One graded cell whose truth is known. Classes are indices, normal to worst. */
export interface Case {
  readonly study: string;
  readonly level: Level;
  readonly condition: Graded;
  readonly truth: number;
  /** The class that was stated. */
  readonly predicted: number;
  /** One per class; they sum to 1. */
  readonly probabilities: readonly number[];
  /** What the measurements alone say; one per class. */
  readonly comparator?: readonly number[];
}

/** The cases of one condition, one value per case (probabilities: one per case and class). */
export interface Columns {
  /** Index into CaseTable.names(). */
  readonly study: readonly number[];
  /** Index into LEVELS. */
  readonly level: readonly number[];
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  /** [cases, classes] */
  readonly probabilities: readonly number[];
  /** [cases, classes]; NaN where the measurements said nothing. */
  readonly comparator: readonly number[];
}

type Mutable<T> = { -readonly [K in keyof T]: number[] };

/** Collects cases column by column: a few dozen bytes a case, so that a whole archive fits. */
export class CaseTable {
  private readonly indices = new Map<string, number>();
  private readonly tables = new Map<Graded, Mutable<Columns>>();

  /** Adds a case; the lengths of its lists must be the number of classes. */
  add({ study, level, condition, truth, predicted, probabilities, comparator }: Case): void {
    let table = this.tables.get(condition);
    if (!table) {
      table = { study: [], level: [], truth: [], predicted: [], probabilities: [], comparator: [] };
      this.tables.set(condition, table);
    }
    let index = this.indices.get(study);
    if (index === undefined) {
      index = this.indices.size;
      this.indices.set(study, index);
    }
    table.study.push(index);
    table.level.push(LEVELS.indexOf(level));
    table.truth.push(truth);
    table.predicted.push(predicted);
    table.probabilities.push(...probabilities);
    table.comparator.push(...(comparator ?? probabilities.map(() => NaN)));
  }

  get studies(): number {
    return this.indices.size;
  }

  /** Names of the studies in the order of Columns.study. */
  names(): string[] {
    return [...this.indices.keys()];
  }

  /** Conditions and gradings that have cases, in the order of GRADED. */
  get conditions(): readonly Graded[] {
    return GRADED.filter(condition => this.tables.has(condition));
  }

  columns(condition: Graded): Columns | undefined {
    return this.tables.get(condition);
  }
}
