import { patientToPixel } from '../../imaging/geometry';
import { quantile } from '../../imaging/quantile';
import type { SlicePlane } from '../../imaging/types';
import type { AnalysisRecord } from '../record';

/** The slice that most of the discs' centers are nearest to; null where there is none. */
export function middleSlice<One extends SlicePlane>(
  { levels }: Pick<AnalysisRecord, 'levels'>,
  slices: readonly One[]
): One | null {
  const distance = (slice: SlicePlane): number =>
    quantile(
      levels.map(({ frame }) => Math.abs(patientToPixel(slice, frame.center).distance)),
      0.5
    ) || 0;
  const [nearest] = slices
    .map(slice => ({ slice, at: distance(slice) }))
    .sort((a, b) => a.at - b.at);
  return nearest?.slice ?? null;
}
