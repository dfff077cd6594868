import type { Graded } from './graded';
import {
  accuracyWithin,
  calibrationError,
  confusionOf,
  macroAuc,
  quadraticKappa,
  reliability,
  sensitivity,
  specificity,
  type Confusion,
  type Reliability,
} from './metrics';
import { auc, rank, rocCurve, type Ranking, type RocPoint } from './roc';
import { classesOf, isOrdinal, positiveFrom, type Scheme } from './scale';

/** Figures of a condition, in the order in which they are shown. */
export const METRICS = [
  'withinOne',
  'exact',
  'kappa',
  'auc',
  'sensitivity',
  'specificity',
  'calibrationError',
] as const;
export type Metric = (typeof METRICS)[number];

/** One value per metric; NaN where the cases do not define it. */
export type Figures = Readonly<Record<Metric, number>>;

/** What one grader (network, measurements, baseline) says of some cases of one condition. */
export interface Statements {
  readonly condition: Graded;
  readonly scheme: Scheme;
  /** True class per case. */
  readonly truth: Uint8Array;
  /** Stated class per case. */
  readonly predicted: Uint8Array;
  /** [cases, classes] */
  readonly probabilities: Float64Array;
}

/** A grader's statements, prepared so that its figures can be taken again and again with other weights. */
export class Grader {
  private readonly classes: number;
  private readonly from: number;
  private readonly ordinal: boolean;
  private readonly rankings: readonly Ranking[];
  private readonly confidence: Float64Array;
  private readonly outcomes: Uint8Array;

  constructor(private readonly statements: Statements) {
    const { condition, scheme, truth, predicted, probabilities } = statements;
    const classes = classesOf(condition, scheme).length;
    this.classes = classes;
    this.from = positiveFrom(condition, scheme);
    this.ordinal = isOrdinal(condition);
    const scoresOf = (k: number) =>
      Float64Array.from(truth, (_, i) => probabilities[i * classes + k]!);
    // Of two classes the second one says all.
    const ranked = this.ordinal ? Array.from({ length: classes }, (_, k) => k) : [1];
    this.rankings = ranked.map(k => rank(scoresOf(k)));
    this.confidence = this.ordinal
      ? Float64Array.from(predicted, (k, i) => probabilities[i * classes + k]!)
      : scoresOf(1);
    this.outcomes = this.ordinal
      ? Uint8Array.from(predicted, (k, i) => (k === truth[i] ? 1 : 0))
      : truth;
  }

  confusion(weights: ArrayLike<number>): Confusion {
    const { truth, predicted } = this.statements;
    return confusionOf(this.classes, truth, predicted, weights);
  }

  /**
   * Of more than two grades the probability of the stated one against how often it was right; of presence the
   * probability of "present" against how often it was there.
   */
  reliability(weights: ArrayLike<number>): Reliability[] {
    return reliability(this.confidence, this.outcomes, weights);
  }

  /** `weights`: how often each case counts. */
  figures(weights: ArrayLike<number>): Figures {
    const { truth } = this.statements;
    const matrix = this.confusion(weights);
    return {
      // Of two classes nothing is further than one apart.
      withinOne: this.ordinal ? accuracyWithin(matrix, 1) : NaN,
      exact: accuracyWithin(matrix, 0),
      kappa: quadraticKappa(matrix),
      auc: this.ordinal
        ? macroAuc(this.rankings, truth, weights)
        : auc(this.rankings[0]!, i => truth[i] === 1, weights),
      sensitivity: sensitivity(matrix, this.from),
      specificity: specificity(matrix, this.from),
      calibrationError: calibrationError(this.reliability(weights)),
    };
  }

  /** One-against-the-rest ROC curves: of each class, or of presence. */
  curves(): { readonly class: number; readonly points: readonly RocPoint[] }[] {
    const { truth } = this.statements;
    return this.rankings.map((ranking, i) => {
      const k = this.ordinal ? i : 1;
      return { class: k, points: rocCurve(ranking, index => truth[index] === k) };
    });
  }
}
