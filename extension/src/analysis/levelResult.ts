import type { Finding, Grade, Grading, Level, Vec3 } from '../findings';
import type { LevelMeasurements } from './measure/measurements';

export type { LengthMeasurement, LevelMeasurements } from './measure/measurements';

/**
 * Right-handed frame of one disc in patient space: unit vectors, mutually orthogonal.
 * right points to the patient's right, anterior to the front, normal to the head (along the spine).
 * right × anterior = normal holds for (−x) × (−y) = +z in LPS.
 */
export interface DiscFrame {
  readonly center: Vec3;
  readonly right: Vec3;
  readonly anterior: Vec3;
  readonly normal: Vec3;
}

/** A pixel of a stored image. column and row are 0-based pixel centers and may be fractional. */
export interface ImageReference {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly column: number;
  readonly row: number;
}

export interface LevelResult {
  readonly level: Level;
  readonly frame: DiscFrame;
  /** Where on the sagittal series the level is shown best. */
  readonly sagittalReference: ImageReference;
  readonly axialReference?: ImageReference;
  readonly measurements: LevelMeasurements;
  /** One per condition, not-graded included, in the order of CONDITIONS. */
  readonly findings: readonly Finding[];
  /**
   * One per grading, not-graded included, in the order of GRADINGS; missing in records of versions that had none.
   */
  readonly gradings?: readonly Grading[];
}

export type Probabilities = Readonly<Partial<Record<Grade, number>>>;
