import type { FindingSource, FindingStatus, ModelIdentity, Vec3 } from './finding';
import type { GradingGrade, GradingGradeOrNotGraded, GradingKey } from './gradings';
import type { NotGradedReason } from './notGraded';
import type { Level } from './vocabulary';

/** What the model said of a grading, kept beside what a person made of it. */
export interface GradingModelGrade {
  readonly grade: GradingGrade;
  /** Probability per grade of the grading's scale; sums to 1. */
  readonly probabilities: Readonly<Partial<Record<GradingGrade, number>>>;
  readonly model: ModelIdentity;
}

/** One degeneration grading at one level; what is said of a Finding holds for the fields of the same name. */
export interface Grading {
  readonly uid: string;
  readonly level: Level;
  readonly grading: GradingKey;
  readonly grade: GradingGradeOrNotGraded;
  readonly notGradedReason?: NotGradedReason;
  readonly modelGrade?: GradingModelGrade;
  readonly source: FindingSource;
  readonly status: FindingStatus;
  /** LPS mm. */
  readonly point: Vec3;
  readonly reviewer?: string;
  readonly remark?: string;
  readonly unsure?: boolean;
}
