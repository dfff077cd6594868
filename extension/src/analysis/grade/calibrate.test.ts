import { calibrated } from './calibrate';
import type { Calibration } from '../calibration';

const AT = { level: 'L4-L5', withT1: true } as const;
const logit = (p: number) => Math.log(p / (1 - p));

/** Reproducible numbers between −1 and 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return ((state / 2 ** 31) % 2) - 1;
  };
}

describe('calibrated', () => {
  it('never shows a grade beside a likelier one, whatever the calibration', () => {
    const next = numbers(7);
    for (let round = 0; round < 2000; round++) {
      const classes = [2, 4, 5][round % 3]!;
      const logits = Array.from({ length: classes }, () => 6 * next());
      const biases = () => Array.from({ length: classes }, () => 2 * next());
      const calibration: Calibration = {
        temperature: 0.5 + Math.abs(next()),
        bias: biases(),
        levelBias: { 'L4-L5': biases(), 'L1-L2': biases() },
      };
      const operatingPoint = 0.5 + 0.45 * next();
      const { probabilities, shown } = calibrated(logits, calibration, { ...AT, operatingPoint });
      expect(probabilities[shown]).toBe(Math.max(...probabilities));
      expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
      if (classes === 2) {
        expect(shown === 1).toBe(probabilities[1]! > 0.5);
      }
    }
  });

  it('turns an operating point into a probability of a half', () => {
    for (const point of [0.05, 0.275, 0.5, 0.8]) {
      const of = (p: number) =>
        calibrated([0, logit(p)], undefined, { ...AT, operatingPoint: point });
      expect(of(point).probabilities[1]).toBeCloseTo(0.5, 12);
      expect(of(point + 0.01).shown).toBe(1);
      expect(of(point - 0.01).shown).toBe(0);
    }
  });

  it('keeps the doubt around an operating point where it was', () => {
    const unsure = (p: number) =>
      calibrated(
        [0, logit(p)],
        { temperature: 1, unsureWithin: 0.1 },
        { ...AT, operatingPoint: 0.3 }
      ).unsure;
    expect([0.19, 0.21, 0.39, 0.41].map(unsure)).toEqual([false, true, true, false]);
  });

  it('adds what is known of a level, above the lumbar spine that of L1-L2', () => {
    const calibration: Calibration = {
      temperature: 2,
      levelBias: { 'L1-L2': [0, 0, 0, -5], 'L5-S1': [1, 0, 0, 0] },
    };
    const shown = (level: 'T12-L1' | 'L1-L2' | 'L3-L4' | 'L5-S1') =>
      calibrated([1, 0, 0, 2], calibration, { level, withT1: true }).shown;
    expect([shown('T12-L1'), shown('L1-L2'), shown('L3-L4'), shown('L5-S1')]).toEqual([0, 0, 3, 0]);
  });

  it('is sure exactly where the likely classes agree with the shown one', () => {
    const probabilities = [0.05, 0.3, 0.4, 0.2, 0.05];
    const unsure = (tolerance: number, thresholds: number[]) =>
      calibrated(
        probabilities.map(p => Math.log(p)),
        { temperature: 1, conformal: { coverage: 0.9, tolerance, thresholds } },
        AT
      ).unsure;
    expect(unsure(0, [0.35, 0.35, 0.35, 0.35, 0.35])).toBe(false);
    expect(unsure(0, [0.25, 0.25, 0.25, 0.25, 0.25])).toBe(true);
    expect(unsure(1, [0.25, 0.25, 0.25, 0.25, 0.25])).toBe(false);
    expect(unsure(1, [0.01, 0.25, 0.25, 0.25, 0.25])).toBe(true);
    // A class that the set lacks is not sure, however likely it is.
    expect(unsure(1, [0.25, 0.25, 0.5, 0.25, 0.25])).toBe(true);
  });

  it('is unsure of a severity while it is open whether it is treated', () => {
    const unsure = (mild: number, moderate: number) =>
      calibrated(
        [0.01, mild, moderate, 0.01].map(p => Math.log(p)),
        { temperature: 1, unsureBelow: 0.4 },
        AT
      ).unsure;
    expect(unsure(0.54, 0.44)).toBe(true);
    expect(unsure(0.44, 0.54)).toBe(true);
    expect(unsure(0.84, 0.14)).toBe(false);
  });

  it('is another one where T1 images were missing', () => {
    const calibration: Calibration = {
      temperature: 1,
      bias: [0, 3],
      withoutT1: { temperature: 1, bias: [0, -3] },
    };
    expect(calibrated([0, 0], calibration, AT).shown).toBe(1);
    expect(calibrated([0, 0], calibration, { ...AT, withT1: false }).shown).toBe(0);
  });
});
