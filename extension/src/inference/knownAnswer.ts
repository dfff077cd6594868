import type { Model, ModelInput, ModelSpec, Tensor } from '../analysis/types';

/** Free axes of a trial input, in multiples of what the model asks for. */
const TRIAL_MULTIPLES = 4;
/** Backends differ by rounding, about 1e-4 of the largest value; broken drivers by far more. */
const RELATIVE_TOLERANCE = 0.01;

/**
 * A small input with the model's shapes: the same smooth wave with some noise every time, with
 * mean and spread of a z-scored image.
 */
export function trialInputs(spec: ModelSpec): Record<string, Tensor> {
  return Object.fromEntries(spec.inputs.map(input => [input.name, trialInput(input)]));
}

function trialInput({ shape, multipleOf = 1 }: ModelInput): Tensor {
  const dims = shape.map(size => (typeof size === 'number' ? size : multipleOf * TRIAL_MULTIPLES));
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
 * Whether a model gives the answer of a trusted one on the trial input. The first run on a GPU
 * also compiles its shaders, so this warms it up.
 * @returns null when both agree, otherwise what is wrong.
 */
export async function disagreement(model: Model, trusted: Model): Promise<string | null> {
  const inputs = trialInputs(model.spec);
  const expected = await trusted.run(inputs);
  const actual = await model.run(inputs);
  for (const { name } of model.spec.outputs) {
    const difference = relativeDifference(actual[name], expected[name]);
    if (!(difference <= RELATIVE_TOLERANCE)) {
      return `${model.spec.name} gives wrong numbers (${name} differs by ${difference.toFixed(3)})`;
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
