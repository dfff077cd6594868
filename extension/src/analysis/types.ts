import type {
  Condition,
  Evidence,
  Finding,
  Grade,
  Grading,
  GradingKey,
  HeadKey,
  Level,
  ModelIdentity,
  NotAssessed,
  Said,
  UsedModel,
  Vec3,
} from '../findings';
import type { ImageSeries, SeriesUse } from '../imaging/types';
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

/**
 * Which grades are sure: those that a set of the likeliest ones, made to hold the truth in `coverage` of all cases
 * (Vovk et al., 2005, with a threshold per class), does not contradict.
 */
export interface Conformal {
  /** Share of the cases whose true class is in the set. */
  readonly coverage: number;
  /** How many classes from the shown one the others in the set may be for it to be sure. */
  readonly tolerance: number;
  /** Per class: the calibrated probability from which on it is in the set. */
  readonly thresholds: readonly number[];
}

/** probabilities = softmax(logits / temperature + bias) */
export interface HeadCalibration {
  /** Guo et al., ICML 2017. */
  readonly temperature: number;
  /** One per class; zeros where missing. */
  readonly bias?: readonly number[];
  /** Missing: unsureBelow or unsureWithin hold. */
  readonly conformal?: Conformal;
}

/** How far one head's logits are to be trusted. */
export interface Calibration extends HeadCalibration {
  /** A severity grade of less calibrated probability is unsure. */
  readonly unsureBelow?: number;
  /** A presence grade nearer to the operating point is unsure. */
  readonly unsureWithin?: number;
  /** Further bias by level, one per class, for how often a condition is met there; T12-L1 has that of L1-L2. */
  readonly levelBias?: Readonly<Partial<Record<Level, readonly number[]>>>;
  /** In place of the rest where the model got no T1 images. */
  readonly withoutT1?: HeadCalibration;
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
  /** null or missing: the site has no model for degeneration gradings. */
  readonly gradings?: Model | null;
  /** From the manifest. */
  readonly notAssessed?: readonly NotAssessed[];
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
  /** Other series of the study may be in the archive: what is not here is not loaded, and not missing. */
  readonly partial?: boolean;
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
  /**
   * One per grading, not-graded included, in the order of GRADINGS; missing in records of versions that had none.
   */
  readonly gradings?: readonly Grading[];
}

/** A pixel of a stored image. column and row are 0-based pixel centers and may be fractional. */
export interface ImageReference {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly column: number;
  readonly row: number;
}

/** Why the names of the levels are in doubt. */
export type NamingCode =
  /** The images end close below the lowest disc. */
  | 'naming-sacrum-not-seen'
  /** The signs at the lumbosacral junction do not agree. */
  | 'naming-junction-unusual'
  /** The lowest disc that was seen looks like L4-L5. */
  | 'naming-lowest-disc-missing'
  /** A small disc below L5-S1 was taken for a remnant within the sacrum. */
  | 'naming-sacral-remnant'
  /** Six lumbar-type vertebrae lie above the lowest mobile disc, or only four do. */
  | 'naming-six-lumbar'
  | 'naming-four-lumbar'
  /** A disc was counted that was not seen. */
  | 'naming-disc-not-seen'
  /** Two discs lie much nearer to each other than their neighbors. */
  | 'naming-short-step'
  /** Several vertebrae hold metal or cement, or none is seen between two discs. */
  | 'naming-signal-void'
  /** Fewer discs than a lumbar spine has, though the images do not end at its top. */
  | 'naming-few-discs';

export type WarningCode =
  | 'no-axial'
  | 'axial-partial'
  | 'axial-displaced'
  | NamingCode
  /** Beside any naming code, as a sum of them; in reports of earlier versions alone. */
  | 'level-count-uncertain'
  | 'level-cut-off'
  | 'levels-renumbered'
  | 'canal-ends'
  | 'sac-tapers'
  | 'fewer-slices'
  | 'duplicate-slices'
  | 'echoes-mixed'
  | 'gap-in-slices'
  | 'images-left-out'
  | 'misplaced-slices'
  | 'series-split'
  | 'series-substituted'
  | 'conditions-not-graded'
  | 'sequence-unusual'
  | 'images-unlike-training'
  | 'contrast-unusual'
  | 'fat-suppressed'
  | 'column-curved'
  | 'vertebra-low'
  | 'vertebra-slipped'
  | 'position-doubtful'
  | 'spine-small'
  | 'signal-void'
  | 'slices-shifted';

export interface Warning extends Said {
  readonly code: WarningCode;
  readonly level?: Level;
}

/** How sure the names of the levels are. */
export interface Naming {
  /** True exactly if one of the result's warnings has a naming code. */
  readonly doubt: boolean;
  /** Probability that the names are right by the signs that were weighed, 0…1. */
  readonly confidence: number;
  /** The naming codes among the warnings, each once. */
  readonly reasons: readonly NamingCode[];
}

/** One vertebral body. */
export interface VertebraMeasurements {
  /** 'L1' */
  readonly vertebra: string;
  /** Share of its expected height that the body has lost where it is lowest, 0…1. */
  readonly heightLoss: number;
  /** 0 none, 1 mild (20 % and more), 2 moderate (25 %), 3 severe (40 %). */
  readonly genant: 0 | 1 | 2 | 3;
}

/** How the lumbar column is bent as a whole; null: too little of it was seen. */
export interface Alignment {
  /** Range of the directions from disc to disc in the coronal plane, degrees (about Cobb's angle). */
  readonly coronalDegrees: number | null;
  /** Angle between the discs L1-L2 and L5-S1 in the sagittal plane, degrees; positive: lordosis. */
  readonly lordosisDegrees: number | null;
}

/** Labels of the segmentation on the source slices of the sagittal stack. */
export interface SegmentationResult {
  readonly seriesInstanceUID: string;
  /** One per slice of the sagittal stack, in the stack's order. */
  readonly slices: readonly SliceLabels[];
  readonly segments: readonly Segment[];
  /** The model that segmented. */
  readonly model: ModelIdentity;
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
  /** What became of every image that was given; missing in findings that were stored. */
  readonly series?: readonly SeriesUse[];
  readonly models: readonly UsedModel[];
  /** From the manifest; missing where that says nothing. */
  readonly notAssessed?: readonly NotAssessed[];
  readonly levels: readonly LevelResult[];
  readonly segmentation: SegmentationResult;
  readonly warnings: readonly Warning[];
  readonly naming: Naming;
  /** From the head down; bodies that could be compared with their neighbors. */
  readonly vertebrae: readonly VertebraMeasurements[];
  readonly alignment: Alignment;
  /** ms per stage. */
  readonly timings: Readonly<Record<Stage, number>>;
}

export type Probabilities = Readonly<Partial<Record<Grade, number>>>;
