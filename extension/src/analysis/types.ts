import type { Condition, Finding, Grade, Level, ModelIdentity, Vec3 } from '../findings';
import type { ImageSeries } from '../imaging/types';
import type { LevelMeasurements } from './measure/measurements';
import type { MeasurementName } from './measure/measurementValues';
import type { Structure } from './segmentation/segmentation';

export type { LengthMeasurement, LevelMeasurements } from './measure/measurements';

/** A dense float tensor; data is row-major (last axis fastest). */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Inputs or outputs of a model by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** How samples are scaled before they enter a model. */
export interface Normalization {
  readonly type: 'zscore';
  /** The samples whose mean and standard deviation are used. */
  readonly scope: 'slice' | 'volume';
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
   * Of a disc volume: where its centre lies in the disc's frame, mm to the right, the front and the head
   * of the disc's centre; [0, 0, 0] where missing.
   */
  readonly centerMm?: readonly [right: number, anterior: number, normal: number];
  /**
   * Of the axial disc volume: what the model gets where no axial stack serves a disc and the sagittal
   * series is too thick to be reformatted. Missing: a reformatted volume all the same.
   */
  readonly whenAbsent?: 'zeros';
  readonly orientation: string;
  readonly normalization: Normalization;
}

export interface ModelOutput {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** For a grading head: the condition it grades. */
  readonly condition?: Condition;
  /** Classes in the order of the class axis. */
  readonly classes: readonly string[];
  /** What stands there for each class; logits where missing. */
  readonly values?: 'logits' | 'probabilities';
}

/** How far one head's logits are to be trusted. */
export interface Calibration {
  /** Logits are divided by this before the softmax (Guo et al., ICML 2017). */
  readonly temperature: number;
  /** A severity grade of less calibrated probability is unsure. */
  readonly unsureBelow?: number;
  /** A presence grade nearer to the operating point is unsure. */
  readonly unsureWithin?: number;
}

/**
 * A proportional-odds model (McCullagh 1980) of measurements: z = Σ weights[i] · (x[i] − mean[i]) /
 * scale[i], and the grade exceeds the k-th one with probability σ(z − thresholds[k]).
 */
export interface OrdinalModel {
  readonly measurements: readonly MeasurementName[];
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly weights: readonly number[];
  /** Ascending; one fewer than the condition has grades. */
  readonly thresholds: readonly number[];
}

/** Grades from measurements alone, stated beside those of the network. */
export interface Comparator {
  readonly version: string;
  readonly conditions: Partial<Readonly<Record<Condition, OrdinalModel>>>;
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

/** Where the spine lies in a coarse slice; what is what in a slice; what grade a disc has. */
export type ModelTask = 'localisation' | 'segmentation' | 'grading';

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
  /** Per condition: probability from which "present" is stated; 0.5 where missing. */
  readonly operatingPoints?: Partial<Record<Condition, number>>;
  /** Per condition; temperature 1 where missing. */
  readonly calibration?: Partial<Record<Condition, Calibration>>;
  /** Of a grading model. */
  readonly comparator?: Comparator;
  readonly intendedUse: string;
}

export interface Manifest {
  readonly schema: 'deepspine-manifest/1';
  readonly models: readonly ModelSpec[];
}

/** A loaded model; the browser and Node each have one implementation. */
export interface Model {
  readonly spec: ModelSpec;
  /**
   * How many samples per run suit the backend best, for a model whose first axis is free ("batch"). Missing: one
   * at a time.
   */
  readonly batch?: number;
  /** Runs that are computed at the same time where as many have been asked for; 1 where missing. */
  readonly runners?: number;
  /** Further calls may be made before the former ones have ended. The inputs are the caller's again when it has. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

export interface Models {
  /** null: the site has no localisation; a slice is then segmented whole to find the spine. */
  readonly localisation: Model | null;
  readonly segmentation: Model;
  /** null: the site has no grading model; every condition is then not-graded. */
  readonly grading: Model | null;
}

export type Stage = 'prepare' | 'segment' | 'locate' | 'measure' | 'grade';

export interface Progress {
  readonly stage: Stage;
  /** 0..1 of the whole analysis. */
  readonly fraction: number;
}

