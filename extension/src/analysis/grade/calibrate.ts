import { likeliestClass, type Level } from '../../findings';
import { softmax } from '../models/normalize';
import type { Calibration, Conformal, HeadCalibration } from '../calibration';

/** Where the manifest says no better, a severity grade is unsure below this probability … */
const UNSURE_BELOW = 0.5;
/** … and one of presence within this distance of its operating point. */
const UNSURE_WITHIN = 0.1;

/** Of four grades of severity the third is the first that is treated; whether it is reached is unsure … */
const TREATED = 2;
/** … while that has a probability this close to a half. */
const TREATED_WITHIN = 0.2;

/** How a head is calibrated, and on what it was run. */
export interface Circumstances {
  readonly level: Level;
  /** The model got T1 images; true where it takes none. */
  readonly withT1: boolean;
  /** Of a head of presence: softmax(logits / temperature) from which "present" is stated; 0.5 where missing. */
  readonly operatingPoint?: number;
}

/** What one head says. */
export interface Stated {
  /** Per class; they sum to 1. */
  readonly probabilities: readonly number[];
  /** Index of the likeliest class, which is the grade that is shown. */
  readonly shown: number;
  readonly unsure: boolean;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The manifest's levels begin below the thoracic spine. */
const biasLevel = (level: Level): Level => (level === 'T12-L1' ? 'L1-L2' : level);

/** Whether a class that the set of the likely ones holds contradicts the shown one, or the set lacks that. */
function outsideSet(
  { thresholds, tolerance }: Conformal,
  probabilities: readonly number[],
  shown: number
): boolean {
  const likely = probabilities.map((p, k) => p >= thresholds[k]!);
  return !likely[shown] || likely.some((is, k) => is && Math.abs(k - shown) > tolerance);
}

/**
 * The one meaning of a probability: softmax(logits / temperature + bias), where the bias holds what is known of the
 * class, of the level and of the operating point. An operating point t is a shift of the logit of "present" by
 * −logit(t), after which it lies at 0.5: the likeliest class is what is stated.
 *
 * @param logits one per class, normal to worst
 */
export function calibrated(
  logits: ArrayLike<number>,
  calibration: Calibration | undefined,
  { level, withT1, operatingPoint = 0.5 }: Circumstances
): Stated {
  const whole: Calibration = calibration ?? { temperature: 1 };
  const head: HeadCalibration = withT1 ? whole : (whole.withoutT1 ?? whole);
  const ofLevel = whole.levelBias?.[biasLevel(level)];
  const classes = logits.length;
  const biased = Array.from(
    { length: classes },
    (_, k) => logits[k]! / head.temperature + (head.bias?.[k] ?? 0) + (ofLevel?.[k] ?? 0)
  );
  const before = softmax(biased);
  const presence = classes === 2;
  if (presence) {
    biased[1]! -= Math.log(operatingPoint / (1 - operatingPoint));
  }
  const probabilities = presence ? softmax(biased) : before;
  const shown = likeliestClass(probabilities);
  const unsure = head.conformal
    ? outsideSet(head.conformal, probabilities, shown)
    : presence
      ? Math.abs(before[1]! - operatingPoint) < (whole.unsureWithin ?? UNSURE_WITHIN)
      : probabilities[shown]! < (whole.unsureBelow ?? UNSURE_BELOW) ||
        Math.abs(sum(probabilities.slice(TREATED)) - 0.5) < TREATED_WITHIN;
  return { probabilities, shown, unsure };
}
