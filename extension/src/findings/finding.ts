import type { NotGradedReason } from './notGraded';
import type { Condition, Grade, GradeOrNotGraded, Level } from './vocabulary';

/** A point or vector in DICOM patient space (LPS: +x left, +y posterior, +z head), mm. */
export type Vec3 = readonly [number, number, number];

/** Which weights made a statement. */
export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
  /** Lower-case hexadecimal SHA-256 of the weights file. */
  readonly sha256: string;
}

export type FindingSource =
  | { readonly kind: 'model'; readonly model: ModelIdentity }
  | { readonly kind: 'person'; readonly name?: string };

/** suggested: by a model, nobody has looked; the other three are a person's decision. */
export type FindingStatus = 'suggested' | 'accepted' | 'changed' | 'rejected';

/** What the model said, kept beside what a person made of it. */
export interface ModelGrade {
  readonly grade: Grade;
  /** Probability per grade of the condition's scale; sums to 1. */
  readonly probabilities: Readonly<Partial<Record<Grade, number>>>;
  readonly model: ModelIdentity;
}

/** What the measurements of a level alone say, stated beside the model's grade. */
export interface ComparatorGrade {
  readonly grade: Grade;
  /** Probability per grade of the condition's scale; sums to 1. */
  readonly probabilities: Readonly<Partial<Record<Grade, number>>>;
  /** Of the ordinal model in the grading model's manifest entry. */
  readonly version: string;
}

/** One condition at one level. */
export interface Finding {
  /** Stable identity, a DICOM UID; survives saving, reloading and saving again (SR tracking UID). */
  readonly uid: string;
  readonly level: Level;
  readonly condition: Condition;
  readonly grade: GradeOrNotGraded;
  /** Why the grade is 'not-graded'; missing in reports that do not say, and with any other grade. */
  readonly notGradedReason?: NotGradedReason;
  /** Present when a model graded this cell, also after a person changed the grade. */
  readonly modelGrade?: ModelGrade;
  /** Present when a model graded this cell and the measurements were there to compare it with. */
  readonly comparator?: ComparatorGrade;
  readonly source: FindingSource;
  readonly status: FindingStatus;
  /** Where the finding is, LPS mm. */
  readonly point: Vec3;
  /** Who accepted, changed or rejected it ("Family^Given"); absent where nobody is known to have. */
  readonly reviewer?: string;
  /** What a person wrote about it in words of their own; never empty. */
  readonly remark?: string;
  /** Set when the calibrated probability, or a disagreement, says that the grade is doubtful. */
  readonly unsure?: boolean;
}
