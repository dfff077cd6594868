import type { LevelMeasurements } from './measurements';

/** What of a level is measured as one number, by the names that manifest and extract use. */
export const MEASUREMENT_NAMES = [
  'discHeightAnterior',
  'discHeightMiddle',
  'discHeightPosterior',
  'discHeightRatio',
  'discBulge',
  'canalAp',
  'canalRatio',
  'canalArea',
  'canalAreaRatio',
  'bodyHeightAnterior',
  'bodyHeightMiddle',
  'bodyHeightPosterior',
] as const;
export type MeasurementName = (typeof MEASUREMENT_NAMES)[number];

/** mm, mm² or a ratio; null: could not be measured, or is not to be trusted. */
export type MeasurementValues = Readonly<Record<MeasurementName, number | null>>;

export const isMeasurementName = (value: unknown): value is MeasurementName =>
  (MEASUREMENT_NAMES as readonly unknown[]).includes(value);

/** The measurements of a level as numbers. */
export function measurementValues(measurements: LevelMeasurements): MeasurementValues {
  const { discHeight, bodyHeight, canalAp } = measurements;
  return {
    discHeightAnterior: discHeight.anterior?.mm ?? null,
    discHeightMiddle: discHeight.middle?.mm ?? null,
    discHeightPosterior: discHeight.posterior?.mm ?? null,
    discHeightRatio: measurements.discHeightRatio ?? null,
    discBulge: measurements.discBulge ?? null,
    canalAp: canalAp?.mm ?? null,
    canalRatio: measurements.canalRatio,
    canalArea: measurements.canalArea ?? null,
    canalAreaRatio: measurements.canalAreaRatio ?? null,
    bodyHeightAnterior: bodyHeight.anterior?.mm ?? null,
    bodyHeightMiddle: bodyHeight.middle?.mm ?? null,
    bodyHeightPosterior: bodyHeight.posterior?.mm ?? null,
  };
}
