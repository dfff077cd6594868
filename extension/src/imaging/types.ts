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
  readonly rows: number;
  readonly columns: number;
  /** Length rows * columns, row-major. */
  readonly pixels: PixelArray;
  /** Centre of the first pixel (row 0, column 0), LPS mm: Image Position (Patient). */
  readonly position: Vec3;
  /** Unit vector along which the column index grows (first triple of Image Orientation (Patient)). */
  readonly rowDirection: Vec3;
  /** Unit vector along which the row index grows (second triple of Image Orientation (Patient)). */
  readonly columnDirection: Vec3;
  /** mm between neighbouring rows, as in the first value of Pixel Spacing. */
  readonly rowSpacing: number;
  /** mm between neighbouring columns, as in the second value of Pixel Spacing. */
  readonly columnSpacing: number;
  /** As sent by the scanner; may be missing, and is never used to order or space slices. */
  readonly sliceThickness?: number;
  /** ms; tells the echoes of a series apart that holds several of one place. */
  readonly echoTime?: number;
}

/** A slice without its samples: where it lies and how large it is. */
export type SlicePlane = Omit<Slice, 'pixels'>;

/** What is known of a series without its pixels; undefined means that the header lacks it. */
export interface SeriesDescription {
  readonly seriesInstanceUID: string;
  readonly studyInstanceUID: string;
  readonly sopClassUID?: string;
  readonly modality: string;
  readonly seriesNumber?: number;
  readonly description?: string;
  readonly protocolName?: string;
  readonly bodyPartExamined?: string;
  readonly imageType?: readonly string[];
  readonly frameOfReferenceUID?: string;
  /** ms */
  readonly repetitionTime?: number;
  /** ms */
  readonly echoTime?: number;
  /** ms */
  readonly inversionTime?: number;
  /** Degrees. */
  readonly flipAngle?: number;
  readonly scanningSequence?: readonly string[];
  readonly sequenceVariant?: readonly string[];
  readonly scanOptions?: readonly string[];
  /** Tesla */
  readonly magneticFieldStrength?: number;
}

/** A series with decoded slices, in any order. */
export interface ImageSeries extends SeriesDescription {
  readonly slices: readonly Slice[];
}

/** What a series shows, recognised from geometry and acquisition (imaging/seriesRole). */
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
  /** Median distance of neighbouring slices, mm; the slice thickness for a single slice. */
  readonly sliceSpacing: number;
}
