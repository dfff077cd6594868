import type { Vec3 } from '../findings';

/** Stored or rescaled samples of one slice; index = row * columns + column. */
export type PixelArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Float32Array;

/**
 * One decoded MR slice with its plane in patient space (DICOM PS3.3 C.7.6.2, Image Plane Module).
 * Samples have the modality LUT applied and MONOCHROME1 turned round, so that larger is brighter.
 */
export interface Slice {
  readonly sopInstanceUID: string;
  /** 1-based frame number of an (enhanced) multi-frame instance; absent for single-frame ones. */
  readonly frameNumber?: number;
  /** The series that holds it, where that is another one than its stack's (imaging/rejoin). */
  readonly seriesInstanceUID?: string;
  readonly rows: number;
  readonly columns: number;
  /** Length rows * columns, row-major. */
  readonly pixels: PixelArray;
  /** Center of the first pixel (row 0, column 0), LPS mm: Image Position (Patient). */
  readonly position: Vec3;
  /** Unit vector along which the column index grows (first triple of Image Orientation (Patient)). */
  readonly rowDirection: Vec3;
  /** Unit vector along which the row index grows (second triple of Image Orientation (Patient)). */
  readonly columnDirection: Vec3;
  /** mm between neighboring rows, as in the first value of Pixel Spacing. */
  readonly rowSpacing: number;
  /** mm between neighboring columns, as in the second value of Pixel Spacing. */
  readonly columnSpacing: number;
  /** As sent by the scanner; may be missing, and is never used to order or space slices. */
  readonly sliceThickness?: number;
  /** ms; tells the echoes of a series apart that holds several of one place. */
  readonly echoTime?: number;
  /** What this image's own header says; that of the series where missing. */
  readonly header?: ImageHeader;
}

/** A slice without its samples: where it lies and how large it is. */
export type SlicePlane = Omit<Slice, 'pixels'>;

/** What a header says of how one image was made; undefined means that it does not say it. */
export interface ImageHeader {
  readonly modality?: string;
  readonly sopClassUID?: string;
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
  readonly description?: string;
  readonly protocolName?: string;
  readonly studyDescription?: string;
  readonly bodyPartExamined?: string;
  /** Image Type; of enhanced images Frame Type. */
  readonly imageType?: readonly string[];
  /** MAGNITUDE, PHASE, REAL, IMAGINARY or MIXED (PS3.3 C.8.13.3.1.1). */
  readonly complexComponent?: string;
  /** Acquisition Contrast of enhanced images (PS3.3 C.8.13.3.1.2): T1, T2, DIFFUSION, … */
  readonly acquisitionContrast?: string;
  readonly frameOfReferenceUID?: string;
  /** ms */
  readonly repetitionTime?: number;
  /** ms */
  readonly echoTime?: number;
  /** ms */
  readonly inversionTime?: number;
  /** Degrees. */
  readonly flipAngle?: number;
  /** s/mm² */
  readonly bValue?: number;
  readonly scanningSequence?: readonly string[];
  readonly sequenceVariant?: readonly string[];
  readonly scanOptions?: readonly string[];
  /** Tesla */
  readonly magneticFieldStrength?: number;
  /** Its samples are colors and not one brightness. */
  readonly color?: true;
}

/** What is known of a series without its pixels; undefined means that the header lacks it. */
export interface SeriesDescription extends Omit<ImageHeader, 'instanceNumber' | 'color'> {
  readonly seriesInstanceUID: string;
  readonly studyInstanceUID: string;
  readonly modality: string;
}

/** Kinds of images that show no tissue as a T2-weighted magnitude does; each is a reason to leave one out. */
export const OTHER_KINDS = [
  'not-mr',
  'color',
  'capture',
  'localizer',
  'projection',
  'diffusion',
  'echo-planar',
  'mosaic',
  'map',
  'phase',
  'fat',
  'opposed-phase',
] as const;
export type OtherKind = (typeof OTHER_KINDS)[number];

/** Why an image is not analyzed (imaging/imageKind, imaging/seriesParts, imaging/stacks). */
export const LEFT_OUT_REASONS = [
  ...OTHER_KINDS,
  'unreadable',
  'no-geometry',
  'other-plane',
  'other-contrast',
  'other-echo',
  'other-station',
  'other-region',
  'other-orientation',
  'same-place',
  'misplaced',
  'not-needed',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** An image that is not analyzed. */
export interface LeftOutImage {
  readonly sopInstanceUID: string;
  readonly frameNumber?: number;
  readonly reason: LeftOutReason;
}

/** What became of the images of a series. */
export interface SeriesUse {
  readonly seriesInstanceUID: string;
  readonly seriesNumber?: number;
  readonly description?: string;
  readonly use: 'sagittal' | 'sagittal-t1' | 'axial' | 'none';
  /** How many of its images were analyzed. */
  readonly images: number;
  /** The others. */
  readonly leftOut: readonly LeftOutImage[];
}

/** A series with decoded slices, in any order. */
export interface ImageSeries extends SeriesDescription {
  readonly slices: readonly Slice[];
  /** Images of the series that could not be read as slices. */
  readonly leftOut?: readonly LeftOutImage[];
}

/** What a series shows, recognized from geometry and acquisition (imaging/seriesRole). */
export type SeriesRole = 'sagT2' | 'sagT1' | 'sagSTIR' | 'axT2' | 'axT1' | 'localiser' | 'other';

/**
 * Parallel slices of one orientation, in order along `normal`, without large gaps.
 * `normal` = rowDirection × columnDirection; offsets[i] = slices[i].position · normal, ascending.
 */
export interface Stack {
  readonly seriesInstanceUID: string;
  readonly slices: readonly Slice[];
  readonly normal: Vec3;
  /** mm along the normal, ascending; one per slice. */
  readonly offsets: readonly number[];
  /** Median distance of neighboring slices, mm; the slice thickness for a single slice. */
  readonly sliceSpacing: number;
}
