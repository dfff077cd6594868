import type { Condition, Evidence, GradingKey, HeadKey, NotAssessed } from '../findings';
import type { Calibration, Comparator } from './calibration';

/** How samples are scaled before they enter a model. */
export interface Normalization {
  readonly type: 'zscore';
  /** The samples whose mean and standard deviation are used. */
  readonly scope: 'slice' | 'volume';
}

/** spacingMm and centerMm are multiplied by the spine's own measure over `referenceMm`, within `limits`. */
export interface SizeRule {
  /** Median distance from disc to disc. */
  readonly measure: 'disc-step';
  readonly referenceMm: number;
  readonly limits: readonly [low: number, high: number];
}

export interface ModelInput {
  readonly name: string;
  /** Fixed sizes, or the name of a free axis ("batch" of samples, "height", "width"). */
  readonly shape: readonly (number | string)[];
  /** Free axes other than "batch" are padded to a multiple of this. */
  readonly multipleOf?: number;
  /** mm, one per spatial axis in the order of the tensor's axes (planes, rows, columns). */
  readonly spacingMm: readonly number[];
  /**
   * Of a disc volume: where its center lies in the disc's frame, mm to the right, the front and the head
   * of the disc's center; [0, 0, 0] where missing.
   */
  readonly centerMm?: readonly [right: number, anterior: number, normal: number];
  /**
   * What the model gets where a volume's series is missing. Of the axial disc volume: where no axial stack serves a
   * disc and the sagittal series is too thick to be reformatted; missing: a reformatted volume all the same.
   */
  readonly whenAbsent?: 'zeros';
  /** Of a disc volume: its size follows that of the spine, so that a wrong pixel spacing cancels out. */
  readonly sizeFrom?: SizeRule;
  readonly orientation: string;
  readonly normalization: Normalization;
}

export interface ModelOutput {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** For a head that grades: the condition of the nine … */
  readonly condition?: Condition;
  /** … or the degeneration grading; never both. */
  readonly grading?: GradingKey;
  /** What such a head was tested on; missing in manifests that do not say. */
  readonly evidence?: Evidence;
  /** Classes in the order of the class axis. */
  readonly classes: readonly string[];
  /** What stands there for each class; logits where missing. */
  readonly values?: 'logits' | 'probabilities';
}

/** A file of weights that is only used when it has this very content. */
export interface ModelFile {
  /** Path relative to the manifest. */
  readonly file: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The same model in a file of its own for devices that can do more; inputs and outputs are the same. */
export interface ModelVariant extends ModelFile {
  /** What the graph computes in. */
  readonly precision: 'fp16';
  /** The WebGPU feature without which the file cannot run. */
  readonly requires: 'shader-f16';
}

/**
 * Where the spine lies in a coarse slice; what is what in a slice; which of the nine conditions a disc has; how
 * degenerated it is.
 */
export type ModelTask = 'localisation' | 'segmentation' | 'grading' | 'gradings';

/** One entry of models/manifest.json. */
export interface ModelSpec extends ModelFile {
  readonly name: string;
  readonly task: ModelTask;
  readonly version: string;
  readonly variants?: readonly ModelVariant[];
  readonly opset: number;
  readonly precision: string;
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly ModelOutput[];
  /**
   * Per condition: softmax(logits / temperature) from which "present" is stated; 0.5 where missing. It becomes part
   * of the calibration: what is shown as present has a probability of at least 0.5.
   */
  readonly operatingPoints?: Readonly<Partial<Record<Condition, number>>>;
  /** By what a head grades; temperature 1 where missing. */
  readonly calibration?: Readonly<Partial<Record<HeadKey, Calibration>>>;
  /** Of a grading model. */
  readonly comparator?: Comparator;
  readonly intendedUse: string;
}

export interface Manifest {
  readonly schema: 'deepspine-manifest/1';
  readonly models: readonly ModelSpec[];
  /** What a reader expects and does not get; missing in manifests that do not say. */
  readonly notAssessed?: readonly NotAssessed[];
}
