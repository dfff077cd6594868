import {
  type Evidence,
  type HeadKey,
  type Level,
  type ModelIdentity,
  type UsedModel,
} from '../../findings';
import { refused } from '../../messages';
import { zscoreOf } from '../models/normalize';
import { gradesOf } from '../models/manifestGrading';
import { modelsOf } from '../models/modelTasks';
import type { Model, Models, Tensor } from '../model';
import type { ModelOutput, ModelSpec } from '../modelSpec';
import { calibrated } from './calibrate';
import type { DiscVolume } from './discVolumes';

export const identityOf = ({ name, version, sha256 }: ModelSpec): ModelIdentity => ({
  name,
  version,
  sha256,
});

/** By what a head grades, a condition or a grading; undefined for outputs that grade nothing. */
export const headKey = ({ condition, grading }: ModelOutput): HeadKey | undefined =>
  condition ?? grading;

/** What is known of the heads of a model that grade. */
export function evidenceIn(spec: ModelSpec): Partial<Record<HeadKey, Evidence>> {
  const evidence: Partial<Record<HeadKey, Evidence>> = {};
  for (const output of spec.outputs) {
    const key = headKey(output);
    if (key && output.evidence) {
      evidence[key] = output.evidence;
    }
  }
  return evidence;
}

/** The models of an analysis, with what is known of their heads. */
export const usedModels = (models: Models): UsedModel[] =>
  modelsOf(models).map(({ spec }) => ({ ...identityOf(spec), evidence: evidenceIn(spec) }));

/** What a head says, in the words of its scale. */
export interface HeadStatement {
  readonly modelGrade: {
    readonly grade: string;
    readonly probabilities: Readonly<Record<string, number>>;
    readonly model: ModelIdentity;
  };
  readonly unsure: boolean;
}

/**
 * The z-score of a whole volume, in which samples beyond the images count with the mean of the others;
 * they become exactly 0. A copy.
 */
function normalized({ data, covered, coverage }: DiscVolume): Float32Array {
  const { mean, factor } = zscoreOf(data);
  const scaled = new Float32Array(data.length);
  for (let i = 0; i < scaled.length; i++) {
    scaled[i] = (data[i]! - mean) * factor;
  }
  for (let i = 0; coverage < 1 && i < scaled.length; i++) {
    if (!covered[i]) {
      scaled[i] = 0;
    }
  }
  return scaled;
}

function inputsOf({ spec }: Model, volumes: readonly DiscVolume[]): Record<string, Tensor> {
  const inputs: Record<string, Tensor> = {};
  for (const input of spec.inputs) {
    const volume = volumes.find(v => v.kind === input.name);
    if (!volume) {
      throw refused('bad-manifest', {
        context: 'input',
        model: spec.name,
        input: input.name,
      });
    }
    inputs[input.name] = { dims: [1, ...volume.shape], data: normalized(volume) };
  }
  return inputs;
}

function logitsOf(spec: ModelSpec, head: ModelOutput, key: HeadKey, output: Tensor | undefined) {
  if (!output) {
    throw refused('model-run', { context: 'no-output', model: spec.name, output: head.name });
  }
  const classes = gradesOf(key).length;
  if (
    output.data.length !== classes ||
    head.classes.length !== classes ||
    !output.data.every(Number.isFinite)
  ) {
    throw refused('model-run', { context: 'values', model: spec.name, head: key });
  }
  return output.data;
}

/**
 * What every head of a model says of one disc: volumes (one per input of the model, any order) → z-score → model →
 * calibrated probabilities → the likeliest grade.
 */
export async function runHeads(
  model: Model,
  volumes: readonly DiscVolume[],
  level: Level
): Promise<ReadonlyMap<HeadKey, HeadStatement>> {
  const { spec } = model;
  const outputs = await model.run(inputsOf(model, volumes));
  const withT1 = volumes.every(v => v.kind !== 'sagittalT1' || v.seriesInstanceUID !== null);
  const statements = new Map<HeadKey, HeadStatement>();
  for (const head of spec.outputs) {
    const key = headKey(head);
    if (!key) {
      continue;
    }
    const operatingPoint = head.condition && spec.operatingPoints?.[head.condition];
    const logits = logitsOf(spec, head, key, outputs[head.name]);
    const { probabilities, shown, unsure } = calibrated(logits, spec.calibration?.[key], {
      level,
      withT1,
      ...(operatingPoint === undefined ? {} : { operatingPoint }),
    });
    statements.set(key, {
      modelGrade: {
        grade: head.classes[shown]!,
        probabilities: Object.fromEntries(head.classes.map((name, i) => [name, probabilities[i]!])),
        model: identityOf(spec),
      },
      unsure,
    });
  }
  return statements;
}
