import type { Condition, Grade, Level } from '../../findings';
import type { SectionKind } from './sections';

/** Levels of reports: those of the vocabulary, and two more where six lumbar-type vertebrae are named. */
export type ReportLevel = Level | 'L5-L6' | 'L6-S1';

/** The words a label rests on. */
export interface Evidence {
  /** UTF-16 offsets into the report's text; `quote` is the text between them. */
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  /** The words that name the level, and their offsets; empty and null where no words do. */
  readonly levelWords: string;
  readonly levelStart: number | null;
  readonly levelEnd: number | null;
  readonly section: Exclude<SectionKind, 'ignored'>;
  /** How the words reach the level: named there, said of all, of the rest, or a whole normal level. */
  readonly reach: 'named' | 'all' | 'rest' | 'normal-level';
}

/** One condition at one level, as the report says it. */
export interface ReportLabel {
  readonly level: ReportLevel;
  readonly condition: Condition;
  readonly grade: Grade;
  readonly evidence: Evidence;
}

/** What a report says; conditions that it does not mention have no label. */
export interface ReportReading {
  /** From the top level down, conditions in the vocabulary's order. */
  readonly labels: readonly ReportLabel[];
}
