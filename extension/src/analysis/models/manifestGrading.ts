import { CONDITION_DEFINITIONS, type Condition } from '../../findings';
import {
  fail,
  listAt,
  numberAt,
  numbersAt,
  objectAt,
  perCondition,
  shareOf,
  textAt,
} from './manifestFields';
import { isMeasurementName, MEASUREMENT_NAMES } from '../measure/measurementValues';
import type { Calibration, Comparator, OrdinalModel } from '../types';

/** One condition's entry of `calibration`. */
export function calibrationAt(value: unknown, where: string): Calibration {
  const entry = objectAt(value, where);
  const temperature = numberAt(entry, 'temperature', where);
  if (temperature <= 0) {
    fail(`${where}.temperature`, 'is not positive');
  }
  const band = (key: 'unsureBelow' | 'unsureWithin') =>
    entry[key] === undefined ? {} : { [key]: shareOf(entry[key], `${where}.${key}`) };
  return { temperature, ...band('unsureBelow'), ...band('unsureWithin') };
}

function ordinalModelAt(value: unknown, where: string, condition: Condition): OrdinalModel {
  const entry = objectAt(value, where);
  const measurements = listAt(entry.measurements, `${where}.measurements`).map((name, i) =>
    isMeasurementName(name)
      ? name
      : fail(`${where}.measurements[${i}]`, `is none of ${MEASUREMENT_NAMES.join(', ')}`)
  );
  const count = measurements.length;
  if (count === 0) {
    fail(`${where}.measurements`, 'is empty');
  }
  const scale = numbersAt(entry, 'scale', where, count);
  if (scale.some(value => value <= 0)) {
    fail(`${where}.scale`, 'has a value that is not positive');
  }
  const steps = CONDITION_DEFINITIONS[condition].grades.length - 1;
  const thresholds = numbersAt(entry, 'thresholds', where, steps);
  if (thresholds.some((value, i) => i > 0 && value < thresholds[i - 1]!)) {
    fail(`${where}.thresholds`, 'does not ascend');
  }
  return {
    measurements,
    mean: numbersAt(entry, 'mean', where, count),
    scale,
    weights: numbersAt(entry, 'weights', where, count),
    thresholds,
  };
}

/** A grading model's `comparator`. */
export function comparatorAt(value: unknown, where: string): Comparator {
  const comparator = objectAt(value, where);
  return {
    version: textAt(comparator, 'version', where),
    conditions: perCondition(comparator.conditions, `${where}.conditions`, ordinalModelAt),
  };
}
