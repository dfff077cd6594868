import type { Vec3 } from '../../findings';

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
  /** Canal diameter at the disc over the median at the neighboring vertebral mid-levels. */
  readonly canalRatio: number | null;
  /** Cross-section of the canal in the disc's plane, mm²; missing in records that do not keep it. */
  readonly canalArea?: number | null;
  /** That area over the median at the neighboring vertebral mid-levels. */
  readonly canalAreaRatio?: number | null;
  /** mm that the disc reaches behind the line through the neighboring bodies' posterior corners. */
  readonly discBulge?: number | null;
  /** Mean height of the disc over its antero-posterior depth, in the midline. */
  readonly discHeightRatio?: number | null;
  /** Mean height of the disc over that of the vertebral body above it. */
  readonly discHeightIndex?: number | null;
  /**
   * mm that the vertebra above the disc has slipped against the one below it, along the disc; positive: forward,
   * negative: backward.
   */
  readonly slip?: number | null;
  /** Where that was taken, above the disc: from where the posterior wall usually lies to where it does. */
  readonly slipLine?: LengthMeasurement | null;
  /** Antero-posterior depth of the disc in the midline, mm. */
  readonly discDepth?: number | null;
  /** Heights of the vertebral body above the disc. */
  readonly bodyHeight: {
    readonly anterior: LengthMeasurement | null;
    readonly middle: LengthMeasurement | null;
    readonly posterior: LengthMeasurement | null;
  };
}
