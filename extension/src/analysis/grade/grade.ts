import {
  CONDITIONS,
  CONDITION_DEFINITIONS,
  DeepSpineError,
  medianClass,
  uidFrom,
  type Condition,
  type Finding,
  type Grade,
  type Level,
  type ModelGrade,
  type ModelIdentity,
  type Vec3,
} from '../../findings';
import type { DiscVolume } from './discVolumes';
import { softmax, zscoreOf } from '../models/normalize';
import type { Model, ModelOutput, ModelSpec, Tensor } from '../types';

/** Where the manifest says no better, a severity grade is unsure below this probability … */
const UNSURE_BELOW = 0.5;
/** … and one of presence within this distance of its operating point. */
const UNSURE_WITHIN = 0.1;

export const identityOf = ({ name, version, sha256 }: ModelSpec): ModelIdentity => ({
  name,
  version,
  sha256,
});

/** Conditions that a grading model has a head for, in the order of CONDITIONS. */
export function gradedConditions(spec: ModelSpec): readonly Condition[] {
  const heads = spec.outputs.map(output => output.condition);
  return CONDITIONS.filter(condition => heads.includes(condition));
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

/** What is known of a level before it is graded. */
export interface GradingContext {
  readonly studyInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly level: Level;
  readonly points: Readonly<Record<Condition, Vec3>>;
}

interface Graded {
  readonly modelGrade: ModelGrade;
  readonly unsure: boolean;
}

/** Turns one head's logits into a grade: the median severity, or presence from the operating point. */
function gradeOf(spec: ModelSpec, condition: Condition, head: ModelOutput, logits: Tensor): Graded {
  const { grades } = CONDITION_DEFINITIONS[condition];
  if (
    logits.data.length !== grades.length ||
    head.classes.length !== grades.length ||
    !logits.data.every(Number.isFinite)
  ) {
    throw new DeepSpineError(
      'model-run',
      `The model ${spec.name} gave no usable output for ${condition}; install model and manifest of ` +
        'one release.'
    );
  }
  const calibration = spec.calibration?.[condition];
  const values = softmax(logits.data, calibration?.temperature ?? 1);
  const probabilities: Partial<Record<Grade, number>> = {};
  head.classes.forEach((name, i) => (probabilities[name as Grade] = values[i]!));
  const model = identityOf(spec);
  const present = probabilities.present;
  if (present !== undefined) {
    const from = spec.operatingPoints?.[condition] ?? 0.5;
    return {
      modelGrade: { grade: present >= from ? 'present' : 'absent', probabilities, model },
      unsure: Math.abs(present - from) < (calibration?.unsureWithin ?? UNSURE_WITHIN),
    };
  }
  const grade = grades[medianClass(grades.map(name => probabilities[name] ?? 0))]!;
  return {
    modelGrade: { grade, probabilities, model },
    unsure: probabilities[grade]! < (calibration?.unsureBelow ?? UNSURE_BELOW),
  };
}

/** A finding that says that nobody graded this condition. */
function emptyFinding(spec: ModelSpec, context: GradingContext, condition: Condition): Finding {
  const { studyInstanceUID, seriesInstanceUID, level, points } = context;
  return {
    uid: uidFrom(studyInstanceUID, seriesInstanceUID, level, condition, spec.sha256),
    level,
    condition,
    grade: 'not-graded',
    notGradedReason: 'no-model',
    source: { kind: 'model', model: identityOf(spec) },
    status: 'suggested',
    point: points[condition],
  };
}

/** One not-graded finding per condition, for a site without a grading model. */
export function notGraded(spec: ModelSpec, context: GradingContext): Finding[] {
  return CONDITIONS.map(condition => emptyFinding(spec, context, condition));
}

/**
 * Grades one disc: volumes (one per input of the model, any order) → z-score → model → logits ÷
 * temperature → softmax → grade. Gives one finding per condition; those without a head are not-graded.
 */
export async function gradeDisc(
  model: Model,
  volumes: readonly DiscVolume[],
  context: GradingContext
): Promise<Finding[]> {
  const { spec } = model;
  const inputs: Record<string, Tensor> = {};
  for (const input of spec.inputs) {
    const volume = volumes.find(v => v.kind === input.name);
    if (!volume) {
      throw new DeepSpineError(
        'bad-manifest',
        `The grading model ${spec.name} asks for an input “${input.name}”, which is not known; ` +
          'install a matching manifest.json.'
      );
    }
    inputs[input.name] = {
      dims: [1, ...volume.shape],
      data: normalized(volume),
    };
  }
  const outputs = await model.run(inputs);
  return CONDITIONS.map((condition): Finding => {
    const head = spec.outputs.find(output => output.condition === condition);
    if (!head) {
      return emptyFinding(spec, context, condition);
    }
    const logits = outputs[head.name];
    if (!logits) {
      throw new DeepSpineError(
        'model-run',
        `The model ${spec.name} lacks the output “${head.name}” that its manifest states; install ` +
          'model and manifest of one release.'
      );
    }
    const { modelGrade, unsure } = gradeOf(spec, condition, head, logits);
    return {
      ...emptyFinding(spec, context, condition),
      notGradedReason: undefined,
      grade: modelGrade.grade,
      modelGrade,
      ...(unsure ? { unsure } : {}),
    };
  });
}
