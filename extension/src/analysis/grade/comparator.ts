import {
  CONDITION_DEFINITIONS,
  likeliestClass,
  type ComparatorGrade,
  type Condition,
  type Finding,
  type Grade,
} from '../../findings';
import type { MeasurementValues } from '../measure/measurementValues';
import type { Comparator, OrdinalModel } from '../calibration';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Severity grades this many steps apart contradict each other, and so do … */
const CONTRADICTION = 2;
/** … grades on either side of this one, from which on a canal is treated otherwise. */
const TREATED: Grade = 'moderate';

/** Whether network and measurements say things of a condition that cannot both be acted on. */
export function contradict(condition: Condition, network: Grade, measured: Grade): boolean {
  const { grades } = CONDITION_DEFINITIONS[condition];
  const [a, b] = [grades.indexOf(network), grades.indexOf(measured)];
  const treated = grades.indexOf(TREATED);
  return Math.abs(a - b) >= CONTRADICTION || (treated > 0 && a >= treated !== b >= treated);
}

/**
 * Probabilities of the grades by a proportional-odds model (McCullagh 1980), normal to worst; they sum
 * to 1. null where one of its measurements is missing.
 */
export function ordinalProbabilities(
  model: OrdinalModel,
  values: MeasurementValues
): number[] | null {
  let z = 0;
  for (const [i, name] of model.measurements.entries()) {
    const value = values[name];
    if (value === null) {
      return null;
    }
    z += (model.weights[i]! * (value - model.mean[i]!)) / model.scale[i]!;
  }
  const above = [1, ...model.thresholds.map(threshold => sigmoid(z - threshold)), 0];
  return above.slice(1).map((p, k) => above[k]! - p);
}

/** What the measurements of a level say of a condition; null: nothing. The likeliest grade is stated. */
export function comparatorGrade(
  comparator: Comparator,
  condition: Condition,
  values: MeasurementValues
): ComparatorGrade | null {
  const model = comparator.conditions[condition];
  const shares = model ? ordinalProbabilities(model, values) : null;
  if (!shares) {
    return null;
  }
  const { grades } = CONDITION_DEFINITIONS[condition];
  const probabilities: Partial<Record<Grade, number>> = {};
  grades.forEach((grade, i) => (probabilities[grade] = shares[i]!));
  const grade = grades[likeliestClass(shares)]!;
  return { grade, probabilities, version: comparator.version };
}

/**
 * Puts what the measurements say beside what the network says of one level. A severity grade that contradicts the
 * comparator's is unsure. Findings that no model graded stay as they are.
 */
export function withComparator(
  findings: readonly Finding[],
  comparator: Comparator | undefined,
  values: MeasurementValues
): Finding[] {
  return findings.map(finding => {
    const { condition, modelGrade } = finding;
    const compared =
      comparator && modelGrade ? comparatorGrade(comparator, condition, values) : null;
    if (!modelGrade || !compared) {
      return finding;
    }
    const doubtful = contradict(condition, modelGrade.grade, compared.grade);
    return { ...finding, comparator: compared, ...(doubtful ? { unsure: true } : {}) };
  });
}