export interface AnalyzeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /**
   * Called with every level as soon as it is graded, in the order in which they are (from the top down), as it
   * will stand in the result.
   */
  readonly onLevel?: (level: LevelResult) => void;
  /**
   * Called with the labels of every slice as soon as it is segmented, in any order; they are the listener's.
   * Their numbers are those of PREVIEW_SEGMENTS: structures have no names yet.
   */
  readonly onPreview?: (slice: SliceLabels) => void;
  /**
   * Called once the discs are located and named, before the first is graded. The labels are those of the
   * result: a listener that gives their buffers away takes them from the result as well.
   */
  readonly onSegmentation?: (located: LocatedSpine) => void;
  /** Milliseconds since any fixed moment, for the timings; the caller's clock keeps this code pure. */
  readonly now?: () => number;
}

/** What goes in: every series that may serve; the pipeline chooses the sagittal and axial ones. */
export interface StudyInput {
  readonly studyInstanceUID: string;
  readonly series: readonly ImageSeries[];
  /** Forces the sagittal series (the active viewport's, say). */
  readonly sagittalSeriesUID?: string;
}

/**
 * Right-handed frame of one disc in patient space: unit vectors, mutually orthogonal.
 * right points to the patient's right, anterior to the front, normal to the head (along the spine).
 * right × anterior = normal holds for (−x) × (−y) = +z in LPS.
 */
export interface DiscFrame {
  readonly center: Vec3;
  readonly right: Vec3;
  readonly anterior: Vec3;
  readonly normal: Vec3;
}

export interface LevelResult {
  readonly level: Level;
  readonly frame: DiscFrame;
  /** Where on the sagittal series the level is shown best. */
  readonly sagittalReference: ImageReference;
  readonly axialReference?: ImageReference;
  readonly measurements: LevelMeasurements;
  /** One per condition, not-graded included, in the order of CONDITIONS. */
  readonly findings: readonly Finding[];
}

/** A pixel of a stored image. column and row are 0-based pixel centres and may be fractional. */
export interface ImageReference {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly column: number;
  readonly row: number;
}

export type WarningCode =
  | 'no-axial'
  | 'axial-partial'
  | 'level-count-uncertain'
  | 'level-cut-off'
  | 'levels-renumbered'
  | 'canal-ends'
  | 'fewer-slices'
  | 'duplicate-slices'
  | 'echoes-mixed'
  | 'gap-in-slices'
  | 'misplaced-slices'
  | 'series-substituted'
  | 'conditions-not-graded'
  | 'sequence-unusual'
  | 'contrast-unusual'
  | 'column-curved'
  | 'signal-void'
  | 'slices-shifted';

export interface Warning {
  readonly code: WarningCode;
  /** One sentence for a radiologist. */
  readonly text: string;
  readonly level?: Level;
}

/** Labels of the segmentation on the source slices of the sagittal stack. */
export interface SegmentationResult {
  readonly seriesInstanceUID: string;
  /** One per slice of the sagittal stack, in the stack's order. */
  readonly slices: readonly SliceLabels[];
  readonly segments: readonly Segment[];
}

/** Labels of one stored image. */
export interface SliceLabels {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]; 0 background, otherwise the label of a segment. */
  readonly labels: Uint8Array;
}

/** What is known before the first level is graded. */
export interface LocatedSpine {
  readonly segmentation: SegmentationResult;
  /** The levels that will be graded, in the order in which they will be. */
  readonly levels: readonly Level[];
}

export interface Segment {
  readonly label: number;
  /** 'L4', 'L4-L5', 'canal', 'sacrum': the anatomical name; unnamed structures are left out of the result. */
  readonly name: string;
  readonly kind: Structure;
}

export interface AnalysisResult {
  readonly studyInstanceUID: string;
  readonly sagittalSeriesUID: string;
  readonly axialSeriesUID: string | null;
  readonly models: readonly ModelIdentity[];
  readonly levels: readonly LevelResult[];
  readonly segmentation: SegmentationResult;
  readonly warnings: readonly Warning[];
  /** ms per stage. */
  readonly timings: Readonly<Record<Stage, number>>;
}

export type Probabilities = Readonly<Partial<Record<Grade, number>>>;
