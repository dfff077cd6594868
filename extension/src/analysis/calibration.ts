import type { Condition, Level } from '../findings';
import type { MeasurementName } from './measure/measurementValues';

/**
 * Which grades are sure: those that a set of the likeliest ones, made to hold the truth in `coverage` of all cases
 * (Vovk et al., 2005, with a threshold per class), does not contradict.
 */
export interface Conformal {
  /** Share of the cases whose true class is in the set. */
  readonly coverage: number;
  /** How many classes from the shown one the others in the set may be for it to be sure. */
  readonly tolerance: number;
  /** Per class: the calibrated probability from which on it is in the set. */
  readonly thresholds: readonly number[];
}

/** probabilities = softmax(logits / temperature + bias) */
export interface HeadCalibration {
  /** Guo et al., ICML 2017. */
  readonly temperature: number;
  /** One per class; zeros where missing. */
  readonly bias?: readonly number[];
  /** Missing: unsureBelow or unsureWithin hold. */
  readonly conformal?: Conformal;
}

/** How far one head's logits are to be trusted. */
export interface Calibration extends HeadCalibration {
  /** A severity grade of less calibrated probability is unsure. */
  readonly unsureBelow?: number;
  /** A presence grade nearer to the operating point is unsure. */
  readonly unsureWithin?: number;
  /** Further bias by level, one per class, for how often a condition is met there; T12-L1 has that of L1-L2. */
  readonly levelBias?: Readonly<Partial<Record<Level, readonly number[]>>>;
  /** In place of the rest where the model got no T1 images. */
  readonly withoutT1?: HeadCalibration;
}

/**
 * A proportional-odds model (McCullagh 1980) of measurements: z = Σ weights[i] · (x[i] − mean[i]) /
 * scale[i], and the grade exceeds the k-th one with probability σ(z − thresholds[k]).
 */
export interface OrdinalModel {
  readonly measurements: readonly MeasurementName[];
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly weights: readonly number[];
  /** Ascending; one fewer than the condition has grades. */
  readonly thresholds: readonly number[];
}

/** Grades from measurements alone, stated beside those of the network. */
export interface Comparator {
  readonly version: string;
  readonly conditions: Partial<Readonly<Record<Condition, OrdinalModel>>>;
}
