import {
  CONDITION_DEFINITIONS,
  GRADING_DEFINITIONS,
  isGradingKey,
  LEVELS,
  type Condition,
  type HeadKey,
  type Level,
} from '../../findings';
import {
  fail,
  listAt,
  listOf,
  numberAt,
  numberOf,
  numbersAt,
  objectAt,
  perCondition,
  probabilityOf,
  shareOf,
  tableAt,
  textAt,
} from './manifestFields';
import { isMeasurementName, MEASUREMENT_NAMES } from '../measure/measurementValues';
import type {
  Calibration,
  Comparator,
  Conformal,
  HeadCalibration,
  OrdinalModel,
} from '../calibration';

const isLevel = (value: unknown): value is Level => (LEVELS as readonly unknown[]).includes(value);
const OF_LEVEL = { isKey: isLevel, known: LEVELS };

/** The classes of a head from normal to worst. */
export const gradesOf = (head: HeadKey): readonly string[] =>
  isGradingKey(head) ? GRADING_DEFINITIONS[head].grades : CONDITION_DEFINITIONS[head].grades;

function conformalAt(value: unknown, where: string, classes: number): Conformal {
  const entry = objectAt(value, where);
  const tolerance = numberAt(entry, 'tolerance', where);
  if (!Number.isSafeInteger(tolerance) || tolerance < 0) {
    fail(`${where}.tolerance`, { context: 'no-classes' });
  }
  return {
    coverage: probabilityOf(entry.coverage, `${where}.coverage`),
    tolerance,
    thresholds: listOf(entry.thresholds, `${where}.thresholds`, classes, shareOf),
  };
}

function headCalibrationAt(value: unknown, where: string, classes: number): HeadCalibration {
  const entry = objectAt(value, where);
  const temperature = numberAt(entry, 'temperature', where);
  if (temperature <= 0) {
    fail(`${where}.temperature`, { context: 'not-positive' });
  }
  return {
    temperature,
    ...(entry.bias === undefined ? {} : { bias: numbersAt(entry, 'bias', where, classes) }),
    ...(entry.conformal === undefined
      ? {}
      : { conformal: conformalAt(entry.conformal, `${where}.conformal`, classes) }),
  };
}

/** One head's entry of `calibration`. */
export function calibrationAt(value: unknown, where: string, head: HeadKey): Calibration {
  const entry = objectAt(value, where);
  const classes = gradesOf(head).length;
  const band = (key: 'unsureBelow' | 'unsureWithin') =>
    entry[key] === undefined ? {} : { [key]: shareOf(entry[key], `${where}.${key}`) };
  const levelBias = (table: unknown) =>
    tableAt(table, `${where}.levelBias`, OF_LEVEL, (biases, at) =>
      listOf(biases, at, classes, numberOf)
    );
  return {
    ...headCalibrationAt(entry, where, classes),
    ...band('unsureBelow'),
    ...band('unsureWithin'),
    ...(entry.levelBias === undefined ? {} : { levelBias: levelBias(entry.levelBias) }),
    ...(entry.withoutT1 === undefined
      ? {}
      : { withoutT1: headCalibrationAt(entry.withoutT1, `${where}.withoutT1`, classes) }),
  };
}

function ordinalModelAt(value: unknown, where: string, condition: Condition): OrdinalModel {
  const entry = objectAt(value, where);
  const measurements = listAt(entry.measurements, `${where}.measurements`).map((name, i) =>
    isMeasurementName(name)
      ? name
      : fail(`${where}.measurements[${i}]`, {
          context: 'none-of',
          known: MEASUREMENT_NAMES.join(', '),
        })
  );
  const count = measurements.length;
  if (count === 0) {
    fail(`${where}.measurements`, { context: 'empty' });
  }
  const scale = numbersAt(entry, 'scale', where, count);
  if (scale.some(value => value <= 0)) {
    fail(`${where}.scale`, { context: 'some-not-positive' });
  }
  const steps = CONDITION_DEFINITIONS[condition].grades.length - 1;
  const thresholds = numbersAt(entry, 'thresholds', where, steps);
  if (thresholds.some((value, i) => i > 0 && value < thresholds[i - 1]!)) {
    fail(`${where}.thresholds`, { context: 'not-ascending' });
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
