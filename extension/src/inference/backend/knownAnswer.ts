import { part } from '../../messages';
import type { Message } from '../../findings';
import type { Tensor } from '../../analysis/model';
import type { ModelInput, ModelSpec } from '../../analysis/modelSpec';
import type { Precision } from '../protocol/types';

/** Free axes of a trial input, in multiples of what the model asks for. */
const TRIAL_MULTIPLES = 4;
/** … and of one that is as large as a slice of an ordinary study. */
const USUAL_MULTIPLES = 20;
/** More than one, so that a backend that mixes them up is found out. */
const TRIAL_BATCH = 2;
/**
 * Backends differ by rounding, about 1e-4 of the largest value, and 1e-2 in half precision; broken drivers by far
 * more.
 */
const RELATIVE_TOLERANCE: Readonly<Record<Precision, number>> = { fp32: 0.01, fp16: 0.03 };

/**
 * A small input with the model's shapes: the same smooth wave with some noise every time, with
 * mean and spread of a z-scored image.
 */
export function trialInputs(spec: ModelSpec): Record<string, Tensor> {
  return inputsOf(spec, TRIAL_BATCH, TRIAL_MULTIPLES);
}

/** Like the trial's, but one sample as large as those of an ordinary study, to take the time with. */
export function usualInputs(spec: ModelSpec): Record<string, Tensor> {
  return inputsOf(spec, 1, USUAL_MULTIPLES);
}

function inputsOf(spec: ModelSpec, batch: number, multiples: number): Record<string, Tensor> {
  return Object.fromEntries(
    spec.inputs.map(input => [input.name, waves(sizes(input, batch, multiples))])
  );
}

function sizes({ shape, multipleOf = 1 }: ModelInput, batch: number, multiples: number): number[] {
  return shape.map(size => {
    if (typeof size === 'number') {
      return size;
    }
    return size === 'batch' ? batch : multipleOf * multiples;
  });
}

function waves(dims: readonly number[]): Tensor {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  const width = dims.at(-1) ?? 1;
  let seed = 1;
  for (let i = 0; i < data.length; i++) {
    // Numerical Recipes' linear congruential generator.
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const noise = seed / 2 ** 32 - 0.5;
    data[i] = Math.sin(i / 7) + Math.cos(i / width / 5) + noise;
  }
  return { dims, data };
}

/**
 * Whether what a model gave for the trial input is the right answer.
 * @param precision what the model computed in
 * @returns null when it is, otherwise what is wrong.
 */
export function disagreement(
  spec: ModelSpec,
  precision: Precision,
  actual: Readonly<Record<string, Tensor>>,
  expected: Readonly<Record<string, Tensor>>
): Message | null {
  for (const { name } of spec.outputs) {
    const difference = relativeDifference(actual[name], expected[name]);
    if (!(difference <= RELATIVE_TOLERANCE[precision])) {
      return part('wrong-numbers', { model: spec.name, output: name, difference });
    }
  }
  return null;
}

/** Largest difference over the largest expected value; NaN or Infinity where nothing compares. */
function relativeDifference(actual: Tensor | undefined, expected: Tensor | undefined): number {
  if (!actual || !expected || actual.data.length !== expected.data.length) {
    return Infinity;
  }
  let difference = 0;
  let scale = Number.EPSILON;
  for (let i = 0; i < expected.data.length; i++) {
    const distance = Math.abs(actual.data[i]! - expected.data[i]!);
    if (Number.isNaN(distance)) {
      return NaN;
    }
    difference = Math.max(difference, distance);
    scale = Math.max(scale, Math.abs(expected.data[i]!));
  }
  return difference / scale;
}
