import type { Condition, Finding, Grade, Level, ModelIdentity, Vec3 } from '../findings';
import type { ImageSeries } from '../imaging/types';

/** A dense float tensor; data is row-major (last axis fastest). */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** How samples are scaled before they enter a model. */
export interface Normalization {
  readonly type: 'zscore';
  /** The samples whose mean and standard deviation are used. */
  readonly scope: 'slice' | 'volume';
}

export interface ModelInput {
  readonly name: string;
  /** Fixed sizes, or the name of a free axis ("height", "width"). */
  readonly shape: readonly (number | string)[];
  /** Free axes are padded to a multiple of this. */
  readonly multipleOf?: number;
  /** mm, one per spatial axis in the order of the tensor's axes (planes, rows, columns). */
  readonly spacingMm: readonly number[];
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
}

/** One entry of models/manifest.json. */
export interface ModelSpec {
  readonly name: string;
  readonly task: 'segmentation' | 'grading';
  readonly version: string;
  /** Path relative to the manifest. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly opset: number;
  readonly precision: string;
  readonly inputs: readonly ModelInput[];
  readonly outputs: readonly ModelOutput[];
  /** Per condition: probability from which "present" is stated; 0.5 where missing. */
  readonly operatingPoints?: Partial<Record<Condition, number>>;
  /** Per condition: logits are divided by this temperature before the softmax; 1 where missing. */
  readonly calibration?: Partial<Record<Condition, { readonly temperature: number }>>;
  readonly intendedUse: string;
}

export interface Manifest {
  readonly schema: 'deepspine-manifest/1';
  readonly models: readonly ModelSpec[];
}

/** A loaded model; the browser and Node each have one implementation. */
export interface Model {
  readonly spec: ModelSpec;
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

export interface Models {
  readonly segmentation: Model;
  /** null: the site has no grading model; every condition is then not-graded. */
  readonly grading: Model | null;
}

export type Stage = 'prepare' | 'segment' | 'locate' | 'grade' | 'measure';

export interface Progress {
  readonly stage: Stage;
  /** 0..1 of the whole analysis. */
  readonly fraction: number;
}

export interface AnalyzeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
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

/** A length with its end points, so that a viewer can draw it and a person can check it. */
export interface LengthMeasurement {
  readonly mm: number;
  readonly from: Vec3;
  readonly to: Vec3;
}

/** null: could not be measured (structure not in view, mask broken there). */
export interface LevelMeasurements {
  readonly discHeight: {
    readonly anterior: LengthMeasurement | null;
    readonly middle: LengthMeasurement | null;
    readonly posterior: LengthMeasurement | null;
  };
  /** Antero-posterior diameter of the canal at the disc. */
  readonly canalAp: LengthMeasurement | null;
  /** Canal diameter at the disc over the median at the neighbouring vertebral mid-levels. */
  readonly canalRatio: number | null;
  /** Heights of the vertebral body above the disc. */
  readonly bodyHeight: {
    readonly anterior: LengthMeasurement | null;
    readonly middle: LengthMeasurement | null;
    readonly posterior: LengthMeasurement | null;
  };
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
  | 'canal-ends'
  | 'fewer-slices'
  | 'duplicate-slices'
  | 'gap-in-slices'
  | 'series-substituted'
  | 'conditions-not-graded'
  | 'sequence-unusual';

export interface Warning {
  readonly code: WarningCode;
  /** One sentence for a radiologist. */
  readonly text: string;
  readonly level?: Level;
}

/** Labels of the segmentation on the source slices of the sagittal stack. */
export interface SegmentationResult {
  readonly seriesInstanceUID: string;
  /** One per slice of the sagittal stack, in the stack's order; length rows * columns of that slice. */
  readonly slices: readonly {
    readonly sopInstanceUID: string;
    readonly frameNumber?: number;
    readonly rows: number;
    readonly columns: number;
    /** 0 background, otherwise a key of `segments`. */
    readonly labels: Uint8Array;
  }[];
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly label: number;
  /** 'L4', 'L4-L5', 'canal': the anatomical name; unnamed structures are left out of the result. */
  readonly name: string;
  readonly kind: 'vertebra' | 'disc' | 'canal';
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
