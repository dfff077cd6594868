import type { Condition } from '../../extension/src/findings';
import type { ConditionResult } from './evaluate';
import type { Metric } from './grader';
import { isSeverity, type Scheme } from './scale';

/** What `deepspine evaluate --json` writes; models/schema/evaluation.schema.json describes it. */
export interface EvaluationReport {
  readonly schema: 'deepspine-evaluation/1';
  /** Where the predictions came from. */
  readonly predictions: readonly string[];
  /** A file of labels; null: the labels are those beside the predictions. */
  readonly labels: string | null;
  /** The training labels that the trivial baseline knows; null: the evaluated ones, which flatters it. */
  readonly baseline: string | null;
  /** Number of classes of a severity. */
  readonly classes: Scheme;
  /** Probability from which presence is stated where a prediction names no grade. */
  readonly operatingPoints: Partial<Readonly<Record<Condition, number>>>;
  readonly bootstrap: { readonly rounds: number; readonly seed: number; readonly unit: 'study' };
  readonly counts: Counts;
  readonly conditions: readonly ConditionResult[];
}

export interface Counts {
  readonly studies: number;
  /** Graded cells whose truth is known: those that the figures are of. */
  readonly cells: number;
  /** Cells whose truth is known and that nobody graded. */
  readonly notGraded: number;
  /** Labels of studies or levels that no prediction speaks of. */
  readonly missing: number;
  /** Predictions without a known truth. */
  readonly withoutTruth: number;
  /** Predictions of a cell that an earlier one speaks of, on another image of the study; they count. */
  readonly repeated: number;
  /** Lines and files that could not be read. */
  readonly leftOut: number;
}

/** Heading of a column. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  withinOne: 'within one class',
  exact: 'exact',
  kappa: 'quadratic kappa',
  auc: 'AUC',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
  calibrationError: 'calibration error',
};

/** What the columns mean, for people. */
export const NOTES: readonly string[] = [
  'In brackets: 95 % confidence intervals by resampling studies.',
  'Baseline: the most frequent grade of the condition at the level; its score is that frequency.',
  'AUC of more than two classes: mean over them of one against the rest; quadratic kappa of presence is Cohen’s kappa.',
  'Sensitivity and specificity: moderate or worse, as stated; Pfirrmann 3 or worse, as stated; present, from the operating point on.',
  'Calibration error: expected error in ten bins, of the stated grade’s or of presence’s probability.',
];

/** What to know about where the figures come from. */
export function remarks({ baseline, classes, counts, conditions }: EvaluationReport): string[] {
  const { notGraded, missing, withoutTruth, repeated, leftOut } = counts;
  const say = (n: number, text: string) => (n > 0 ? [`${n} ${text}`] : []);
  return [
    ...(baseline === null
      ? [
          'The baseline knows the evaluated labels themselves, which flatters it; name the training labels with --baseline.',
        ]
      : []),
    ...(classes === 3 && conditions.some(({ condition }) => isSeverity(condition))
      ? ['Severities in three classes: none and mild count as one.']
      : []),
    ...say(notGraded, 'labeled cells were not graded and do not count.'),
    ...say(missing, 'labels are of cells that no prediction speaks of, and do not count.'),
    ...say(withoutTruth, 'predictions have no label and do not count.'),
    ...say(repeated, 'predictions are of a cell that was predicted before; each counts.'),
    ...say(leftOut, 'lines or files could not be read and were left out.'),
  ];
}

/** "0.781", "–" for what is not defined. */
export function number(value: number | null): string {
  // What rounds to 0 has no sign.
  return value === null ? '–' : value.toFixed(3).replace(/^-(0\.0*)$/, '$1');
}
